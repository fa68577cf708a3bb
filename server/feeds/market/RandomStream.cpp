// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/RandomStream.h"

#include <cmath>

namespace wavetape::feeds::market {

namespace {
// The normal law cut into 128 layers of equal area (Marsaglia and Tsang 2000, Doornik 2005).
constexpr double kTail = 3.442619855899;
constexpr double kArea = 9.91256303526217e-3;
} // namespace

RandomStream::Ziggurat::Ziggurat()
{
    double f = numeric::exp(-0.5 * kTail * kTail);
    x[0] = kArea / f;
    x[1] = kTail;
    x[kLayers] = 0;
    for (size_t i = 2; i < kLayers; ++i) {
        x[i] = std::sqrt(-2 * numeric::log(kArea / x[i - 1] + f));
        f = numeric::exp(-0.5 * x[i] * x[i]);
    }
    for (size_t i = 0; i < kLayers; ++i)
        ratio[i] = x[i + 1] / x[i];
}

const RandomStream::Ziggurat &RandomStream::ziggurat()
{
    static const Ziggurat table;
    return table;
}

double RandomStream::normalBeyond(size_t layer, double u)
{
    const Ziggurat &table = ziggurat();
    for (;;) {
        if (layer == 0) {
            double x = 0;
            double y = 0;
            do {
                x = exponential(1 / kTail);
                y = exponential(1);
            } while (2 * y < x * x);
            return u < 0 ? -kTail - x : kTail + x;
        }
        const double x = u * table.x[layer];
        const double outer = numeric::exp(-0.5 * (table.x[layer] * table.x[layer] - x * x));
        const double inner = numeric::exp(-0.5 * (table.x[layer + 1] * table.x[layer + 1] - x * x));
        if (inner + uniform() * (outer - inner) < 1)
            return x;
        const uint64_t drawn = bits();
        layer = drawn & (kLayers - 1);
        u = static_cast<double>(drawn >> 11) * 0x1p-52 - 1;
        if ((u < 0 ? -u : u) < table.ratio[layer])
            return u * table.x[layer];
    }
}

} // namespace wavetape::feeds::market
