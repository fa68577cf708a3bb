// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/RandomStream.h"

#include <cstdint>

namespace wavetape::feeds::market {

/// How many shares people order: mostly round lots with the tail of a power law, the dearer the
/// share the more odd lots.
class OrderSizes {
public:
    static constexpr int64_t kLot = 100;

    /// `price`: of one share.
    explicit OrderSizes(double price);

    /// `scale` > 0: larger or smaller orders than usual.
    int64_t draw(RandomStream &random, double scale = 1) const;
    double mean() const { return m_mean; }
    /// How far an order of `size` moves the price relative to others: its root mean square over all
    /// orders is 1.
    double impact(int64_t size) const;

private:
    double m_odd; ///< share of odd lots
    double m_lots; ///< of a usual round order
    double m_most; ///< lots
    double m_mean = 0;
    double m_impact = 1;
};

} // namespace wavetape::feeds::market
