// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace wavetape::scenario {

/// Monotonic nanoseconds.
std::uint64_t nowNanos();

constexpr std::uint64_t kSecond = 1'000'000'000;

/// Seconds as nanoseconds.
constexpr std::uint64_t nanosOf(double seconds)
{
    return static_cast<std::uint64_t>(seconds * static_cast<double>(kSecond));
}

/// Something with a descriptor in the loop. Must outlive its registration.
class EventHandler {
public:
    virtual void onEvents(std::uint32_t epollEvents) = 0;

protected:
    ~EventHandler() = default;
};

/// A level-triggered epoll loop for one thread.
class Loop {
public:
    /// `busy`: never sleeps, so that whoever writes to its sockets never pays for waking it.
    explicit Loop(bool busy = false);
    ~Loop();
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    /// Events: may be read, may be written.
    static const std::uint32_t kBoth;
    void add(int descriptor, std::uint32_t events, EventHandler &handler);
    void change(int descriptor, std::uint32_t events, EventHandler &handler);
    void remove(int descriptor);

    /// Runs until `turn` returns kStop. `turn` is called before each wait and answers when it wants
    /// to be called at the latest (monotonic nanoseconds).
    static constexpr std::uint64_t kStop = 0;
    void run(const std::function<std::uint64_t()> &turn);

    /// When the current batch of events was fetched.
    std::uint64_t batchTime() const { return m_batchTime; }

private:
    int m_epoll;
    bool m_busy;
    std::uint64_t m_batchTime = 0;
};

} // namespace wavetape::scenario
