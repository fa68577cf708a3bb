// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/HdrHistogram.h"
#include "scenario/Scenario.h"

#include <cstdint>
#include <string>

namespace wavetape::scenario {

/// Watches whether a run can be believed: whether its own loop came round in time, and whether the
/// machine's clock stayed what it was. Fed with times; reads none.
class Validity {
public:
    static constexpr std::uint64_t kTick = 5'000'000; ///< ns between two looks

    explicit Validity(const Scenario &scenario);

    /// A tick that was due at `due` came at `now` (monotonic). What was skipped counts as well.
    void tick(std::uint64_t due, std::uint64_t now);
    /// Both clocks, read together (ns).
    void clocks(std::uint64_t monotonic, std::int64_t wall);

    /// Empty where the run can be believed; else one sentence. `busy`: share of a core that the
    /// run's thread used.
    std::string problem(double busy) const;
    const HdrHistogram &lag() const { return m_lag; } ///< µs

private:
    double m_strictest; ///< of the bounds on delivery, ns; 0: there is none
    HdrHistogram m_lag;
    bool m_first = true;
    std::int64_t m_offset = 0;
    std::int64_t m_jump = 0; ///< the farthest from the first offset, ns
};

} // namespace wavetape::scenario
