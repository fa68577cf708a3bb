// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/taus88.hpp>
#include <boost/random/uniform_01.hpp>

#include <cstdint>

namespace wavetape::feeds::market {

/// A stream of random numbers, the same with every compiler (unlike the distributions of the
/// standard library). Streams of one seed and different ids are independent of each other.
class RandomStream {
public:
    RandomStream(uint64_t seed, uint64_t id)
    {
        Words words {seed ^ (id + 1) * 0xd1342543de82ef95ull};
        m_engine.seed(words);
    }

    /// 0 <= u < 1.
    double uniform() { return boost::random::uniform_01<double>()(m_engine); }
    double uniform(double from, double to) { return from + (to - from) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    /// 0 … n - 1. Pre: n > 0.
    size_t below(size_t n) { return static_cast<size_t>(uniform() * static_cast<double>(n)); }
    /// Mean 0, standard deviation 1.
    double normal() { return boost::random::normal_distribution<double>()(m_engine); }
    double exponential(double mean)
    {
        return mean * boost::random::exponential_distribution<double>()(m_engine);
    }

private:
    /// What the engine is seeded from. SplitMix64: turns neighbouring seeds into unrelated states.
    struct Words {
        uint64_t state;
        template <typename Iterator>
        void generate(Iterator begin, Iterator end)
        {
            for (; begin != end; ++begin) {
                uint64_t z = state += 0x9e3779b97f4a7c15ull;
                z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
                z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
                *begin = static_cast<uint32_t>(z ^ (z >> 31));
            }
        }
    };

    boost::random::taus88 m_engine;
};

} // namespace wavetape::feeds::market
