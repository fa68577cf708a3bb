// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/Heartbeat.h"

#include <cstring>
#include <utility>

namespace wavetape::sessions {

int64_t Heartbeat::ping(
    uint64_t nowMs, const Periods &periods, int64_t steadyNanos, const Acknowledged &acknowledged)
{
    m_sentNanos = steadyNanos;
    m_acknowledged = acknowledged.bytes; // what it takes from here on counts
    if (m_pongDueMs == 0)
        m_pongDueMs = nowMs + periods.pongMs;
    return m_sentNanos;
}

std::optional<float> Heartbeat::pong(std::span<const char> payload, int64_t steadyNanos)
{
    int64_t sent = 0;
    if (m_pongDueMs == 0 || payload.size() != sizeof sent)
        return std::nullopt;
    std::memcpy(&sent, payload.data(), sizeof sent);
    if (sent != m_sentNanos)
        return std::nullopt;
    m_pongDueMs = 0;
    m_rttMs = static_cast<float>(steadyNanos - sent) / 1e6f;
    return m_rttMs;
}

void Heartbeat::onLife(uint64_t nowMs, const Periods &periods)
{
    if (m_pongDueMs)
        m_pongDueMs = nowMs + periods.pongMs;
}

bool Heartbeat::takes(const Acknowledged &acknowledged)
{
    const bool more = std::exchange(m_acknowledged, acknowledged.bytes) < acknowledged.bytes;
    return acknowledged.watched || (more && acknowledged.more);
}

} // namespace wavetape::sessions
