// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Recovery.h"
#include "delivery/Subscriber.h"
#include "protocol/Command.h"
#include "protocol/Inspection.h"
#include "security/ChannelRights.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wavetape::net {
class Connection;
} // namespace wavetape::net

namespace wavetape::sessions {

class ChannelPeer;

/// One channel or prefix of a subscribe, with its options.
struct Join {
    protocol::RequestId id;
    std::string channel;
    std::optional<protocol::StreamPosition> since;
    std::optional<protocol::Policy> policy;
    double maxRate = 0;
    bool snapshot = true;
    bool answered = true; ///< an ack is owed
    std::string path = "/channel"; ///< where the request names the channel
    std::string hint; ///< that another channel may be meant

    bool asks(const Join &other) const
    {
        return policy == other.policy && maxRate == other.maxRate && snapshot == other.snapshot;
    }
    /// `ticker.*` -> `ticker.`. Pre: it names a prefix.
    std::string_view prefix() const
    {
        return std::string_view(channel).substr(0, channel.size() - 1);
    }
    /// Prefixes under which every channel is binary.
    bool binaryPrefix() const;
};

/// What one connection of a channel endpoint is subscribed to, by name and by prefix, and what it
/// is told of it. One channel has one subscription, however often it is matched. On the
/// connection's I/O thread.
class SubscriptionSet : public delivery::Subscriber {
public:
    /// `deflateBits`: as in Subscription. Both references outlive it.
    SubscriptionSet(net::Connection &connection, ChannelPeer &peer,
        delivery::Recovery::Limits limits, uint8_t deflateBits);
    virtual ~SubscriptionSet();

    /// Joins the channel and tells of it: ack or notice, what is lost, the snapshot; a replay goes
    /// on in recovery(). `born`: it has just come to be, and its first publication is still to
    /// come. Pre: it is not subscribed.
    void enter(
        const channels::ChannelRef &channel, const Join &join, bool byName, bool born = false);
    /// Ends it; what it has queued still goes out.
    void leave(delivery::Subscription &subscription);
    /// Ends as many of them as the connection's share allows; a later turn goes on.
    void leaveShare();
    /// Nothing more is wanted: prefixes end at once, subscriptions as leaveShare() does.
    void end();

    /// Null: not subscribed.
    delivery::Subscription *find(std::string_view channel) const;
    delivery::Subscription *find(uint32_t channel) const;
    const std::unordered_map<uint32_t, std::unique_ptr<delivery::Subscription>> &all() const
    {
        return m_subscriptions;
    }
    /// Subscriptions by name and prefixes: what the limit counts.
    size_t named() const { return m_named + m_prefixes.size(); }

    /// The options of a prefix; null: it is not subscribed. Until the next watch() or unwatch().
    Join *findPrefix(std::string_view pattern);
    void watch(const Join &join);
    /// Pre: it is subscribed.
    void unwatch(std::string_view pattern);
    bool matchesPrefix(std::string_view channel) const;

    /// Would `channel` be a second binary one? 0: any.
    bool hasOtherBinary(uint32_t channel) const;
    bool watchesBinaryPrefix() const;
    /// Would these still cover all that is subscribed?
    bool coveredBy(const security::ChannelRights &rights) const;
    /// Some subscription is `disconnect` alone: its reader may not lag for long.
    bool endsLagging() const;

    bool setPolicy(
        std::string_view channel, std::optional<protocol::Policy> policy, double maxRate);
    /// The policy that all have, or "mixed".
    std::string policy() const;
    /// In order of channel.
    std::vector<protocol::SubscriptionDetails> rows() const;

    delivery::Recovery &recovery() { return m_recovery; }

    void onSkipped(delivery::Subscription &subscription) override;
    void onRestart(delivery::Subscription &subscription, const channels::Restart &restart) override;
    void onGap(delivery::Subscription &subscription, const channels::Gap &gap) override;
    void onResyncWanted() override;
    void onChannelBorn(const channels::ChannelRef &channel) override;
    void sendSnapshot(const delivery::Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &position) override;

protected:
    net::Connection &connection() const { return m_connection; }
    ChannelPeer &peer() const { return m_peer; }

    /// What publications are sent as, and whether loss is told; before the join.
    virtual void prepare(delivery::Subscription &subscription) const;
    /// It has joined: tells so, of what is lost, and of what there is. The last thing that enter()
    /// does: may leave() it.
    virtual void begin(delivery::Subscription &subscription, const Join &join,
        const channels::Channel::JoinResult &result);

private:
    void acknowledge(const delivery::Subscription &subscription, const Join &join,
        const channels::Channel::JoinResult &result);
    void sendChannelNotice(const delivery::Subscription &subscription);

    net::Connection &m_connection;
    ChannelPeer &m_peer;
    delivery::Recovery m_recovery;
    const uint8_t m_deflateBits;
    std::unordered_map<uint32_t, std::unique_ptr<delivery::Subscription>>
        m_subscriptions; ///< by channel
    std::unordered_map<std::string_view, delivery::Subscription *> m_byName; ///< the newest of each
    std::vector<Join> m_prefixes;
    std::array<uint32_t, protocol::kPolicies> m_policies {}; ///< subscriptions under each
    size_t m_binary = 0; ///< of the subscriptions
    size_t m_named = 0; ///< of the subscriptions
};

} // namespace wavetape::sessions
