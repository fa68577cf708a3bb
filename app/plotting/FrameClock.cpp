// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/FrameClock.h"

#include <QTimerEvent>

namespace wavetape::plotting {

FrameClock::Ticket::Ticket(FrameClock *clock)
    : m_clock(clock)
{
    if (++clock->m_holders == 1)
        clock->m_timer.start(kIntervalMs, Qt::PreciseTimer, clock);
}

void FrameClock::Ticket::reset()
{
    if (m_clock && --m_clock->m_holders == 0)
        m_clock->m_timer.stop();
    m_clock = nullptr;
}

FrameClock::FrameClock(QObject *parent)
    : QObject(parent)
{
}

FrameClock &FrameClock::instance()
{
    static FrameClock clock;
    return clock;
}

void FrameClock::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        emit tick();
}

} // namespace wavetape::plotting
