// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::feeds::market {

constexpr size_t kSectors = 4;
std::string_view sectorName(size_t sector);
constexpr size_t kMaxSymbols = 500;

struct SymbolInfo {
    std::string name; ///< AAPL
    std::string title; ///< of the company, a label only
    size_t sector = 0; ///< below kSectors
    double price = 100; ///< where the simulation begins
};

/// The first `count` (1 … kMaxSymbols) symbols: 24 familiar tickers, as labels only, then made-up
/// names. The same for every seed.
std::vector<SymbolInfo> makeSymbols(size_t count);

} // namespace wavetape::feeds::market
