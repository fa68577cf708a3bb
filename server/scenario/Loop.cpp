// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>

namespace wavetape::scenario {

std::uint64_t nowNanos()
{
    timespec now {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * kSecond
        + static_cast<std::uint64_t>(now.tv_nsec);
}

const std::uint32_t Loop::kBoth = EPOLLIN | EPOLLOUT;

Loop::Loop(bool busy)
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_busy(busy)
{
    if (m_epoll < 0)
        throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

Loop::~Loop()
{
    close(m_epoll);
}

void Loop::add(int descriptor, std::uint32_t events, EventHandler &handler)
{
    epoll_event event {events, {&handler}};
    if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void Loop::change(int descriptor, std::uint32_t events, EventHandler &handler)
{
    epoll_event event {events, {&handler}};
    if (epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void Loop::remove(int descriptor)
{
    epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
}

void Loop::run(const std::function<std::uint64_t()> &turn)
{
    std::array<epoll_event, 1024> events;
    for (;;) {
        const std::uint64_t wake = turn();
        if (wake == kStop)
            return;
        const std::uint64_t now = nowNanos();
        const std::uint64_t wait = wake > now && !m_busy ? wake - now : 0;
        const timespec timeout {
            static_cast<time_t>(wait / kSecond), static_cast<long>(wait % kSecond)};
        const int count = epoll_pwait2(
            m_epoll, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
        if (count < 0 && errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "epoll_pwait2");
        m_batchTime = nowNanos();
        for (int i = 0; i < count; ++i)
            static_cast<EventHandler *>(events[static_cast<std::size_t>(i)].data.ptr)
                ->onEvents(events[static_cast<std::size_t>(i)].events);
    }
}

} // namespace wavetape::scenario
