// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"

#include <cstdint>
#include <vector>

namespace wavetape::delivery {

class Loop;
struct Subscription;

/// `maxRate`: lets a subscription have so many publications per second and key. The first passes at
/// once; of those that come before its interval is over the newest is held and sent when it is.
/// What it replaces counts as conflated, also where the newest tells of it too (`gathers`). One per
/// I/O thread, for the subscriptions that live there.
class RateGate {
public:
    explicit RateGate(Loop &loop);

    /// May it go out now? If not it is held. Pre: subscription.maxRate > 0.
    bool passes(Subscription &subscription, const channels::PublicationRef &publication);
    /// Sends what is held and whose time has come; called by the loop when it was asked to.
    void sendDue();
    /// Sends what is held of `subscription` at once, in order: its rate is lifted.
    void release(Subscription &subscription);
    /// Forgets what is held of `subscription`, counted as conflated: it ends, or goes on with
    /// something newer.
    void forget(Subscription &subscription);

private:
    void unschedule(Subscription &subscription);
    /// `place`: in m_holding, or its end.
    void hold(Subscription &subscription, size_t place);
    void wakeAt(uint64_t dueMs);
    /// Returns when to come again; 0: nothing is held.
    uint64_t sendDue(Subscription &subscription, uint64_t nowMs);

    Loop &m_loop;
    std::vector<Subscription *> m_holding; ///< holes (null) where one is through
    uint64_t m_wakesAtMs = 0; ///< 0: not asked to
};

} // namespace wavetape::delivery
