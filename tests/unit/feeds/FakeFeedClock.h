// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/FeedClock.h"

#include <atomic>

namespace wavetape::feeds {

/// A clock that stands until the test moves it. Waiters look at it again every millisecond.
class FakeFeedClock final : public FeedClock {
public:
    static constexpr int64_t kWall = 1'732'147'200'000'000;

    int64_t now() const override { return m_now; }
    int64_t wall() const override { return kWall + m_wallShift; }
    void waitUntil(
        std::unique_lock<std::mutex> &lock, std::condition_variable &wake, int64_t) override
    {
        wake.wait_for(lock, std::chrono::milliseconds(1));
    }

    void advance(int64_t micros) { m_now += micros; }
    void shiftWall(int64_t micros) { m_wallShift = micros; }

private:
    std::atomic<int64_t> m_now {1'000'000};
    std::atomic<int64_t> m_wallShift {0};
};

} // namespace wavetape::feeds
