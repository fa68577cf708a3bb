// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceColumns.h"

#include <algorithm>
#include <array>
#include <atomic>
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
    const uint64_t before = begin(view.columns);
    if (view.columns <= 0 || !(view.samplesPerColumn > 0) || !std::isfinite(view.origin))
        return;
    if (view.samplesPerColumn < kDense) {
        buildLine(ring, view);
        return;
    }
    if (goOn(ring, view, density && view.samplesPerColumn >= kDensityFrom ? kParts : 0))
        m_follows = before;
    buildDense(ring, view);
}

// Forgets what was shown; gives the number that the last build had.
uint64_t TraceColumns::begin(int columns)
{
    static std::atomic<uint64_t> numbers {0};
    const auto count = static_cast<std::size_t>(std::max(columns, 0));
    m_columns.assign(count, {});
    m_same.assign(count, 0);
    m_before.swap(m_known);
    m_known.clear();
    m_extremes = {};
    m_overrun = false;
    m_follows = 0;
    m_wandered = 0;
    return std::exchange(m_number, ++numbers);
}

// Whether `view` shows what the last build showed, further to the left. The parts are then where
// they belong now; else there are none yet.
bool TraceColumns::goOn(const SampleRing &ring, const TraceView &view, int partsPerColumn)
{
    const int64_t wandered = view.first - m_view.first;
    const bool goesOn = !m_before.empty() && m_ring == ring.id() && m_view.origin == view.origin
        && m_view.samplesPerColumn == view.samplesPerColumn && m_view.columns == view.columns
        && m_view.gain == view.gain && m_view.offset == view.offset
        && m_partsPerColumn == partsPerColumn && wandered >= 0 && wandered < view.columns;
    m_ring = ring.id();
    m_view = view;
    m_partsPerColumn = partsPerColumn;
    if (goesOn) {
        m_wandered = static_cast<int>(wandered);
        std::move(m_parts.begin() + wandered * partsPerColumn, m_parts.end(), m_parts.begin());
    } else {
        m_before.clear();
        m_parts.assign(m_columns.size() * static_cast<std::size_t>(partsPerColumn), {});
    }
    return goesOn;
}

void TraceColumns::buildDense(const SampleRing &ring, const TraceView &view)
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
    const auto edge = [&](int column) {
        const double position = std::floor(view.edge(column) / static_cast<double>(group))
            * static_cast<double>(group);
        return position <= static_cast<double>(begin) ? begin
            : position >= static_cast<double>(end)    ? end
                                                      : static_cast<uint64_t>(position);
    };

    m_known.reserve(m_columns.size());
    uint64_t from = edge(0);
    MinMax before; // the column to the left, unextended
    bool sameBefore = m_wandered == 0; // of the leftmost nobody stood to the left
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const uint64_t to = edge(static_cast<int>(i) + 1);
        Known known {from, to, {}, false};
        from = to;
        if (known.to <= known.from)
            known = {0, 0, {}, true};
        const std::size_t was = i + static_cast<std::size_t>(m_wandered);
        const bool same = was < m_before.size() && m_before[was].forGood
            && m_before[was].from == known.from && m_before[was].to == known.to;
        if (same)
            known = m_before[was];
        else
            look(ring, view, known, i);
        m_known.push_back(known);
        m_same[i] = same && sameBefore;
        sameBefore = same;

        const MinMax all = transformed(known.all, view);
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

// Searches the samples of a column, and takes its parts.
void TraceColumns::look(
    const SampleRing &ring, const TraceView &view, Known &known, std::size_t column)
{
    MinMax *parts = m_parts.data() + column * static_cast<std::size_t>(m_partsPerColumn);
    std::fill_n(parts, m_partsPerColumn, MinMax {});
    if (known.to <= known.from)
        return;
    bool overrun = false;
    known.all = ring.minMax(known.from, known.to, &overrun);
    if (overrun) {
        m_overrun = true;
        known.all = {};
        return;
    }
    // The last piece of its line ends at the first sample of the next column.
    known.forGood = known.to < ring.end();
    if (m_partsPerColumn)
        gatherParts(ring, view, known.from, known.to, parts);
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
    m_parts.clear();
    m_partsPerColumn = 0;
    // One more sample on either side, so that the line reaches the edges.
    const auto begin = static_cast<double>(ring.begin());
    const auto end = static_cast<double>(ring.end());
    const double first = std::max(std::floor(view.left()) - 1, begin);
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
        const double x = (first + static_cast<double>(i) - view.left()) * scale;
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
    begin(columns);
    m_parts.clear();
    m_partsPerColumn = 0;
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
