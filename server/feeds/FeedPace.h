// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace wavetape::feeds {

/// Feeds that others publish too, number for number: how far they may go, and where they begin.
/// Every call is of the thread that drives the feeds.
class FeedPace {
public:
    virtual ~FeedPace() = default;
    /// How far the feeds may go, in µs of the clock since they began for the first to publish them.
    /// Never falls but by took(). `steadyMicros`: now.
    virtual int64_t reach(int64_t steadyMicros) = 0;
    /// A checkpoint (FeedScheduler) that the feeds are to go on from, once; empty: none.
    virtual std::string takeBeginning() = 0;
    /// What came of it: empty where the feeds go on from it; else why they go on as they were.
    virtual void took(const std::string &problem) = 0;
    /// Others are to go on from here: keep() is called with a checkpoint then.
    virtual bool wantsCheckpoint() = 0;
    virtual void keep(std::string checkpoint) = 0;
};

} // namespace wavetape::feeds
