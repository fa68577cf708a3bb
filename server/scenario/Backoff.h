// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// When a well-behaved client comes back, and whether. Pure.
namespace wavetape::scenario {

/// A delay from 0 to `first` × 2^`round` (nanoseconds, at most 30 s), the same for the same `draw`.
std::uint64_t fullJitter(std::uint64_t first, std::uint64_t round, std::uint64_t draw);
/// A close code after which nobody comes back.
bool isTerminal(unsigned code);
/// A status after which nobody comes back.
bool isFinalStatus(unsigned status);

} // namespace wavetape::scenario
