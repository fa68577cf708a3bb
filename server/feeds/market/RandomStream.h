// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/Numeric.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace wavetape::feeds::market {

/// A stream of random numbers (xoshiro256++), the same with every compiler and mathematics library.
/// Streams of one seed and different ids are independent of each other. Its state is four words.
class RandomStream {
public:
    RandomStream(uint64_t seed, uint64_t id)
    {
        // SplitMix64: turns neighbouring seeds into unrelated states.
        uint64_t state = seed ^ (id + 1) * 0xd1342543de82ef95ull;
        for (uint64_t &word : m_state) {
            uint64_t z = state += 0x9e3779b97f4a7c15ull;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
            word = z ^ (z >> 31);
        }
    }

    /// 0 <= u < 1.
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    double uniform(double from, double to) { return from + (to - from) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    /// 0 … n - 1. Pre: n > 0.
    size_t below(size_t n) { return static_cast<size_t>(uniform() * static_cast<double>(n)); }
    /// Mean 0, standard deviation 1.
    double normal()
    {
        const Ziggurat &table = ziggurat();
        const uint64_t drawn = bits();
        const size_t i = drawn & (kLayers - 1);
        const double u = static_cast<double>(drawn >> 11) * 0x1p-52 - 1;
        if ((u < 0 ? -u : u) < table.ratio[i])
            return u * table.x[i];
        return normalBeyond(i, u);
    }
    double exponential(double mean) { return -mean * numeric::log(1 - uniform()); }
    /// At least 1, P(X > x) = x^-exponent.
    double pareto(double exponent) { return numeric::power(1 - uniform(), -1 / exponent); }

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive(m_state);
    }

private:
    static constexpr size_t kLayers = 128;
    struct Ziggurat {
        Ziggurat();
        std::array<double, kLayers + 1> x;
        std::array<double, kLayers> ratio;
    };
    static const Ziggurat &ziggurat();
    double normalBeyond(size_t layer, double u);

    uint64_t bits()
    {
        const uint64_t result = std::rotl(m_state[0] + m_state[3], 23) + m_state[0];
        const uint64_t t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

    std::array<uint64_t, 4> m_state {};
};

} // namespace wavetape::feeds::market
