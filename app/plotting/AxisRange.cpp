// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/AxisRange.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace wavetape::plotting {

AxisRange::AxisRange(QObject *parent)
    : QObject(parent)
    , m_include(std::numeric_limits<double>::quiet_NaN())
{
    m_clock.start();
}

QVariantList AxisRange::values() const
{
    QVariantList result;
    for (const double value : m_range.ticks().values())
        result.append(value);
    return result;
}

void AxisRange::setInclude(double value)
{
    if (m_include == value || (std::isnan(m_include) && std::isnan(value)))
        return;
    m_include = value;
    emit includeChanged();
}

void AxisRange::observe(double min, double max)
{
    if (!std::isnan(m_include)) {
        min = std::min(min, m_include);
        max = std::max(max, m_include);
    }
    if (m_range.observe(min, max, m_clock.elapsed()))
        emit changed();
}

void AxisRange::reset()
{
    m_range.reset();
}

} // namespace wavetape::plotting
