// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SeriesFeeder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wavetape::plotting {

namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

} // namespace

SeriesFeeder::SeriesFeeder(QObject *parent)
    : QObject(parent)
    , m_min(kNoValue)
    , m_max(kNoValue)
{
}

void SeriesFeeder::setSeries(QXYSeries *series)
{
    if (m_series == series)
        return;
    m_series = series;
    push();
    emit seriesChanged();
}

void SeriesFeeder::setCapacity(int points)
{
    points = std::clamp(points, 2, kMaxPoints);
    if (m_capacity == points)
        return;
    m_capacity = points;
    if (m_values.size() > m_capacity) {
        m_values.remove(0, m_values.size() - m_capacity);
        measure();
        push();
    }
    emit capacityChanged();
}

void SeriesFeeder::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    push();
    emit activeChanged();
}

void SeriesFeeder::append(double value, double stepSeconds)
{
    if (!std::isfinite(value)) {
        if (m_values.isEmpty())
            return;
        value = m_values.constLast();
    }
    m_step = stepSeconds;
    if (m_values.size() >= m_capacity)
        m_values.remove(0, m_values.size() - m_capacity + 1);
    m_values.append(value);
    m_points.clear();
    measure();
    push();
}

void SeriesFeeder::setPoints(const QList<QPointF> &points)
{
    m_points = points.mid(std::max<qsizetype>(0, points.size() - kMaxPoints));
    m_points.removeIf(
        [](const QPointF &point) { return !qIsFinite(point.x()) || !qIsFinite(point.y()); });
    m_values.clear();
    for (const QPointF &point : std::as_const(m_points))
        m_values.append(point.y());
    measure();
    push();
}

void SeriesFeeder::clear()
{
    m_values.clear();
    m_points.clear();
    measure();
    push();
}

void SeriesFeeder::measure()
{
    double low = kNoValue, high = kNoValue;
    if (!m_values.isEmpty()) {
        const auto [min, max] = std::minmax_element(m_values.cbegin(), m_values.cend());
        low = *min;
        high = *max;
    }
    const auto differ
        = [](double a, double b) { return a != b && !(std::isnan(a) && std::isnan(b)); };
    if (differ(low, m_min) || differ(high, m_max)) {
        m_min = low;
        m_max = high;
        emit rangeChanged();
    }
}

void SeriesFeeder::push()
{
    if (!m_series || !m_active)
        return;
    if (m_points.isEmpty()) {
        m_points.reserve(m_values.size());
        for (qsizetype i = 0; i < m_values.size(); ++i) {
            const auto back = static_cast<double>(m_values.size() - 1 - i);
            m_points.append({back == 0 ? 0 : -back * m_step, m_values[i]});
        }
    }
    m_series->replace(m_points);
}

} // namespace wavetape::plotting
