// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/FeedClock.h"

#include <atomic>

namespace wavetape::feeds {

/// A clock that stands until the test moves it. Waiters look at it again every millisecond.
class FakeFeedClock final : public FeedClock {
public:
    static constexpr int64_t kWall = 1'732'147'200'000'000;

    /// The wall clock goes on with the steady one, and is shifted against it.
    int64_t wallMicros() const override { return kWall + m_now - kStart + m_wallShift; }
    int64_t steadyNanos() const override { return m_now * 1000; }
    void waitUntil(
        std::unique_lock<std::mutex> &lock, std::condition_variable &wake, int64_t) override
    {
        wake.wait_for(lock, std::chrono::milliseconds(1));
    }

    void advance(int64_t micros) { m_now += micros; }
    void shiftWall(int64_t micros) { m_wallShift = micros; }

private:
    static constexpr int64_t kStart = 1'000'000;
    std::atomic<int64_t> m_now {kStart};
    std::atomic<int64_t> m_wallShift {0};
};

} // namespace wavetape::feeds
