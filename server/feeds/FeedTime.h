// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace wavetape::feeds {

/// One feed's time, µs from 0: follows the clock at `speed`, but never by more than `maxStep` at
/// once. What a stall leaves over is made up for by later steps; nothing is skipped. Not
/// thread-safe.
class FeedTime {
public:
    FeedTime(double speed, int64_t maxStep)
        : m_speed(speed)
        , m_maxStep(maxStep)
    {
    }

    /// The first call fixes the clock's time of 0. Returns the feed time to advance to.
    int64_t step(int64_t now)
    {
        if (!m_started) {
            m_started = true;
            m_origin = now;
        }
        m_target = std::max(
            m_target, static_cast<int64_t>(static_cast<double>(now - m_origin) * m_speed));
        m_current = std::min(m_target, m_current + m_maxStep);
        return m_current;
    }

    /// How far feed time is behind, in µs of the clock.
    int64_t lag() const
    {
        return static_cast<int64_t>(static_cast<double>(m_target - m_current) / m_speed);
    }

private:
    double m_speed;
    int64_t m_maxStep; ///< of feed time
    bool m_started = false;
    int64_t m_origin = 0;
    int64_t m_target = 0;
    int64_t m_current = 0;
};

} // namespace wavetape::feeds
