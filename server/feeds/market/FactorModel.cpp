// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/FactorModel.h"

#include <algorithm>
#include <cmath>

namespace wavetape::feeds::market {

namespace {
// Standard deviations of the log return per square root of a second: together with a symbol's own
// about 1.2e-4, which is 30 % over a year of trading hours.
constexpr double kMarketDeviation = 0.8e-4;
constexpr double kSectorDeviation = 0.5e-4;
constexpr double kMarketJumpsPerSecond = 1.0 / 7200;
constexpr double kMarketJumpSize = 0.004;
constexpr double kGrid = 0.1;
} // namespace

void ClusteringVariance::step(double dt, double z)
{
    // A step of n grid steps counts as n small ones would on average.
    const double keep = std::exp(-dt * m_decay);
    const double shock = std::min(m_shock * std::sqrt(dt / kGrid), 0.4);
    m_value = 1 + (m_value - 1) * keep + shock * m_value * (z * z - 1);
    m_value = std::clamp(m_value, 0.15, 12.0);
}

FactorModel::FactorModel(uint64_t seed)
    : m_random(seed, 0)
    , m_marketVariance(240, 0.018)
    , m_sectorVariance {ClusteringVariance(180, 0.02), ClusteringVariance(180, 0.02),
          ClusteringVariance(180, 0.02), ClusteringVariance(180, 0.02)}
{
}

FactorModel::Returns FactorModel::step(double dt, const MarketMood &mood)
{
    const double scale = mood.volatility * std::sqrt(dt);
    Returns returns;
    const double z = m_random.normal();
    returns.market
        = mood.drift * dt + kMarketDeviation * scale * std::sqrt(m_marketVariance.value()) * z;
    m_marketVariance.step(dt, z);
    for (size_t i = 0; i < kSectors; ++i) {
        const double own = m_random.normal();
        returns.sectors[i]
            = kSectorDeviation * scale * std::sqrt(m_sectorVariance[i].value()) * own;
        m_sectorVariance[i].step(dt, own);
    }
    // Longer steps are the distant past, where a jump would only be one more odd candle.
    if (dt <= kGrid && m_random.chance(kMarketJumpsPerSecond * mood.jumps * dt)) {
        const double down = mood.drift < 0 ? 0.85 : 0.55;
        returns.market += (m_random.chance(down) ? -1 : 1) * m_random.exponential(kMarketJumpSize);
        m_marketVariance.raise(2);
        returns.jumped = true;
    }
    return returns;
}

} // namespace wavetape::feeds::market
