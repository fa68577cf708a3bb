// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SampleRing.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wavetape::plotting {

// A stretch of samples under a row of pixel columns.
struct TraceView {
    double left = 0; // absolute sample position of the left edge; may lie before the first sample
    double samplesPerColumn = 1;
    int columns = 0;
    double gain = 1, offset = 0; // drawn = sample * gain + offset

    double right() const { return left + samplesPerColumn * columns; }
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

    static constexpr int kParts = 64;

private:
    // The extremes of samples [from, to).
    struct Known {
        uint64_t from = 0, to = 0;
        MinMax all;
    };
    static constexpr double kGroupsPerColumn = 10; // at least; see buildDense()
    static constexpr double kDensityFrom = 16; // samples per column: fewer say nothing of density
    static constexpr std::size_t kRun = 16; // neighbouring pieces of the line
    void buildDense(const SampleRing &ring, const TraceView &view, bool density);
    void buildLine(const SampleRing &ring, const TraceView &view);
    void gatherParts(const SampleRing &ring, const TraceView &view, uint64_t from, uint64_t to,
        MinMax *parts) const;
    MinMax extremesOf(const SampleRing &ring, uint64_t from, uint64_t to, bool *overrun);
    void segment(double x0, float y0, double x1, float y1);

    std::vector<MinMax> m_columns;
    std::vector<MinMax> m_parts;
    std::vector<float> m_samples;
    // Of the frame before and of this one: most columns have only wandered to the left.
    std::vector<Known> m_known, m_found;
    std::size_t m_knownAt = 0;
    uint64_t m_ring = 0;
    MinMax m_extremes;
    int m_partsPerColumn = 0;
    bool m_overrun = false;
};

} // namespace wavetape::plotting
