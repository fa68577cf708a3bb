// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/RecordingReader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace wavetape::recording {

/// Something that people may look for in a recording: a headline, an alert, a halt.
struct TimelineEvent {
    int64_t timeMicros = 0;
    std::string channel;
    std::string text;
};

/// A recording at a glance.
struct Timeline {
    std::vector<double> bytes; ///< in the file, by equal parts of its time
    std::vector<TimelineEvent> events; ///< in the file's order
    bool whole = true; ///< else `events` are those of its beginning
};

/// `columns` parts of time, and what happened: kMostEvents of the first kMostTimelineChunks chunks
/// at most. `goOn` is asked now and then; where it says no, what is known so far is returned.
inline constexpr size_t kMostEvents = 500;
inline constexpr size_t kMostTimelineChunks = 4096;
Timeline timelineOf(RecordingReader &reader, size_t columns, const std::function<bool()> &goOn);

} // namespace wavetape::recording
