// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"

#include <cstdint>

namespace wavetape::delivery {

struct PublicationRun;
struct Subscription;

/// How publications come to be lost for one reader.
enum class Loss : uint8_t { dropped, conflated };

/// What delivery needs of a connection: the way out, with the queue before it (SendQueue). Belongs
/// to one I/O thread and is used by it alone. Outlives the subscriptions that point to it.
///
/// Nothing here ends the connection at once, so callers may be in the middle of a list of
/// subscriptions; the one exception is flush().
class Outlet {
public:
    // One publication, or several of one channel at once.
    /// Queues it and applies the subscription's policy. What follows from that (an overflow, a
    /// resync) happens later in the turn.
    virtual void deliver(Subscription &subscription, const channels::Publication &publication) = 0;
    /// May a run be written to it at once? Nothing waits, and nothing else is to be written in this
    /// turn.
    virtual bool takesRun() const = 0;
    /// Writes a whole run of `subscription`; what the kernel does not take is queued, as if it had
    /// come by deliver(). Pre: takesRun().
    virtual void sendRun(Subscription &subscription, const PublicationRun &run) = 0;

    // What is told about loss, and what a loss does to what waits.
    /// Counts `count` publications of `subscription` as lost, once and for all books: its totals,
    /// the connection's row, the server's metrics. For what never was in the queue; what the queue
    /// drops it counts itself.
    virtual void lose(Subscription &subscription, Loss loss, uint64_t count) = 0;
    /// Tells, behind what waits of `subscription`, that `from` to `to` are lost; the caller counts
    /// them. `notice` as of Subscriber::encodeLoss().
    virtual void sendLoss(
        Subscription &subscription, uint64_t from, uint64_t to, channels::FrameRef notice)
        = 0;
    /// Forgets what waits of `subscription`, counted as dropped, without a notice. Returns the
    /// first number that was lost.
    virtual uint64_t dropWaiting(Subscription &subscription) = 0;
    /// What waits of `subscription` stays in order, but is no longer its own: counted as delivered.
    virtual void detach(Subscription &subscription) = 0;
    /// Ends the connection as too slow, at the end of the turn.
    virtual void overflow() = 0;

    // How far the reader is.
    /// The kernel took less than it was given, or the turn's share is used up.
    virtual bool behind() const = 0;
    /// More waits than the high mark allows: what can wait should (a replay, a snapshot).
    virtual bool aboveHigh() const = 0;

    // When it is written.
    /// It has its write at the end of this turn.
    virtual bool touched() const = 0;
    /// Writes now instead of at the end of the turn. May end the connection and its subscriptions.
    virtual void flush() = 0;
    /// Gives it its write of this turn at once, where it was the last to be touched: nothing else
    /// will come for it. May end the connection and its subscriptions.
    virtual void writeNow() = 0;
    /// Comes back to its subscriber in the next turn: there is something to read on (Recovery), and
    /// no event will tell.
    virtual void makeReady() = 0;

protected:
    ~Outlet() = default;
};

} // namespace wavetape::delivery
