// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace wavetape::plotting {

// Round ticks over a range: steps of 1, 2 or 5 times a power of ten.
struct AxisTicks {
    double lower = 0, upper = 1, step = 0.2;
    int decimals = 1; // that a label needs

    // At most `maxSteps` intervals (>= 2) that cover [min, max]. Equal, swapped or non-finite ends
    // give a sensible range around what there is.
    static AxisTicks over(double min, double max, int maxSteps = 6);
    std::vector<double> values() const;
    int count() const; // ticks, both ends included
    bool operator==(const AxisTicks &) const = default;
};

// A y range that follows data without trembling: grows at once, shrinks only when the smaller range
// was enough for two seconds. Pure: time is passed in.
class AutoRange {
public:
    explicit AutoRange(int maxSteps = 6, int64_t shrinkMs = 2000);

    // Data lay in [min, max] at `nowMs`. True when ticks() changed.
    bool observe(double min, double max, int64_t nowMs);
    const AxisTicks &ticks() const { return m_ticks; }
    void reset();

private:
    int m_maxSteps;
    int64_t m_shrinkMs;
    bool m_seen = false;
    AxisTicks m_ticks;
    std::optional<int64_t> m_smallerSince;
    double m_pendingMin = 0, m_pendingMax = 0; // what had to be shown since then
};

} // namespace wavetape::plotting
