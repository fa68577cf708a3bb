// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape::plotting {

// How far apart the frames of a window are that has not the machine for itself: 16 ms as long as
// what they cost leaves the thread that draws more than half of its time, else 32 ms; back when
// twice as many would be cheap enough. Knows no clock.
class FramePace {
public:
    static constexpr int kFastMs = 16, kSlowMs = 32;
    static constexpr double kTooMuch = 0.5, kEnough = 0.2; // shares of the thread's time
    static constexpr double kJudgedMs = 1000; // a judgement a second

    // `cpuMs` of the thread's time went by while `wallMs` did. True if intervalMs() has changed.
    bool add(double cpuMs, double wallMs);
    int intervalMs() const { return m_intervalMs; }

private:
    double m_cpuMs = 0, m_wallMs = 0;
    int m_intervalMs = kFastMs;
};

} // namespace wavetape::plotting
