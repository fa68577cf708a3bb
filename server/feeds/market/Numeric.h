// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

/// exp and log made of additions, multiplications and divisions alone: the same bits with every
/// compiler and mathematics library, which std::exp and std::log do not promise. Correct to about
/// 1e-14.
namespace wavetape::feeds::market::numeric {

constexpr double kLn2 = 0.693147180559945309417;

/// Pre: |x| < 700.
constexpr double exp(double x)
{
    constexpr double kHigh = 0x1.62e42fee00000p-1;
    constexpr double kLow = 0x1.a39ef35793c76p-33;
    const double scaled = x * (1 / kLn2);
    const auto k = static_cast<int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
    const double r = (x - static_cast<double>(k) * kHigh) - static_cast<double>(k) * kLow;
    constexpr double kTerms[] = {1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
        1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
    double sum = kTerms[0];
    for (int i = 1; i < 12; ++i)
        sum = sum * r + kTerms[i];
    return sum * std::bit_cast<double>(static_cast<uint64_t>(k + 1023) << 52);
}

/// Pre: x > 0 and normal.
constexpr double log(double x)
{
    const auto bits = std::bit_cast<uint64_t>(x);
    auto k = static_cast<int64_t>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++k;
    }
    const double f = (m - 1) / (m + 1);
    const double s = f * f;
    double sum = 1.0 / 19;
    for (int n = 17; n >= 1; n -= 2)
        sum = sum * s + 1.0 / n;
    return 2 * f * sum + static_cast<double>(k) * kLn2;
}

/// Pre: x > 0.
constexpr double power(double x, double exponent)
{
    return exp(exponent * log(x));
}

} // namespace wavetape::feeds::market::numeric
