// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SampleRing.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wavetape::plotting {

// A stretch of samples under a row of pixel columns.
struct TraceView {
    double origin = 0; // absolute sample position of column 0; may lie before the first sample
    double samplesPerColumn = 1;
    int columns = 0;
    double gain = 1, offset = 0; // drawn = sample * gain + offset
    // The leftmost column's number. A view that wanders keeps its origin and counts on here: a
    // column then has the very same edges wherever it is.
    int64_t first = 0;

    // Where the column begins that is so many to the right of the leftmost.
    double edge(int column) const
    {
        return origin + static_cast<double>(first + column) * samplesPerColumn;
    }
    double left() const { return edge(0); }
    double right() const { return edge(columns); }
};

// What a trace covers in each pixel column: exact extremes where a column holds several samples,
// the straight line between samples where it does not. Reused from frame to frame.
class TraceColumns {
public:
    // From so many samples per column on, extremes are taken instead of lines drawn.
    static constexpr double kDense = 2;

    // Reads the ring (which may overtake: columns that were overwritten become gaps). With
    // `density` the parts() of each column are gathered too, if there are enough samples for it.
    void build(const SampleRing &ring, const TraceView &view, bool density);
    // The same for a handful of evenly spread values, first and last on the edges.
    void build(std::span<const double> values, int columns);

    const std::vector<MinMax> &columns() const { return m_columns; }
    // Per column a sample of the line's pieces from one sample to the next, each as its extremes:
    // how many of them cover a pixel says how often the signal was there. Empty when there are too
    // few samples. Column i has parts()[i * partsPerColumn() ...], empty ones included.
    const std::vector<MinMax> &parts() const { return m_parts; }
    int partsPerColumn() const { return m_partsPerColumn; }
    MinMax extremes() const { return m_extremes; } // of all that is in view
    bool overrun() const { return m_overrun; }

    // Each build() has a number that no other of the process has.
    uint64_t number() const { return m_number; }
    // The build() before, of which columns may be left; 0 if none is.
    uint64_t follows() const { return m_follows; }
    // So many columns further to the right everything was in the build before.
    int wandered() const { return m_wandered; }
    // Column and parts are what column + wandered() had in the build before.
    bool isSame(int column) const { return m_same[static_cast<std::size_t>(column)] != 0; }

    static constexpr int kParts = 64;

private:
    // What samples [from, to) came to: for good, or (while more of them may come) not.
    struct Known {
        uint64_t from = 0, to = 0;
        MinMax all;
        bool forGood = false;
    };
    static constexpr double kGroupsPerColumn = 10; // at least; see buildDense()
    static constexpr double kDensityFrom = 16; // samples per column: fewer say nothing of density
    static constexpr std::size_t kRun = 16; // neighbouring pieces of the line
    void buildDense(const SampleRing &ring, const TraceView &view);
    void look(const SampleRing &ring, const TraceView &view, Known &known, std::size_t column);
    void buildLine(const SampleRing &ring, const TraceView &view);
    void gatherParts(const SampleRing &ring, const TraceView &view, uint64_t from, uint64_t to,
        MinMax *parts) const;
    uint64_t begin(int columns);
    bool goOn(const SampleRing &ring, const TraceView &view, int partsPerColumn);
    void segment(double x0, float y0, double x1, float y1);

    std::vector<MinMax> m_columns;
    std::vector<MinMax> m_parts;
    std::vector<float> m_samples;
    std::vector<Known> m_before, m_known; // per column, of the build before and of this one
    std::vector<uint8_t> m_same;
    TraceView m_view; // of the build that m_known is of
    uint64_t m_ring = 0;
    uint64_t m_number = 0, m_follows = 0;
    int m_wandered = 0;
    MinMax m_extremes;
    int m_partsPerColumn = 0;
    bool m_overrun = false;
};

} // namespace wavetape::plotting
