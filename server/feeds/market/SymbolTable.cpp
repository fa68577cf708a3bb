// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/SymbolTable.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace wavetape::feeds::market {

namespace {
struct Known {
    std::string_view name;
    double price;
};
/// Technology, finance, industry and energy, consumer and health: taken in turn, so that few
/// symbols already have all sectors.
constexpr Known kKnown[kSectors][6] = {
    {{"AAPL", 227}, {"MSFT", 418}, {"NVDA", 138}, {"GOOGL", 171}, {"AMZN", 203}, {"META", 561}},
    {{"JPM", 243}, {"V", 308}, {"BAC", 46}, {"GS", 581}, {"MA", 519}, {"AXP", 288}},
    {{"XOM", 118}, {"CAT", 385}, {"BA", 146}, {"CVX", 161}, {"GE", 177}, {"UPS", 133}},
    {{"JNJ", 153}, {"KO", 62}, {"WMT", 85}, {"PFE", 25}, {"PEP", 159}, {"MCD", 291}},
};
constexpr size_t kKnownCount = kSectors * 6;

/// Consonant, vowel, consonant and one more: can be said, and 512 of them differ.
std::string makeName(size_t index)
{
    constexpr std::string_view kFirst = "BCDFGHKLMNPRSTVZ";
    constexpr std::string_view kVowels = "AEIO";
    constexpr std::string_view kThird = "LNRVDBWJ";
    constexpr std::string_view kLast = "KTYOA";
    // A stride without common factor scatters neighbours.
    size_t n = index * 211 % (kFirst.size() * kVowels.size() * kThird.size());
    std::string name;
    name += kFirst[n % kFirst.size()];
    n /= kFirst.size();
    name += kVowels[n % kVowels.size()];
    n /= kVowels.size();
    name += kThird[n];
    name += kLast[index % kLast.size()];
    return name;
}
} // namespace

std::vector<SymbolInfo> makeSymbols(size_t count)
{
    std::vector<SymbolInfo> symbols;
    symbols.reserve(count);
    for (size_t i = 0; i < std::min(count, kKnownCount); ++i) {
        const Known &known = kKnown[i % kSectors][i / kSectors];
        symbols.push_back({std::string(known.name), i % kSectors, known.price});
    }
    for (size_t i = kKnownCount; i < count; ++i) {
        const size_t made = i - kKnownCount;
        // From 15 to 400, spread evenly on a logarithmic scale.
        const double place = static_cast<double>(made * 181 % 499) / 499;
        const double price = std::round(15 * std::pow(400.0 / 15, place) * 100) / 100;
        symbols.push_back({makeName(made), i % kSectors, price});
    }
    return symbols;
}

} // namespace wavetape::feeds::market
