// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "channels/Forms.h"
#include "protocol/Policy.h"
#include "protocol/Reply.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace wavetape::delivery {

class Outlet;
class Subscriber;
struct SendNode;

/// One key of a subscription with `maxRate`: when it was last sent and what waits for its turn.
struct RateSlot {
    uint64_t key = 0;
    uint64_t nextMs = 0; ///< not before
    channels::PublicationRef held;
    std::vector<channels::PublicationRef> gathered; ///< older than `held`, in order; told with it
};

/// What a subscription that is not live waits for (Recovery).
enum class Missing : uint8_t {
    nothing,
    publications, ///< from `recoverNext` on
    snapshot,
};

/// One reader's part in one channel. Belongs to its subscriber; touched by that subscriber's I/O
/// thread alone.
///
/// Once its queue is empty: delivered + conflated + dropped == seenSeq - startSeq.
struct Subscription {
    Outlet *outlet = nullptr; ///< set before FanOut::addSubscriber(), as `subscriber`
    Subscriber *subscriber = nullptr;
    channels::ChannelRef channel;
    std::shared_ptr<const std::string> epoch; ///< of the numbering that all numbers here are of
    const channels::Form *form = &channels::forms::message;
    protocol::Policy policy = protocol::Policy::dropOldest;
    bool joinedConflating = false; ///< as it was counted in the channel
    bool notices = true; ///< loss is told by `lagged`; bare forms carry payloads alone
    bool live = true; ///< false while something is missing: the inbox is not for it
    Missing missing = Missing::nothing; ///< as it stands in its subscriber's Recovery
    uint32_t recoverySlot = 0; ///< its place there
    bool resyncs = false; ///< after a loss only a new snapshot helps (book)
    bool catchesUp = false; ///< not live because its I/O thread could not keep up
    bool needsResync = false; ///< such a loss has happened and was not acted on yet
    bool byName = false; ///< subscribed by its own name; else only through a prefix
    bool prefixed = false; ///< its subscriber writes something of its own before each body
    uint8_t deflateBits = 0; ///< window of shared compressed frames; 0: uncompressed
    uint32_t slot = 0; ///< place in its thread's list of the channel

    uint64_t startSeq = 0; ///< where it began: nothing up to here is its own
    uint64_t liveAfter = 0; ///< what its thread's inbox brings up to here is known already
    uint64_t seenSeq = 0; ///< the newest that was queued, conflated, dropped or sent
    uint64_t sentSeq = 0; ///< the newest that the kernel took (non-conflating subscriptions)
    uint64_t gapsUntil = 0; ///< holes up to here are conflation's, from before the policy changed
    uint64_t recoverNext = 0; ///< next seq to pull while not live; what is lost begins there
    protocol::Totals totals; ///< of this numbering

    SendNode *oldestPending = nullptr; ///< its nodes in the send queue, in order
    SendNode *newestPending = nullptr;

    double maxRate = 0; ///< per second and key; 0: unlimited
    bool gathers = false; ///< what a rate holds is told in one (Form::gather), whatever its key
    std::vector<RateSlot> rateSlots;
    bool rateScheduled = false;
    uint32_t ratePlace = 0; ///< in the RateGate, where scheduled

    /// Of the publications up to `seq`, how many are neither delivered, lost nor waiting in the
    /// send queue.
    uint64_t unaccounted(uint64_t seq) const;
    /// Counts what it will not be sent any more, before it ends: what waits in the send queue still
    /// goes out and is delivered; what a replay has not come to is lost. Pre: the rate gate has
    /// forgotten it. Returns the numbers that its totals then cover.
    protocol::SeqSpan conclude();
    /// Would `seq` after `previous` be a hole that nobody was told of?
    bool isGap(uint64_t previous, uint64_t seq) const
    {
        return !conflating() && seq != previous + 1 && seq > gapsUntil + 1;
    }
    bool conflating() const
    {
        return policy == protocol::Policy::conflate || (maxRate > 0 && !gathers);
    }
};

} // namespace wavetape::delivery
