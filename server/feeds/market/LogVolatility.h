// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/RandomStream.h"

#include <array>
#include <cstddef>

namespace wavetape::feeds::market {

/// The logarithm of a volatility: a sum of Ornstein-Uhlenbeck processes whose memories reach from a
/// minute to a day, so that the autocorrelation of absolute returns falls about as a power of the
/// lag. Falling prices raise it (the leverage effect).
class LogVolatility {
public:
    static constexpr size_t kScales = 5;

    /// What a step of a given length does to each process.
    struct Step {
        explicit Step(double seconds);
        double seconds;
        std::array<double, kScales> keep; ///< share that stays
        std::array<double, kScales> renew; ///< share of the standard deviation that is new
        std::array<double, kScales> mean; ///< of the process over the step, relative to its end
    };

    /// Begins anywhere in its stationary state. `variance`: of the logarithm.
    LogVolatility(double variance, RandomStream &random);

    /// `z`: the return of the step in standard deviations.
    void step(const Step &step, double z, RandomStream &random);
    /// News: more volatile for some minutes.
    void excite(double by) { m_values[0] += by; }
    /// `share` of the logarithm, averaged over `step`; centred so that exp(2 value) has mean 1.
    double value(const Step &step, double share = 1) const;

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive(m_values);
    }

private:
    std::array<double, kScales> m_deviations {};
    std::array<double, kScales> m_values {};
};

} // namespace wavetape::feeds::market
