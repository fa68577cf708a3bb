// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/LogVolatility.h"

#include <cmath>

namespace wavetape::feeds::market {

namespace {
constexpr std::array<double, LogVolatility::kScales> kSeconds {60, 300, 1800, 14'400, 86'400};
constexpr std::array<double, LogVolatility::kScales> kWeights {0.14, 0.07, 0.1, 0.67, 0.02};
constexpr double kLeverage = 0.4;
const double kUnlevered = std::sqrt(1 - kLeverage * kLeverage);
} // namespace

LogVolatility::Step::Step(double seconds_)
    : seconds(seconds_)
{
    for (size_t i = 0; i < kScales; ++i) {
        const double x = seconds / kSeconds[i];
        keep[i] = numeric::exp(-x);
        renew[i] = std::sqrt(1 - keep[i] * keep[i]);
        mean[i] = x < 0.1 ? 1 : std::sqrt(2 * (x - 1 + keep[i])) / x;
    }
}

LogVolatility::LogVolatility(double variance, RandomStream &random)
{
    for (size_t i = 0; i < kScales; ++i) {
        m_deviations[i] = std::sqrt(variance * kWeights[i]);
        m_values[i] = m_deviations[i] * random.normal();
    }
}

void LogVolatility::step(const Step &step, double z, RandomStream &random)
{
    for (size_t i = 0; i < kScales; ++i) {
        const double shock = kUnlevered * random.normal() - kLeverage * z;
        m_values[i] = step.keep[i] * m_values[i] + m_deviations[i] * step.renew[i] * shock;
    }
}

double LogVolatility::value(const Step &step, double share) const
{
    double sum = 0;
    for (size_t i = 0; i < kScales; ++i) {
        const double scale = share * step.mean[i];
        sum += scale * m_values[i] - scale * scale * m_deviations[i] * m_deviations[i];
    }
    return sum;
}

} // namespace wavetape::feeds::market
