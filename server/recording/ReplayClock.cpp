// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/ReplayClock.h"

namespace wavetape::recording {

void ReplayClock::moveTo(uint64_t recorded, int64_t now)
{
    m_recorded = recorded;
    m_since = now;
}

void ReplayClock::play(int64_t now)
{
    if (!m_runs)
        m_since = now;
    m_runs = true;
}

void ReplayClock::pause(int64_t now)
{
    moveTo(at(now), now);
    m_runs = false;
}

void ReplayClock::setSpeed(double speed, int64_t now)
{
    moveTo(at(now), now);
    m_speed = speed;
}

uint64_t ReplayClock::at(int64_t now) const
{
    if (!m_runs || now <= m_since)
        return m_recorded;
    return m_recorded + static_cast<uint64_t>(static_cast<double>(now - m_since) * m_speed);
}

std::optional<int64_t> ReplayClock::due(uint64_t recorded, int64_t now) const
{
    if (!m_runs)
        return std::nullopt;
    if (m_speed <= 0 || recorded <= m_recorded)
        return now;
    return m_since + static_cast<int64_t>(static_cast<double>(recorded - m_recorded) / m_speed);
}

} // namespace wavetape::recording
