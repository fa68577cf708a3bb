// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/FramePace.h"

namespace wavetape::plotting {

bool FramePace::add(double cpuMs, double wallMs)
{
    m_cpuMs += cpuMs;
    m_wallMs += wallMs;
    if (m_wallMs < kJudgedMs)
        return false;
    const double share = m_cpuMs / m_wallMs;
    m_cpuMs = m_wallMs = 0;
    const int before = m_intervalMs;
    if (share > kTooMuch)
        m_intervalMs = kSlowMs;
    else if (share < kEnough)
        m_intervalMs = kFastMs;
    return m_intervalMs != before;
}

} // namespace wavetape::plotting
