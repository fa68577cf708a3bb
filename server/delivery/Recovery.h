// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Subscription.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wavetape::delivery {

class Outlet;
class RateGate;
class Subscriber;

/// How a subscription comes by what it missed: a replay from the channel's history (a join with a
/// position, a thread that could not keep up), or a new snapshot (a book that lost deltas, a
/// conflating subscription). One per subscriber, whatever it speaks; its I/O thread only.
///
/// It is pulled: the subscriber calls step() as long as its reader has room, so a replay never
/// makes a reader slow. Meanwhile the subscription is not live and its thread's inbox passes it by;
/// the channel is read under its mutex, so what the inbox brings afterwards follows without a hole.
/// What history no longer holds is announced (`lagged`), or counted where nobody can be told; under
/// `disconnect` it ends the connection.
class Recovery {
public:
    struct Limits {
        size_t publications; ///< of one step
        uint64_t bytes; ///< of one step, about
    };
    Recovery(Outlet &outlet, Subscriber &subscriber, RateGate &rates, Limits limits);

    /// Replays from `seq` on; it was joined and nothing of it was sent yet.
    void replayFrom(Subscription &subscription, uint64_t seq);
    /// Its thread's inbox passed some of it by.
    void skipped(Subscription &subscription);
    /// It lost what only a snapshot mends: nothing more of it until there is one.
    void resync(Subscription &subscription);
    /// Its channel's numbering began anew: what it has not got of the old one is lost, and all is
    /// live from the new number 1 on. Pre: its epoch is the one that ended.
    void restart(Subscription &subscription, const channels::Restart &restart);
    /// Those numbers come to nobody here. Pre: it is live, and they are of its epoch.
    void lost(Subscription &subscription, const channels::Gap &gap);
    /// Nothing more is read for it.
    void forget(Subscription &subscription);

    /// Tells that `from` to `to` are lost, where it can be told (`notices`); the caller counts
    /// them.
    void tellLoss(Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason);

    /// Something is left to read.
    bool busy() const { return m_waiting > 0; }
    /// Reads one page or one snapshot, the longest waiting first. Returns how many publications it
    /// looked at (a snapshot is one): what the step cost. Pre: busy().
    size_t step();

private:
    void wait(Subscription &subscription, Missing what);
    size_t replay(Subscription &subscription);
    size_t snapshot(Subscription &subscription);
    size_t latest(Subscription &subscription);
    void settle(Subscription &subscription);
    bool standsStill(Subscription &subscription, const protocol::StreamPosition &position);
    void goLive(Subscription &subscription, uint64_t after);

    Outlet &m_outlet;
    Subscriber &m_subscriber;
    RateGate &m_rates;
    const Limits m_limits;
    std::vector<Subscription *> m_queue; ///< holes (null) where one has ended
    size_t m_at = 0; ///< the first of it that is still to come
    size_t m_waiting = 0; ///< without the holes
};

} // namespace wavetape::delivery
