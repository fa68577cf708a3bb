// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/OrderSizes.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace wavetape::feeds::market {

namespace {
constexpr double kTailExponent = 1.6;
constexpr double kImpactExponent = 0.65; ///< concave: ten times as much moves it four times as far
/// Usual orders. A larger one tells no more: whoever sends it must trade, and does not know.
constexpr double kMostTelling = 40;
constexpr int64_t kFamiliar[] = {1, 5, 10, 10, 20, 20, 25, 25, 30, 40, 50, 50, 50, 60, 75, 80};
} // namespace

OrderSizes::OrderSizes(double price)
    : m_odd(std::clamp(0.08 + price / 1000, 0.1, 0.55))
    , m_lots(price < 30    ? 3
              : price < 70 ? 2
                           : 1)
    , m_most(std::clamp(4e6 / (price * static_cast<double>(kLot)), 40.0, 400.0))
{
    RandomStream random(static_cast<uint64_t>(price * 100), 0);
    constexpr int kDraws = 1024;
    double square = 0;
    for (int i = 0; i < kDraws; ++i) {
        const int64_t size = draw(random);
        m_mean += static_cast<double>(size) / kDraws;
        square += impact(size) * impact(size) / kDraws;
    }
    m_impact = 1 / std::sqrt(square);
}

int64_t OrderSizes::draw(RandomStream &random, double scale) const
{
    if (random.chance(m_odd / scale)) {
        if (random.chance(0.6))
            return kFamiliar[random.below(std::size(kFamiliar))];
        const double u = random.uniform();
        return 1 + static_cast<int64_t>(98 * u * u);
    }
    const double lots = std::min(m_lots * scale * random.pareto(kTailExponent), m_most);
    return std::max<int64_t>(1, static_cast<int64_t>(lots)) * kLot;
}

double OrderSizes::impact(int64_t size) const
{
    const double lots = static_cast<double>(size) / static_cast<double>(kLot);
    return m_impact * numeric::power(std::min(lots, kMostTelling * m_lots), kImpactExponent);
}

} // namespace wavetape::feeds::market
