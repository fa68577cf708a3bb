// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace wavetape::recording {

/// Which moment of a recording it is: a recorded time, a steady time, and how fast the one follows
/// the other. It stands until play(). Pure; all times in ns.
class ReplayClock {
public:
    explicit ReplayClock(double speed)
        : m_speed(speed)
    {
    }

    /// From now on it is that moment of the recording.
    void moveTo(uint64_t recorded, int64_t now);
    void play(int64_t now);
    void pause(int64_t now);
    /// Recorded seconds per second; 0: it follows what is published, as fast as that goes.
    void setSpeed(double speed, int64_t now);

    bool runs() const { return m_runs; }
    double speed() const { return m_speed; }
    uint64_t at(int64_t now) const;
    /// When that moment comes; nothing while the clock stands. What is over is due at once.
    std::optional<int64_t> due(uint64_t recorded, int64_t now) const;

private:
    double m_speed;
    bool m_runs = false;
    uint64_t m_recorded = 0; ///< at m_since
    int64_t m_since = 0;
};

} // namespace wavetape::recording
