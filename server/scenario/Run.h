// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"
#include "scenario/Verdict.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace wavetape::scenario {

/// How far a run has come.
struct Progress {
    Nanos now = 0;
    std::vector<Finding> findings; ///< as the scenario's expectations
    std::vector<std::size_t> open; ///< how many clients of each group are
};

/// How a scenario is run, besides what its file says.
struct RunOptions {
    std::optional<Target> against; ///< in place of a server of our own
    std::optional<std::uint64_t> seed; ///< in place of the file's
    /// Is asked now and then; true ends the run. May be empty.
    std::function<bool()> interrupted;
    /// Is told about ten times a second, on the thread of the run. May be empty.
    std::function<void(const Progress &)> told;
    /// Nanoseconds since 1970. Empty: the machine's clock. A test gives one that jumps.
    std::function<std::int64_t()> wallClock;
};

/// Runs a scenario to its end on the calling thread, at the machine's pace, and says what it has
/// shown. Never throws for what the target or the network does. One at a time in a process: its
/// clients share a buffer.
Verdict runScenario(const Scenario &scenario, const RunOptions &options);

} // namespace wavetape::scenario
