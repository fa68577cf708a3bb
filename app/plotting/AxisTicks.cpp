// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/AxisTicks.h"

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

namespace {

// Floating point leaves 0.30000000000000004 and the like at the ends of a range.
constexpr double kSlack = 1e-9;
constexpr double kLargest = 1e300, kSmallest = 1e-300;

double roundUp125(double step)
{
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= step * (1 - kSlack))
            return factor * power;
    }
    return 10 * power;
}

} // namespace

AxisTicks AxisTicks::over(double min, double max, int maxSteps)
{
    maxSteps = std::max(maxSteps, 2);
    if (!std::isfinite(min) || !std::isfinite(max)) {
        min = std::isfinite(max) ? max : std::isfinite(min) ? min : 0;
        max = min;
    }
    min = std::clamp(min, -kLargest, kLargest);
    max = std::clamp(max, -kLargest, kLargest);
    if (min > max)
        std::swap(min, max);
    const double smallest = std::max(std::abs(min), std::abs(max)) * 1e-12;
    if (max - min <= smallest) {
        const double around = max == 0 ? 1 : std::max(std::abs(max) * 0.01, kSmallest);
        min -= around;
        max += around;
    }
    AxisTicks ticks;
    ticks.step = roundUp125((max - min) / maxSteps);
    for (;;) {
        ticks.lower = std::floor(min / ticks.step + kSlack) * ticks.step;
        ticks.upper = std::ceil(max / ticks.step - kSlack) * ticks.step;
        if (ticks.count() - 1 <= maxSteps)
            break;
        ticks.step = roundUp125(ticks.step * 1.5);
    }
    ticks.decimals
        = std::clamp(-static_cast<int>(std::floor(std::log10(ticks.step) + kSlack)), 0, 12);
    return ticks;
}

int AxisTicks::count() const
{
    return static_cast<int>(std::lround((upper - lower) / step)) + 1;
}

std::vector<double> AxisTicks::values() const
{
    std::vector<double> result;
    for (int i = 0; i < count(); ++i) {
        const double value = lower + i * step;
        result.push_back(std::abs(value) < step * 1e-6 ? 0 : value);
    }
    return result;
}

AutoRange::AutoRange(int maxSteps, int64_t shrinkMs)
    : m_maxSteps(maxSteps)
    , m_shrinkMs(shrinkMs)
{
}

void AutoRange::reset()
{
    m_seen = false;
    m_smallerSince.reset();
}

bool AutoRange::observe(double min, double max, int64_t nowMs)
{
    if (!std::isfinite(min) || !std::isfinite(max))
        return false;
    const AxisTicks before = m_ticks;
    const bool grows = min < m_ticks.lower || max > m_ticks.upper;
    if (!m_seen) {
        m_ticks = AxisTicks::over(min, max, m_maxSteps);
    } else if (grows) {
        m_ticks = AxisTicks::over(
            std::min(min, m_ticks.lower), std::max(max, m_ticks.upper), m_maxSteps);
        m_smallerSince.reset();
    } else if (AxisTicks::over(min, max, m_maxSteps).step < m_ticks.step
        || AxisTicks::over(min, max, m_maxSteps).count() < m_ticks.count()) {
        if (!m_smallerSince) {
            m_smallerSince = nowMs;
            m_pendingMin = min;
            m_pendingMax = max;
        }
        m_pendingMin = std::min(m_pendingMin, min);
        m_pendingMax = std::max(m_pendingMax, max);
        if (nowMs - *m_smallerSince >= m_shrinkMs) {
            m_ticks = AxisTicks::over(m_pendingMin, m_pendingMax, m_maxSteps);
            m_smallerSince.reset();
        }
    } else {
        m_smallerSince.reset();
    }
    const bool changed = !m_seen || !(before == m_ticks);
    m_seen = true;
    return changed;
}

} // namespace wavetape::plotting
