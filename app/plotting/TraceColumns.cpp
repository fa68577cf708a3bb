// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceColumns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace wavetape::plotting {

namespace {

MinMax transformed(MinMax m, const TraceView &view)
{
    if (m.empty())
        return m;
    const float a = static_cast<float>(m.min * view.gain + view.offset);
    const float b = static_cast<float>(m.max * view.gain + view.offset);
    return {std::min(a, b), std::max(a, b)};
}

} // namespace

void TraceColumns::build(const SampleRing &ring, const TraceView &view, bool density)
{
    m_columns.assign(std::max(view.columns, 0), {});
    m_parts.clear();
    m_partsPerColumn = 0;
    m_extremes = {};
    m_overrun = false;
    if (view.columns <= 0 || !(view.samplesPerColumn > 0) || !std::isfinite(view.left))
        return;
    if (view.samplesPerColumn >= kDense)
        buildDense(ring, view, density);
    else
        buildLine(ring, view);
}

void TraceColumns::buildDense(const SampleRing &ring, const TraceView &view, bool density)
{
    const uint64_t begin = ring.begin();
    const uint64_t end = ring.end();
    // Columns begin at whole groups of the pyramid where that moves them by less than a tenth of a
    // column: each then costs a few dozen neighbouring reads, whatever the rate.
    uint64_t group = 1;
    while (group < ring.capacity()
        && static_cast<double>(group * MinMaxPyramid::kFanOut) * kGroupsPerColumn
            <= view.samplesPerColumn)
        group *= MinMaxPyramid::kFanOut;
    const auto clamped = [&](double position) {
        position = std::floor(position / static_cast<double>(group)) * static_cast<double>(group);
        return position <= static_cast<double>(begin) ? begin
            : position >= static_cast<double>(end)    ? end
                                                      : static_cast<uint64_t>(position);
    };
    m_partsPerColumn = density && view.samplesPerColumn >= kDensityFrom ? kParts : 0;
    if (m_partsPerColumn)
        m_parts.assign(m_columns.size() * kParts, {});

    m_known.swap(m_found);
    m_found.clear();
    m_knownAt = 0;
    if (std::exchange(m_ring, ring.id()) != ring.id())
        m_known.clear();
    uint64_t from = clamped(view.left);
    MinMax before; // the column to the left, unextended
    for (int i = 0; i < view.columns; ++i) {
        const uint64_t to = clamped(view.left + (i + 1) * view.samplesPerColumn);
        MinMax all;
        bool overrun = false;
        if (to > from) {
            all = extremesOf(ring, from, to, &overrun);
            if (m_partsPerColumn && !overrun)
                gatherParts(ring, view, from, to, m_parts.data() + std::size_t(i) * kParts);
        }
        from = to;
        if (overrun) {
            m_overrun = true;
            all = {};
        }
        all = transformed(all, view);
        m_extremes.add(all);
        m_columns[i] = all;
        // The line goes on from one column to the next even where their extremes do not overlap.
        if (!all.empty() && !before.empty()) {
            m_columns[i].min = std::min(all.min, before.max);
            m_columns[i].max = std::max(all.max, before.min);
        }
        before = all;
    }
}

// Called for neighbouring columns, from the left.
MinMax TraceColumns::extremesOf(const SampleRing &ring, uint64_t from, uint64_t to, bool *overrun)
{
    while (m_knownAt < m_known.size() && m_known[m_knownAt].from < from)
        ++m_knownAt;
    Known known {from, to, {}};
    if (m_knownAt < m_known.size() && m_known[m_knownAt].from == from
        && m_known[m_knownAt].to == to)
        known = m_known[m_knownAt];
    else
        known.all = ring.minMax(from, to, overrun);
    if (!*overrun)
        m_found.push_back(known);
    return known.all;
}

// All pieces where there are few, else some short runs spread over the column: what it costs does
// not depend on the rate. The same samples are chosen as the column wanders, so nothing flickers.
void TraceColumns::gatherParts(
    const SampleRing &ring, const TraceView &view, uint64_t from, uint64_t to, MinMax *parts) const
{
    std::array<float, kRun + 1> samples;
    const uint64_t runs = std::min<uint64_t>((to - from + kRun - 1) / kRun, kParts / kRun);
    for (uint64_t run = 0; run < runs; ++run) {
        const uint64_t begin = from + (to - from) * run / runs;
        const uint64_t behind = std::min({begin + kRun + 1, to + 1, ring.end()});
        const auto part = std::span(samples).first(static_cast<std::size_t>(behind - begin));
        if (part.size() < 2 || !ring.read(begin, part))
            continue;
        for (std::size_t i = 0; i + 1 < part.size(); ++i, ++parts) {
            if (std::isnan(part[i]) || std::isnan(part[i + 1]))
                continue;
            *parts = transformed(
                {std::min(part[i], part[i + 1]), std::max(part[i], part[i + 1])}, view);
        }
    }
}

void TraceColumns::buildLine(const SampleRing &ring, const TraceView &view)
{
    // One more sample on either side, so that the line reaches the edges.
    const auto begin = static_cast<double>(ring.begin());
    const auto end = static_cast<double>(ring.end());
    const double first = std::max(std::floor(view.left) - 1, begin);
    const double last = std::min(std::ceil(view.right()) + 2, end);
    if (last <= first)
        return;
    m_samples.resize(static_cast<std::size_t>(last - first));
    if (!ring.read(static_cast<uint64_t>(first), m_samples)) {
        m_overrun = true;
        return;
    }
    const double scale = 1 / view.samplesPerColumn;
    const auto value
        = [&](std::size_t i) { return static_cast<float>(m_samples[i] * view.gain + view.offset); };
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        const float y = value(i);
        if (std::isnan(y))
            continue;
        const double x = (first + static_cast<double>(i) - view.left) * scale;
        if (x >= 0 && x <= view.columns)
            m_extremes.add(y);
        if (i + 1 < m_samples.size() && !std::isnan(m_samples[i + 1]))
            segment(x, y, x + scale, value(i + 1));
        else if (i == 0 || std::isnan(m_samples[i - 1]))
            segment(x, y, x, y); // alone between gaps: a dot
    }
}

void TraceColumns::build(std::span<const double> values, int columns)
{
    m_columns.assign(std::max(columns, 0), {});
    m_parts.clear();
    m_partsPerColumn = 0;
    m_extremes = {};
    m_overrun = false;
    if (columns <= 0 || values.empty())
        return;
    const double step = values.size() > 1
        ? static_cast<double>(columns) / static_cast<double>(values.size() - 1)
        : 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i]))
            continue;
        const auto y = static_cast<float>(values[i]);
        m_extremes.add(y);
        const double x = step * static_cast<double>(i);
        if (i + 1 < values.size() && std::isfinite(values[i + 1]))
            segment(x, y, x + step, static_cast<float>(values[i + 1]));
        else if (i == 0 || !std::isfinite(values[i - 1]))
            segment(std::min(x, columns - 1.0), y, std::min(x, columns - 1.0), y);
    }
}

// Adds the straight line from (x0, y0) to (x1, y1), x0 <= x1 in columns, to every column it
// crosses.
void TraceColumns::segment(double x0, float y0, double x1, float y1)
{
    const auto count = static_cast<double>(m_columns.size());
    if (x1 < 0 || x0 >= count)
        return;
    const double slope = x1 > x0 ? (static_cast<double>(y1) - y0) / (x1 - x0) : 0;
    const double from = std::max(x0, 0.0);
    const double to = std::min(x1, count);
    const int lastColumn = std::min(static_cast<int>(to), static_cast<int>(count) - 1);
    for (int column = static_cast<int>(from); column <= lastColumn; ++column) {
        const double a = std::max<double>(column, from);
        const double b = std::min<double>(column + 1, to);
        if (b < a || (b == a && x1 > x0))
            continue;
        m_columns[column].add(static_cast<float>(y0 + slope * (a - x0)));
        m_columns[column].add(static_cast<float>(y0 + slope * (b - x0)));
    }
}

} // namespace wavetape::plotting
