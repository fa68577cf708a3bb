// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape::delivery {

/// What delivery needs of the event loop that it runs in.
class Loop {
public:
    // Any thread.
    /// Has the loop look at its inbox.
    virtual void wakeUp() = 0;
    /// Is this the loop's own thread?
    virtual bool isCurrent() const = 0;
    /// Whatever is still to be said, the end does not wait for it.
    virtual bool stopRequested() const = 0;

    // The loop's thread only.
    /// The clock of all deadlines, in ms; stands still while the process could not run.
    virtual uint64_t nowMs() = 0;
    /// Publications are not written in the turn that they come in, but a little later together.
    virtual bool gathersPublications() const = 0;
    /// Calls RateGate::sendDue() in `ms`, instead of when it was asked to before.
    virtual void wakeRateGateIn(uint64_t ms) = 0;

protected:
    ~Loop() = default;
};

} // namespace wavetape::delivery
