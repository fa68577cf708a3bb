// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::delivery {

struct Subscription;

/// Whoever holds subscriptions: a session of any protocol, the recorder. Told of what happens to
/// them besides publications, on the I/O thread that it belongs to. None of these may end the
/// connection before the end of the turn (Outlet::overflow() does later), nor add or remove
/// subscriptions of the channel in question, unless said otherwise.
///
/// A session that only wants to be right passes the first four on to its Recovery.
class Subscriber {
public:
    /// Publications of the subscription's channel found no room in the thread's inbox: it goes on
    /// from the channel's history.
    virtual void onSkipped(Subscription &subscription) = 0;
    /// The numbering that the subscription was of is over: what was known of positions is void.
    virtual void onRestart(Subscription &subscription, const channels::Restart &restart) = 0;
    /// Numbers of the subscription's channel are lost to this node. Of its own epoch; it is live.
    virtual void onGap(Subscription &subscription, const channels::Gap &gap) = 0;
    /// Some of its subscriptions have `needsResync`: they lost what only a snapshot mends (book).
    virtual void onResyncWanted() = 0;
    /// A channel came to be that a prefix of its matches (FanOut::watchPrefix()), before its first
    /// publication. May subscribe to it.
    virtual void onChannelBorn(const channels::ChannelRef &) { }

    /// Writes a snapshot in the subscriber's protocol, where it has such a thing. `data`: JSON,
    /// never empty; what it stands for is everything up to `position`.
    virtual void sendSnapshot(const Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &position)
        = 0;
    /// The notice that `from` to `to` are lost, in the subscriber's protocol; asked for only where
    /// the subscription has `notices`. `reason`: drop, evicted, history, backplane. Here: a
    /// WebSocket text message `lagged`. May be called while the queue is written: must not queue
    /// anything.
    virtual channels::FrameRef encodeLoss(const Subscription &subscription, uint64_t from,
        uint64_t to, std::string_view reason) const;
    /// What this reader alone gets before a shared body (a header with the body's length, a
    /// position in all its channels), as EncodedFrame::raw(); asked for where the subscription has
    /// `prefixed`, for publications and notices alike, when they are about to be sent: in the order
    /// in which they go out, and again where they did not. Together they are one message: sent,
    /// replaced and dropped together. `first`: what went before is what Subscription::sentSeq of
    /// all says, and nothing else.
    virtual channels::FrameRef prefix(const Subscription &subscription, uint64_t seq,
        const channels::EncodedFrame &body, bool first) const;

protected:
    ~Subscriber() = default;
};

} // namespace wavetape::delivery
