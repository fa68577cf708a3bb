// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/ReconnectTimeline.h"

#include <numeric>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

ReconnectTimeline::ReconnectTimeline(QObject *parent, double scale)
    : QObject(parent)
    , m_scale(scale)
    , m_backoff(settings())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_tick.stop();
        Q_EMIT changed();
        Q_EMIT due();
    });
    m_stable.setSingleShot(true);
    m_stable.setInterval(int(kStableMs * m_scale));
    connect(&m_stable, &QTimer::timeout, this, [this] {
        m_backoff = client::ReconnectBackoff(settings());
        m_waits.clear();
        Q_EMIT changed();
    });
    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, &ReconnectTimeline::ticked);
}

client::BackoffSettings ReconnectTimeline::settings() const
{
    using Schedule = client::BackoffSettings::Schedule;
    return {.schedule = m_jitter ? Schedule::FullJitter : Schedule::Exact, .maxAttempts = kTries};
}

int64_t ReconnectTimeline::ceiling(int attempt) const
{
    client::ReconnectBackoff exact({.schedule = client::BackoffSettings::Schedule::Exact});
    int64_t wait = 0;
    for (int i = 0; i <= attempt; ++i)
        wait = exact.next().value_or(0);
    return wait;
}

void ReconnectTimeline::setEnabled(bool enabled)
{
    if (enabled == m_enabled)
        return;
    m_enabled = enabled;
    if (!enabled) {
        m_timer.stop();
        m_tick.stop();
    }
    Q_EMIT changed();
}

void ReconnectTimeline::setJitter(bool jitter)
{
    if (jitter == m_jitter)
        return;
    m_jitter = jitter;
    reset();
}

QVariantList ReconnectTimeline::tries() const
{
    QVariantList list;
    for (int i = 0; i < kTries; ++i) {
        const bool known = i < m_waits.size();
        const bool last = i + 1 == m_waits.size();
        const double most = double(ceiling(i));
        list << QVariantMap {{u"waitMs"_s, known ? m_waits[i] : most}, {u"ceilingMs"_s, most},
            {u"state"_s,
                !known                           ? u"planned"_s
                    : last && m_timer.isActive() ? u"waiting"_s
                    : last && m_open             ? u"open"_s
                                                 : u"done"_s}};
    }
    return list;
}

double ReconnectTimeline::totalMs() const
{
    if (!m_waits.isEmpty())
        return std::accumulate(m_waits.begin(), m_waits.end(), 0.0);
    double sum = 0;
    for (int i = 0; i < kTries; ++i)
        sum += double(ceiling(i));
    return sum;
}

void ReconnectTimeline::lost(int64_t hintMs)
{
    m_stable.stop();
    m_open = false;
    if (!m_enabled)
        return;
    const auto wait = hintMs >= 0 ? m_backoff.next(hintMs) : m_backoff.next();
    m_gaveUp = !wait;
    if (wait) {
        m_waits << double(*wait);
        m_timer.start(int(double(*wait) * m_scale));
        m_tick.start();
    }
    Q_EMIT changed();
}

void ReconnectTimeline::opened()
{
    m_timer.stop();
    m_tick.stop();
    m_stable.start();
    m_open = true;
    m_gaveUp = false;
    m_over.clear();
    Q_EMIT changed();
}

void ReconnectTimeline::reset()
{
    m_timer.stop();
    m_tick.stop();
    m_backoff = client::ReconnectBackoff(settings());
    m_waits.clear();
    m_stable.stop();
    m_open = m_gaveUp = false;
    m_over.clear();
    Q_EMIT changed();
}

void ReconnectTimeline::stayAway(const QString &why)
{
    m_timer.stop();
    m_tick.stop();
    m_stable.stop();
    m_open = false;
    m_over = m_enabled ? why : QString();
    Q_EMIT changed();
}

void ReconnectTimeline::tryNow()
{
    if (m_timer.isActive())
        m_timer.start(0);
}

} // namespace wavetape::inspector
