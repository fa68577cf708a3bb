// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Field.h"
#include "scenario/Scenario.h"

#include <cstdint>
#include <string>
#include <vector>

namespace wavetape::scenario {

enum class Outcome : std::uint8_t { pending, held, failed, vacuous };

/// What became of one expectation.
struct Finding {
    Outcome outcome = Outcome::pending;
    std::string said; ///< what was seen: `3 of 100`
    Nanos at = 0; ///< when it was decided
};

enum class Judgement : std::uint8_t { held, failed, notValid, interrupted };

/// What one run of a scenario has shown; a plain value.
struct Verdict {
    Judgement judgement = Judgement::notValid;
    std::string whyNotValid; ///< one sentence
    std::vector<Finding> findings; ///< as the scenario's expectations
    std::vector<GroupRecord> groups; ///< as its clients
    std::vector<Track::Totals> totals; ///< of each group
    double seconds = 0; ///< how long it took
    double startedAt = 0; ///< seconds since 1970
    std::uint64_t published = 0, accepted = 0, publishRefused = 0;
    HdrHistogram lag; ///< of the run's own loop, µs
    double busy = 0; ///< share of a core that the run's thread used
    std::uint64_t seed = 0;
};

} // namespace wavetape::scenario
