// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/TimeSeries.h"

#include <algorithm>
#include <cmath>

namespace wavetape::viewmodels {

namespace {
constexpr double kNear = 2.5; // seconds: points come every second
}

TimeSeries::TimeSeries(QObject *parent, double span, qsizetype recentPoints)
    : QObject(parent)
    , m_span(span)
    , m_recentPoints(recentPoints)
{
}

void TimeSeries::append(double time, double value)
{
    if (!std::isfinite(time) || !std::isfinite(value))
        return;
    if (!m_points.isEmpty() && time < m_points.last().x())
        return;
    m_points.append({time, value});
    // One point beyond the left edge stays, so that the line reaches it.
    qsizetype expired = 0;
    while (expired + 1 < m_points.size() && m_points[expired + 1].x() < time - m_span)
        ++expired;
    if (expired > 0)
        m_points.remove(0, expired);
    Q_EMIT changed();
}

void TimeSeries::clear()
{
    if (m_points.isEmpty())
        return;
    m_points.clear();
    Q_EMIT changed();
}

double TimeSeries::last() const
{
    return m_points.isEmpty() ? 0 : m_points.last().y();
}

double TimeSeries::newest() const
{
    return m_points.isEmpty() ? 0 : m_points.last().x();
}

double TimeSeries::maximum() const
{
    double result = 0;
    for (const QPointF &point : m_points)
        result = std::max(result, point.y());
    return result;
}

double TimeSeries::length() const
{
    return m_points.isEmpty() ? 0 : m_points.last().x() - m_points.first().x();
}

QList<double> TimeSeries::recent() const
{
    const qsizetype count = std::min(m_recentPoints, m_points.size());
    QList<double> values;
    values.reserve(count);
    for (qsizetype i = m_points.size() - count; i < m_points.size(); ++i)
        values.append(m_points[i].y());
    return values;
}

QList<QPointF> TimeSeries::points() const
{
    QList<QPointF> points;
    points.reserve(m_points.size());
    const double newest = m_points.isEmpty() ? 0 : m_points.last().x();
    for (const QPointF &point : m_points)
        points.append({point.x() - newest, point.y()});
    return points;
}

double TimeSeries::valueAt(double ago) const
{
    if (m_points.isEmpty())
        return std::nan("");
    const double time = m_points.last().x() - ago;
    auto after = std::lower_bound(m_points.begin(), m_points.end(), time,
        [](const QPointF &point, double at) { return point.x() < at; });
    if (after == m_points.end()
        || (after != m_points.begin() && time - (after - 1)->x() < after->x() - time))
        --after;
    return std::abs(after->x() - time) <= kNear ? after->y() : std::nan("");
}

} // namespace wavetape::viewmodels
