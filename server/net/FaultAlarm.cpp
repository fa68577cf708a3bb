// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FaultAlarm.h"

#include <algorithm>
#include <cerrno>
#include <sys/timerfd.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace wavetape::net {

namespace {
constexpr uint64_t kNanosPerSecond = 1'000'000'000; // ns
constexpr uint64_t kFarthest = 3'600 * kNanosPerSecond * 24;
} // namespace

FaultAlarm::FaultAlarm(uv_loop_t &loop, std::function<void(uint64_t)> due)
    : m_due(std::move(due))
    , m_descriptor(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
{
    if (m_descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "timerfd");
    uv_poll_init(&loop, &m_poll, m_descriptor);
    m_poll.data = this;
    uv_poll_start(&m_poll, UV_READABLE,
        [](uv_poll_t *handle, int, int) { static_cast<FaultAlarm *>(handle->data)->onReadable(); });
}

void FaultAlarm::close()
{
    if (m_descriptor < 0)
        return;
    uv_poll_stop(&m_poll);
    uv_close(reinterpret_cast<uv_handle_t *>(&m_poll), nullptr);
    ::close(m_descriptor);
    m_descriptor = -1;
    m_rings.clear();
    m_next.clear();
}

void FaultAlarm::ringIn(uint64_t connection, uint64_t nanos)
{
    if (m_descriptor < 0)
        return;
    const uint64_t at = uv_hrtime() + std::min(nanos, kFarthest);
    const auto [next, isNew] = m_next.try_emplace(connection, at);
    if (!isNew) {
        if (next->second <= at)
            return;
        m_rings.erase({next->second, connection});
        next->second = at;
    }
    const auto added = m_rings.emplace(at, connection).first;
    if (added == m_rings.begin())
        arm();
}

void FaultAlarm::arm()
{
    if (m_rings.empty() || m_descriptor < 0)
        return;
    const uint64_t at = m_rings.begin()->first; // in the past: at once
    itimerspec when {};
    when.it_value.tv_sec = static_cast<time_t>(at / kNanosPerSecond);
    when.it_value.tv_nsec = static_cast<long>(at % kNanosPerSecond);
    timerfd_settime(m_descriptor, TFD_TIMER_ABSTIME, &when, nullptr);
}

void FaultAlarm::onReadable()
{
    uint64_t rung = 0;
    if (::read(m_descriptor, &rung, sizeof rung) != sizeof rung)
        return;
    // What is due now, and no more: who asks for a ring at once has it in the next turn.
    std::vector<uint64_t> due;
    for (const uint64_t now = uv_hrtime(); !m_rings.empty() && m_rings.begin()->first <= now;)
        due.push_back(m_rings.extract(m_rings.begin()).value().second);
    for (const uint64_t connection : due) {
        m_next.erase(connection);
        m_due(connection);
    }
    arm();
}

} // namespace wavetape::net
