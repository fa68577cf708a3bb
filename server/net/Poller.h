// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <uv.h>

namespace wavetape::net {

/// Readiness of many descriptors for one I/O thread: an epoll instance of its own, itself one
/// handle of the thread's loop. A watched descriptor costs its owner no more than a pointer, where
/// a `uv_poll_t` takes 160 bytes. Level-triggered. Used by the loop's thread only.
class Poller {
public:
    /// Bits of EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP.
    using Events = uint32_t;
    using Callback = void (*)(void *owner, Events events);

    /// `beforeRound` is called each time before the events that came together are told of.
    /// Throws std::system_error where the process is out of descriptors.
    Poller(uv_loop_t &loop, Callback callback, std::function<void()> beforeRound);
    ~Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;

    /// Changes what `descriptor` is watched for from `before` to `now`; 0: it is not watched.
    /// Within one round of events the owner must stay alive even after that. A descriptor that is
    /// closed is no longer watched.
    void watch(int descriptor, void *owner, Events before, Events now);

    /// Ends it within the loop; no watch() after.
    void close();

private:
    void dispatch();

    const Callback m_callback;
    const std::function<void()> m_beforeRound;
    int m_epoll = -1;
    uv_poll_t m_handle {};
};

} // namespace wavetape::net
