// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/JumpProcess.h"

#include <algorithm>

namespace wavetape::feeds::market {

namespace {
constexpr double kMemory = 600; // s
constexpr double kChildren = 0.4; ///< a jump draws so many others
constexpr double kLeast = 2.5e-4;
constexpr double kMean = 2e-4; ///< on top of it
constexpr double kMost = 0.0036;
constexpr double kLeastWithReason = 0.0055;
constexpr double kMeanWithReason = 0.002;
} // namespace

double JumpProcess::draw(
    RandomStream &random, double seconds, double frequency, double size, double down)
{
    const double expected = (m_perSecond * frequency + m_excited) * seconds;
    m_excited -= m_excited * std::min(seconds / kMemory, 1.0);
    if (!random.chance(expected))
        return 0;
    m_excited += kChildren / std::max(kMemory, seconds);
    const double far = random.chance(m_reasons)
        ? kLeastWithReason + random.exponential(kMeanWithReason)
        : std::min((kLeast + random.exponential(kMean)) * size, kMost);
    return random.chance(down) ? -far : far;
}

} // namespace wavetape::feeds::market
