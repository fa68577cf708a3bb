// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Backoff.h"

#include <algorithm>
#include <iterator>

namespace wavetape::scenario {

namespace {

/// splitmix64: neighbours give values that have nothing in common.
std::uint64_t scrambled(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

} // namespace

std::uint64_t fullJitter(std::uint64_t first, std::uint64_t round, std::uint64_t draw)
{
    constexpr std::uint64_t kLongest = 30'000'000'000;
    constexpr std::uint64_t kMostRounds = 20;
    const std::uint64_t ceiling
        = std::min(kLongest, std::min(first, kLongest) << std::min(round, kMostRounds));
    return ceiling == 0 ? 0 : scrambled(draw) % ceiling;
}

bool isTerminal(unsigned code)
{
    constexpr unsigned kCodes[] {1000, 1002, 1003, 1007, 1008, 1009, 4400, 4401, 4403, 4413, 3500};
    return std::find(std::begin(kCodes), std::end(kCodes), code) != std::end(kCodes);
}

bool isFinalStatus(unsigned status)
{
    return status == 400 || status == 401 || status == 403 || status == 404;
}

} // namespace wavetape::scenario
