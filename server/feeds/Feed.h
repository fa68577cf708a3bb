// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace wavetape::feeds {

/// A source of publications that is driven by time. Lives on the feed thread: every call but the
/// constructor comes from there.
class Feed {
public:
    virtual ~Feed() = default;
    /// A literal; the same for the feed's whole life.
    virtual std::string_view name() const = 0;
    /// Publishes everything up to `timeMicros` of feed time, which counts from 0 at the scheduler's
    /// start and never falls. Returns how many messages that were. An exception ends the feed; the
    /// others run on.
    virtual uint64_t advance(int64_t timeMicros) = 0;
    /// The wall clock was set, or the machine slept: times that the feed tells are `micros` later
    /// (or earlier) from now on. Comes between two calls of advance().
    virtual void wallClockMoved(int64_t micros) = 0;
    /// Does the scheduler's speed factor apply? False for what is sampled at a rate of its own.
    virtual bool followsSpeed() const { return true; }
};

} // namespace wavetape::feeds
