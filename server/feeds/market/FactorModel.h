// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/JumpProcess.h"
#include "feeds/market/LogVolatility.h"
#include "feeds/market/MarketMood.h"
#include "feeds/market/RandomStream.h"
#include "feeds/market/SymbolTable.h"

#include <array>
#include <cstdint>

namespace wavetape::feeds::market {

/// What moves many symbols at once: the market and its sectors, and how nervous everybody is. Steps
/// on a fixed grid; not thread-safe.
class FactorModel {
public:
    static constexpr double kGridSeconds = 0.1;
    /// Volatilities step once in so many steps of the grid.
    static constexpr uint32_t kStepsPerVolatility = 10;
    static const LogVolatility::Step &liveStep();

    explicit FactorModel(uint64_t seed);

    struct Returns {
        double market = 0; ///< log return
        std::array<double, kSectors> sectors {};
        double marketVariance = 0; ///< of the log return, per second
        double sectorVariance = 0;
        double shared = 0; ///< what the market's log volatility adds to everybody's own
        double jump = 0; ///< part of `market`
        bool renewed = false; ///< volatilities step now
    };
    /// 100 ms of live.
    Returns step(const MarketMood &mood);
    /// A longer step of the distant past.
    Returns stepCoarse(const LogVolatility::Step &step);

    template <typename Archive>
    void archive(Archive &archive)
    {
        m_random.archive(archive);
        m_volatility.archive(archive);
        m_jumps.archive(archive);
        archive(m_steps, m_sum, m_sigma, m_shared);
    }

private:
    Returns draw(double seconds, const MarketMood &mood);
    void renew(const LogVolatility::Step &step, double z);

    RandomStream m_random;
    LogVolatility m_volatility;
    JumpProcess m_jumps;
    uint32_t m_steps = 0;
    double m_sum = 0; ///< of the market's moves since its volatility stepped
    double m_sigma = 1;
    double m_shared = 0;
};

} // namespace wavetape::feeds::market
