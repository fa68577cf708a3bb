// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/BeatTimer.h"

#include <chrono>

namespace wavetape::viewmodels {

BeatTimer::BeatTimer(int turn, QObject *parent)
    : QTimer(parent)
    , m_offsetMs(turn * kBeatMs / kTurns)
{
    setSingleShot(true);
    setTimerType(Qt::PreciseTimer);
}

void BeatTimer::arm()
{
    if (isActive())
        return;
    using namespace std::chrono;
    const auto now = duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
    start(kBeatMs - int((now.count() - m_offsetMs) % kBeatMs));
}

} // namespace wavetape::viewmodels
