// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"
#include "net/ChannelSession.h"
#include "security/TokenBucket.h"

#include <array>
#include <deque>
#include <optional>
#include <unordered_map>

namespace wavetape::net {

struct ChannelSession::Join {
    protocol::RequestId id;
    std::string channel;
    std::optional<protocol::StreamPosition> since;
    std::optional<protocol::Policy> policy;
    double maxRate = 0;
    bool snapshot = true;
    bool answered = true; ///< an ack is owed
    std::string path = "/channel"; ///< where the request names the channel
};

struct ChannelSession::Pull {
    enum class Kind : uint8_t {
        join, ///< a channel or prefix that a subscribe named
        match, ///< a channel that a prefix matches
        replay,
        snapshot, ///< after a loss that only a snapshot mends
    };
    Kind kind = Kind::join;
    Join join;
    channels::ChannelRef channel; ///< match
    uint32_t subscription = 0; ///< replay, snapshot: the channel's id
};

struct ChannelSession::State {
    explicit State(const config::ServerConfig::Limits &limits)
        : rate(limits.enabled ? limits.messagesPerSecond : 0, limits.messageBurst)
    {
    }

    std::unordered_map<uint32_t, std::unique_ptr<Subscription>> subscriptions; ///< by channel
    std::vector<Join> prefixes; ///< subscribed prefixes, with their options
    std::deque<Pull> pulls;
    size_t named = 0; ///< subscriptions by name: what the limit counts, with the prefixes
    uint32_t created = 0; ///< channels that this connection's publications made
    security::TokenBucket rate;
    std::deque<uint64_t> errors; ///< when the last ones happened, ms
    channels::ChannelRef uplink;
    std::optional<uint64_t> bufferedAmount;
    std::optional<double> lagMs;
    std::string scratch;
};

} // namespace wavetape::net
