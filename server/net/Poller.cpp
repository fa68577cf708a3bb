// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Poller.h"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace wavetape::net {

Poller::Poller(uv_loop_t &loop, Callback callback, std::function<void()> beforeRound)
    : m_callback(callback)
    , m_beforeRound(std::move(beforeRound))
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        throw std::system_error(errno, std::generic_category(), "cannot watch sockets");
    uv_poll_init(&loop, &m_handle, m_epoll);
    m_handle.data = this;
    uv_poll_start(&m_handle, UV_READABLE,
        [](uv_poll_t *handle, int, int) { static_cast<Poller *>(handle->data)->dispatch(); });
}

Poller::~Poller()
{
    if (m_epoll >= 0)
        ::close(m_epoll);
}

void Poller::watch(int descriptor, void *owner, Events before, Events now)
{
    if (before == now)
        return;
    epoll_event event {};
    event.events = now;
    event.data.ptr = owner;
    // Out of watches or memory: the owner's deadlines end it.
    (void)epoll_ctl(m_epoll,
        !before    ? EPOLL_CTL_ADD
            : !now ? EPOLL_CTL_DEL
                   : EPOLL_CTL_MOD,
        descriptor, &event);
}

void Poller::close()
{
    uv_close(reinterpret_cast<uv_handle_t *>(&m_handle), nullptr);
}

void Poller::dispatch()
{
    // What does not fit in is ready still in the next turn.
    std::array<epoll_event, 512> events;
    const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 0);
    m_beforeRound();
    for (int i = 0; i < count; ++i)
        m_callback(events[i].data.ptr, events[i].events);
}

} // namespace wavetape::net
