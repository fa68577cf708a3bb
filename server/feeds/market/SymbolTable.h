// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace wavetape::feeds::market {

constexpr size_t kSectors = 4;
constexpr size_t kMaxSymbols = 500;

struct SymbolInfo {
    std::string name;
    size_t sector = 0; ///< below kSectors
    double price = 100; ///< where the simulation begins
};

/// The first `count` (1 … kMaxSymbols) symbols: 24 familiar tickers, as labels only, then made-up
/// names. The same for every seed.
std::vector<SymbolInfo> makeSymbols(size_t count);

} // namespace wavetape::feeds::market
