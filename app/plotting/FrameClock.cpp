// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/FrameClock.h"

#include <QTimerEvent>

#include <ctime>

namespace wavetape::plotting {

namespace {

double clockMs(clockid_t clock)
{
    timespec now {};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

FrameClock::Ticket::Ticket(FrameClock *clock)
    : m_clock(clock)
{
    if (++clock->m_holders == 1) {
        clock->m_cpuMs = clockMs(CLOCK_THREAD_CPUTIME_ID);
        clock->m_wallMs = clockMs(CLOCK_MONOTONIC);
        clock->start();
    }
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

void FrameClock::start()
{
    m_timer.start(m_pace.intervalMs(), Qt::PreciseTimer, this);
}

void FrameClock::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    const double cpuMs = clockMs(CLOCK_THREAD_CPUTIME_ID), wallMs = clockMs(CLOCK_MONOTONIC);
    if (m_pace.add(cpuMs - m_cpuMs, wallMs - m_wallMs))
        start();
    m_cpuMs = cpuMs;
    m_wallMs = wallMs;
    emit tick();
}

} // namespace wavetape::plotting
