// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"
#include "scenario/Verdict.h"

#include <string>
#include <vector>

namespace wavetape::scenario {

/// One scenario and its runs, in order.
struct Told {
    const Scenario *scenario = nullptr;
    std::vector<Verdict> runs;
};

/// For people: one line for the run, one for each expectation.
std::string textReport(const Scenario &scenario, const Verdict &verdict);
/// For CI: one suite for each run, one case for each expectation (JUnit's XML).
std::string junitReport(const std::vector<Told> &all);
/// For programs: everything that was counted, with a series by seconds.
std::string jsonReport(const std::vector<Told> &all);
/// All histograms as an HdrHistogram log; tags are `group.delivery` and `group.connecting`.
std::string hdrReport(const std::vector<Told> &all);

/// 0 held, 1 failed, 3 not valid, 130 interrupted.
int exitCode(const std::vector<Told> &all);

} // namespace wavetape::scenario
