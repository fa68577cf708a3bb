// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/Trace.h"
#include "plotting/TraceColumns.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace wavetape::plotting {

// Which stretch of its streams an oscilloscope shows.
struct TraceWindow {
    double seconds = 1;
    double offset = 0; // seconds that the right edge lies behind the newest sample
    bool density = false;
    std::optional<double> triggerLevel; // of the first shown trace, in its own unit
    double triggerPosition = 0.1; // 0 left, 1 right
};

// What an oscilloscope has in its picture: for each shown trace its ring, the stretch of it and the
// extremes per pixel column; and, while paused, copies of the rings. GUI thread.
class TraceScene {
public:
    // One shown trace as built last: what cursors and export look at.
    struct Built {
        Trace *trace = nullptr;
        std::shared_ptr<SampleRing> ring;
        TraceView view;
        TraceColumns columns;
        uint64_t end = 0;
        int64_t originUs = 0; // of the ring, which its writer may move
    };
    struct Summary {
        MinMax visible;
        bool triggered = false;
        double samplesPerColumn = 0; // of the first trace
    };

    Summary build(const std::vector<Trace *> &traces, const TraceWindow &window, int columns);
    const std::vector<Built> &built() const { return m_built; }
    const Built *find(const Trace *trace) const;
    // Whether build() would show something newer.
    bool hasNewer(const std::vector<Trace *> &traces) const;
    void forget(const Trace *trace);
    void clear() { m_built.clear(); }

    // From freeze() to thaw() the streams are shown as they were.
    void freeze(const std::vector<Trace *> &traces, const TraceWindow &window);
    void thaw();

private:
    double newest() const;
    double secondsAt(const Built &b, double sample) const;
    double sampleAt(const Built &b, double seconds) const;
    void collect(const std::vector<Trace *> &traces);
    std::optional<double> findTrigger(const TraceWindow &window, double newest) const;

    std::vector<Built> m_built;
    std::vector<std::pair<Trace *, std::shared_ptr<SampleRing>>> m_frozen;
    bool m_paused = false;
    int64_t m_baseUs = 0;
};

} // namespace wavetape::plotting
