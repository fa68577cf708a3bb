// SPDX-License-Identifier: GPL-3.0-or-later
#include "LoopMeter.h"

#include "Measurement.h"

#include <QAbstractEventDispatcher>

#include <algorithm>

namespace {

double msSince(std::chrono::steady_clock::time_point then)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then)
        .count();
}

} // namespace

LoopMeter::LoopMeter(QQuickWindow &window)
{
    // A turn ends where the loop is about to sleep; what it slept costs no CPU.
    m_connections.push_back(QObject::connect(QAbstractEventDispatcher::instance(),
        &QAbstractEventDispatcher::aboutToBlock, &window, [this] {
            const double now = threadCpuMs();
            m_spent.longestTurnMs = std::max(m_spent.longestTurnMs, now - m_turnMs);
            m_turnMs = now;
        }));
    m_connections.push_back(QObject::connect(
        &window, &QQuickWindow::frameSwapped, &window,
        [this] {
            m_spent.longestGapMs = std::max(m_spent.longestGapMs, msSince(m_lastFrame));
            m_lastFrame = Clock::now();
            ++m_spent.frames;
        },
        Qt::DirectConnection));
    begin();
}

LoopMeter::~LoopMeter()
{
    for (const auto &connection : m_connections)
        QObject::disconnect(connection);
}

void LoopMeter::begin()
{
    m_spent = {};
    m_began = m_lastFrame = Clock::now();
    m_guiMs = m_turnMs = threadCpuMs();
    m_processMs = processCpuMs();
}

LoopMeter::Spent LoopMeter::spent() const
{
    Spent spent = m_spent;
    spent.seconds = msSince(m_began) / 1000;
    spent.guiMs = threadCpuMs() - m_guiMs;
    spent.othersMs = processCpuMs() - m_processMs - spent.guiMs;
    return spent;
}
