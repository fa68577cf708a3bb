// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/SymbolTable.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace wavetape::feeds::market {

TEST(SymbolTable, NamesDifferAndPricesArePrices)
{
    const std::vector<SymbolInfo> symbols = makeSymbols(kMaxSymbols);
    ASSERT_EQ(symbols.size(), kMaxSymbols);
    std::set<std::string> names;
    for (const SymbolInfo &symbol : symbols) {
        EXPECT_TRUE(names.insert(symbol.name).second) << symbol.name;
        EXPECT_TRUE(std::all_of(
            symbol.name.begin(), symbol.name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
        EXPECT_GE(symbol.price, 10);
        EXPECT_LE(symbol.price, 1000);
    }
}

TEST(SymbolTable, FewerSymbolsAreTheFirstOfMore)
{
    const std::vector<SymbolInfo> all = makeSymbols(kMaxSymbols);
    for (const size_t count : {1, 5, 24, 25, 100}) {
        const std::vector<SymbolInfo> some = makeSymbols(count);
        ASSERT_EQ(some.size(), count);
        for (size_t i = 0; i < count; ++i) {
            EXPECT_EQ(some[i].name, all[i].name);
            EXPECT_EQ(some[i].sector, all[i].sector);
        }
    }
}

TEST(SymbolTable, TheFirst24FillFourSectors)
{
    size_t perSector[kSectors] = {};
    for (const SymbolInfo &symbol : makeSymbols(24))
        ++perSector[symbol.sector];
    for (const size_t count : perSector)
        EXPECT_EQ(count, 6u);
}

} // namespace wavetape::feeds::market
