// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Farewell.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace wavetape {

namespace net {
struct ServerContext;
}

/// Tells every connection to leave: few at once, many spread over a moment, so that where they go
/// to is not stormed. Who came in the meantime is told as well. A thread of its own while it lasts.
class Drain {
public:
    /// `context` must outlive this; its I/O threads run from begin() to stop().
    explicit Drain(net::ServerContext &context);
    /// stop()
    ~Drain();
    Drain(const Drain &) = delete;
    Drain &operator=(const Drain &) = delete;

    /// Returns at once. Any thread; once, and not after stop(). Nobody is told anything, nor
    /// `closeDoor` called, before `notice` is over: a proxy sees by `/readyz` that it shall send
    /// nobody any more.
    void begin(
        Farewell farewell, std::chrono::milliseconds notice, std::function<void()> closeDoor);
    /// Waits until everybody has left, at most `patience`. True where nobody is left.
    bool waitUntilEmpty(std::chrono::milliseconds patience) const;
    /// Tells nobody any more. Before the I/O threads stop.
    void stop();

private:
    void run(Farewell farewell, std::chrono::milliseconds notice,
        const std::function<void()> &closeDoor);
    void tell(Farewell farewell, size_t most, uint64_t afterMs);

    net::ServerContext &m_context;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopped = false;
};

} // namespace wavetape
