// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock/Clock.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace wavetape::feeds {

/// The time that paces feeds, and how to wait for it; a test's own steps by hand.
class FeedClock : public clock::Clock {
public:
    /// Waits on `wake` until `deadline` (of steadyMicros()) has passed or `wake` is notified; may
    /// return early.
    virtual void waitUntil(
        std::unique_lock<std::mutex> &lock, std::condition_variable &wake, int64_t deadline)
        = 0;
};

/// The machine's: the steady clock paces.
class SystemFeedClock final : public FeedClock {
public:
    int64_t wallMicros() const override { return clock::systemClock().wallMicros(); }
    int64_t steadyNanos() const override { return clock::systemClock().steadyNanos(); }
    void waitUntil(std::unique_lock<std::mutex> &lock, std::condition_variable &wake,
        int64_t deadline) override
    {
        wake.wait_until(
            lock, std::chrono::steady_clock::time_point(std::chrono::microseconds(deadline)));
    }
};

} // namespace wavetape::feeds
