// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace wavetape::cluster {

struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void mustHold(bool holds, const std::string &what)
{
    if (!holds)
        throw Broken(what);
}

inline bool readWord(const char *word, uint64_t &number)
{
    const char *end = word + std::char_traits<char>::length(word);
    const auto read = std::from_chars(word, end, number);
    return read.ec == std::errc() && read.ptr == end;
}

/// A program's whole life: PROGRAM [RUNS [FIRST_SEED]]. Each run is Simulation(seed).run().
template <typename Simulation>
int simulate(int argc, char **argv)
{
    uint64_t runs = 100'000;
    uint64_t first = 1;
    if (argc > 3 || (argc > 1 && !readWord(argv[1], runs))
        || (argc > 2 && !readWord(argv[2], first))) {
        std::fprintf(stderr, "%s [RUNS [FIRST_SEED]]\n", argv[0]);
        return 2;
    }
    for (uint64_t seed = first; seed < first + runs; ++seed) {
        try {
            Simulation(seed).run();
        } catch (const Broken &broken) {
            std::printf("seed %llu, run %llu: %s\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(seed - first + 1), broken.what());
            return 1;
        }
    }
    std::printf("%llu runs from seed %llu: nothing was broken\n",
        static_cast<unsigned long long>(runs), static_cast<unsigned long long>(first));
    return 0;
}

} // namespace wavetape::cluster
