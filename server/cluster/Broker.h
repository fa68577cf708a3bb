// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "protocol/ErrorCode.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::cluster {

/// Why a publication was not numbered.
enum class Refusal : uint8_t {
    forbidden, ///< the channel is the server's
    tooManyChannels,
    malformed, ///< no bid
    closed, ///< a bid after the end
    tooLow, ///< a bid that is none any more
    tooLarge, ///< for the broker
    unavailable, ///< the broker cannot be reached, or did not answer in time: it may yet number it
};

struct Refused {
    // NOLINTNEXTLINE(google-explicit-constructor): most refusals are told by their kind alone
    Refused(Refusal refusal, int64_t leastTaken = 0)
        : why(refusal)
        , least(leastTaken)
    {
    }

    Refusal why;
    int64_t least; ///< tooLow: what would have been taken then
};

/// The same for the publisher: an `error` of the protocol.
struct RefusalText {
    protocol::ErrorCode code;
    std::string sentence;
    int status; ///< of an HTTP answer
    std::string_view path = "/channel"; ///< the member that is wrong
};
inline RefusalText textOf(const Refused &refused)
{
    using protocol::ErrorCode;
    switch (refused.why) {
    case Refusal::forbidden:
        return {ErrorCode::forbidden, "this channel belongs to the server", 403};
    case Refusal::tooManyChannels:
        return {ErrorCode::tooManyChannels, "no further channel can be made", 503};
    case Refusal::malformed:
        return {ErrorCode::badRequest,
            "a bid is {\"name\":…,\"amount\":…}: a text and a whole number above 0", 400, "/data"};
    case Refusal::closed:
        return {ErrorCode::forbidden, "closed: no bid is taken now", 403};
    case Refusal::tooLow:
        return {ErrorCode::forbidden,
            "too low: the least that is taken now is " + std::to_string(refused.least), 403};
    case Refusal::tooLarge:
        return {ErrorCode::tooLarge, "this is more than the broker takes", 413};
    case Refusal::unavailable:
        break;
    }
    return {ErrorCode::unavailable,
        "the broker did not answer; the same key makes it safe to publish again", 503};
}

/// What a client wants to publish. All of it must live for the call only.
struct Outgoing {
    std::string_view channel, data;
    std::string_view key; ///< ClientPublication::repeated; empty: none
    /// Takes a new channel from the publisher's allowance; asked where none of that name is known.
    const std::function<bool()> &mayCreate;
};

using Published = tl::expected<channels::ChannelHub::ClientPublication, Refused>;
using PublishDone = std::function<void(Published)>;

/// What is told of a broker: `/readyz`, `/metrics`, `sys.cluster`. Counts only grow.
struct BrokerReading {
    bool shared = false; ///< there is one at all besides this process
    bool up = true;
    std::string trouble; ///< why not; one sentence
    uint64_t followed = 0; ///< channels that are kept in step
    uint64_t published = 0, refused = 0; ///< by this node's clients; `refused`: error 116
    uint64_t received = 0; ///< envelopes that came
    uint64_t forged = 0, replayed = 0, oversize = 0, malformed = 0; ///< of those, dropped
    uint64_t known = 0; ///< had come before
    uint64_t lost = 0; ///< numbers announced as `lagged reason=backplane`
    uint64_t filled = 0; ///< numbers that were read later
    uint64_t restarts = 0; ///< channels whose numbering began anew
    uint64_t losses = 0; ///< times the broker was lost
    double hopP50Ms = 0, hopP99Ms = 0; ///< from a publish here to its coming back; 0: none has
    double probeMs = 0; ///< of the newest question that went round; 0: none has
};

/// A channel that clients have published on, on any node.
struct KnownChannel {
    std::string name;
    protocol::StreamPosition position; ///< lately
};
using KnownChannels = std::vector<KnownChannel>; ///< in order of name

/// Who numbers what clients publish, and brings what other nodes' clients publish. One per server.
/// What the server itself publishes (owned families) is not its business.
///
/// A node follows a channel that somebody here reads: from then on its Channel in the hub has the
/// cluster's epoch, numbers and history, in order and without a hole that was not told.
/// Thread-safe.
class Broker {
public:
    /// Not a channel's name, but for follows() and follow() the list of all: directory().
    static constexpr std::string_view kDirectory = "*";

    virtual ~Broker() = default;

    /// Where numbering takes no journey: numbers, stores, delivers. Null: publish() does.
    virtual std::optional<Published> publishAtOnce(const Outgoing &outgoing) = 0;
    /// Has it numbered; `done` is called once, on any thread, within about a second. What was
    /// acknowledged is in every follower's history or announced as lost. Publications on one
    /// channel are numbered in the order of the calls.
    virtual void publish(const Outgoing &outgoing, PublishDone done) = 0;

    /// Is `channel` in step, so that it may be joined and read? Owned names are, but for
    /// `presence.<channel>`, which also wants to know who reads the channel elsewhere. `since`:
    /// where a reader has come to, perhaps on a node that was faster; null: nowhere. Keeps it so
    /// for half a minute at least.
    virtual bool follows(std::string_view channel, const protocol::StreamPosition *since = nullptr)
        = 0;
    /// Brings it in step with what the broker has now and calls `then`, once, on any thread; also
    /// where that takes more than a second (the broker is away), and then the channel is as it was
    /// last known here.
    virtual void follow(std::string_view channel, std::function<void()> then) = 0;
    /// Follows every channel under `prefix`, which ends with a dot, until unwatch(). Each watch()
    /// is ended by one unwatch().
    virtual void watch(std::string_view prefix) = 0;
    virtual void unwatch(std::string_view prefix) = 0;

    /// As the broker had it when it was followed last; null: this node's hub has all there is.
    virtual std::shared_ptr<const KnownChannels> directory() const = 0;

    virtual BrokerReading reading() const = 0;
    /// Ends it: nothing is called back after. Before the hub ends.
    virtual void stop() = 0;
};

} // namespace wavetape::cluster
