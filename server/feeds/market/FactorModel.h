// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/MarketProfile.h"
#include "feeds/market/RandomStream.h"
#include "feeds/market/SymbolTable.h"

#include <array>

namespace wavetape::feeds::market {

/// Variance that clusters, in units of its long-run mean: large moves raise it, and it falls back
/// over `seconds` (GARCH(1,1)).
class ClusteringVariance {
public:
    /// `shock`: what a move of one more variance adds, per step of 100 ms. Pre: shock² < 0.1 /
    /// seconds, else large moves feed on themselves.
    ClusteringVariance(double seconds, double shock)
        : m_decay(1 / seconds)
        , m_shock(shock)
    {
    }

    double value() const { return m_value; }
    /// After a step of `dt` seconds in which the move was `z` standard deviations.
    void step(double dt, double z);
    void raise(double by) { m_value += by; }

private:
    const double m_decay;
    const double m_shock;
    double m_value = 1;
};

/// What moves many symbols at once: the market and its sectors. Steps on a fixed grid; not
/// thread-safe.
class FactorModel {
public:
    explicit FactorModel(uint64_t seed);

    struct Returns {
        double market = 0; ///< log return
        std::array<double, kSectors> sectors {};
        bool jumped = false; ///< the market jumped in this step
    };
    Returns step(double dt, const MarketMood &mood);

private:
    RandomStream m_random;
    ClusteringVariance m_marketVariance;
    std::array<ClusteringVariance, kSectors> m_sectorVariance;
};

} // namespace wavetape::feeds::market
