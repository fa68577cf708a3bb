// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace wavetape::feeds {

/// The time that paces feeds; a test's own steps by hand.
class FeedClock {
public:
    virtual ~FeedClock() = default;
    /// Monotonic, µs.
    virtual int64_t now() const = 0;
    /// µs since 1970: read once, to say what time it is where a feed begins.
    virtual int64_t wall() const = 0;
    /// Waits on `wake` until `deadline` (of now()) has passed or `wake` is notified; may return
    /// early.
    virtual void waitUntil(
        std::unique_lock<std::mutex> &lock, std::condition_variable &wake, int64_t deadline)
        = 0;
};

/// The steady clock. It stands still while the machine sleeps: feeds then go on where they were.
class SteadyFeedClock final : public FeedClock {
public:
    int64_t now() const override
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    int64_t wall() const override
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    void waitUntil(std::unique_lock<std::mutex> &lock, std::condition_variable &wake,
        int64_t deadline) override
    {
        wake.wait_until(
            lock, std::chrono::steady_clock::time_point(std::chrono::microseconds(deadline)));
    }
};

} // namespace wavetape::feeds
