// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/FactorModel.h"

#include <cmath>

namespace wavetape::feeds::market {

namespace {
// Standard deviations of the log return per square root of a second: together with a symbol's own
// about 1e-4, which is 24 % over a year of trading hours.
constexpr double kMarketDeviation = 0.55e-4;
constexpr double kSectorDeviation = 0.33e-4;
constexpr double kMarketLogVariance = 0.38; ///< of the market's log volatility
constexpr double kSharedLog = 0.4; ///< of it in everybody's own
constexpr double kMarketJumpsPerSecond = 1.0 / 5400;
constexpr double kJumpSize = 0.6;
constexpr double kMarketExcitement = 0.4; ///< of the log volatility, by a jump
} // namespace

const LogVolatility::Step &FactorModel::liveStep()
{
    static const LogVolatility::Step step(kGridSeconds * kStepsPerVolatility);
    return step;
}

FactorModel::FactorModel(uint64_t seed)
    : m_random(seed, 0)
    , m_volatility(kMarketLogVariance, m_random)
    , m_jumps(kMarketJumpsPerSecond, 0)
{
    m_sigma = numeric::exp(m_volatility.value(liveStep()));
    m_shared = m_volatility.value(liveStep(), kSharedLog);
}

FactorModel::Returns FactorModel::draw(double seconds, const MarketMood &mood)
{
    Returns returns;
    const double market = kMarketDeviation * mood.volatility * m_sigma;
    const double sector = kSectorDeviation * mood.volatility * m_sigma;
    const double root = std::sqrt(seconds);
    const double z = m_random.normal();
    m_sum += z;
    const double down = mood.drift < 0 ? 0.75 : 0.52;
    returns.jump = m_jumps.draw(m_random, seconds, mood.jumps, kJumpSize * m_sigma, down);
    returns.market = mood.drift * seconds + market * root * z + returns.jump;
    for (double &own : returns.sectors)
        own = sector * root * m_random.normal();
    returns.marketVariance = market * market;
    returns.sectorVariance = sector * sector;
    returns.shared = m_shared;
    return returns;
}

void FactorModel::renew(const LogVolatility::Step &step, double z)
{
    m_volatility.step(step, z, m_random);
    m_sigma = numeric::exp(m_volatility.value(step));
    m_shared = m_volatility.value(step, kSharedLog);
    m_sum = 0;
}

FactorModel::Returns FactorModel::step(const MarketMood &mood)
{
    Returns returns = draw(kGridSeconds, mood);
    returns.renewed = ++m_steps % kStepsPerVolatility == 0;
    if (returns.jump != 0)
        m_volatility.excite(kMarketExcitement);
    if (returns.renewed)
        renew(liveStep(), m_sum / std::sqrt(static_cast<double>(kStepsPerVolatility)));
    return returns;
}

FactorModel::Returns FactorModel::stepCoarse(const LogVolatility::Step &step)
{
    Returns returns = draw(step.seconds, {});
    returns.renewed = true;
    renew(step, m_sum);
    if (returns.jump != 0)
        m_volatility.excite(kMarketExcitement);
    return returns;
}

} // namespace wavetape::feeds::market
