// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Validity.h"

#include "scenario/ExpectationText.h"

#include <cstdlib>

namespace wavetape::scenario {

namespace {
constexpr double kShareOfBound = 0.1; ///< of the strictest bound that the own lag may have
constexpr double kLagWithoutBound = 500e6; ///< ns
constexpr std::int64_t kJump = 100'000'000; ///< ns
constexpr double kSaturated = 0.97; ///< of a core
} // namespace

Validity::Validity(const Scenario &scenario)
    : m_strictest(0)
{
    for (const Expectation &expectation : scenario.expectations) {
        if (expectation.kind == ExpectKind::metric && expectation.metric == Metric::delivery
            && expectation.below && (m_strictest == 0 || *expectation.below < m_strictest))
            m_strictest = *expectation.below;
    }
}

void Validity::tick(std::uint64_t due, std::uint64_t now)
{
    // Each tick that should have been meanwhile was late by so much.
    for (std::uint64_t at = due; at <= now; at += kTick)
        m_lag.record((now - at) / 1000);
}

void Validity::clocks(std::uint64_t monotonic, std::int64_t wall)
{
    const std::int64_t offset = wall - static_cast<std::int64_t>(monotonic);
    if (m_first)
        m_offset = offset;
    m_first = false;
    if (std::abs(offset - m_offset) > std::abs(m_jump))
        m_jump = offset - m_offset;
}

std::string Validity::problem(double busy) const
{
    if (std::abs(m_jump) > kJump)
        return "the machine's clock jumped by "
            + durationText(std::abs(static_cast<double>(m_jump))) + " meanwhile";
    const double lag = static_cast<double>(m_lag.percentile(99)) * 1000;
    const double most = m_strictest > 0 ? m_strictest * kShareOfBound : kLagWithoutBound;
    if (m_lag.count() > 0 && lag > most)
        return "the run's own loop was late by " + durationText(lag) + " (p99), more than "
            + durationText(most) + " would bear: the machine was too busy";
    if (busy > kSaturated && m_strictest > 0)
        return "the run's own thread used all of its core: what was measured is its own limit";
    return {};
}

} // namespace wavetape::scenario
