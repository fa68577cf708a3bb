// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/SymbolTable.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace wavetape::feeds::market {

namespace {
struct Known {
    std::string_view name;
    std::string_view title;
    double price;
};
/// Technology, finance, industry and energy, consumer and health: taken in turn, so that few
/// symbols already have all sectors.
constexpr Known kKnown[kSectors][6] = {
    {{"AAPL", "Apple", 227}, {"MSFT", "Microsoft", 418}, {"NVDA", "Nvidia", 138},
        {"GOOGL", "Alphabet", 171}, {"AMZN", "Amazon", 203}, {"META", "Meta Platforms", 561}},
    {{"JPM", "JPMorgan Chase", 243}, {"V", "Visa", 308}, {"BAC", "Bank of America", 46},
        {"GS", "Goldman Sachs", 581}, {"MA", "Mastercard", 519}, {"AXP", "American Express", 288}},
    {{"XOM", "Exxon Mobil", 118}, {"CAT", "Caterpillar", 385}, {"BA", "Boeing", 146},
        {"CVX", "Chevron", 161}, {"GE", "General Electric", 177},
        {"UPS", "United Parcel Service", 133}},
    {{"JNJ", "Johnson & Johnson", 153}, {"KO", "Coca-Cola", 62}, {"WMT", "Walmart", 85},
        {"PFE", "Pfizer", 25}, {"PEP", "PepsiCo", 159}, {"MCD", "McDonald's", 291}},
};
constexpr size_t kKnownCount = kSectors * 6;

std::string lower(std::string text)
{
    for (char &c : text)
        c = static_cast<char>(c - 'A' + 'a');
    return text;
}

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

std::string_view sectorName(size_t sector)
{
    constexpr std::string_view kNames[kSectors]
        = {"technology", "finance", "industry and energy", "consumer and health"};
    return kNames[sector];
}

std::vector<SymbolInfo> makeSymbols(size_t count)
{
    std::vector<SymbolInfo> symbols;
    symbols.reserve(count);
    for (size_t i = 0; i < std::min(count, kKnownCount); ++i) {
        const Known &known = kKnown[i % kSectors][i / kSectors];
        symbols.push_back(
            {std::string(known.name), std::string(known.title), i % kSectors, known.price});
    }
    for (size_t i = kKnownCount; i < count; ++i) {
        const size_t made = i - kKnownCount;
        // From 15 to 400, spread evenly on a logarithmic scale.
        const double place = static_cast<double>(made * 181 % 499) / 499;
        const double price = std::round(15 * std::pow(400.0 / 15, place) * 100) / 100;
        std::string name = makeName(made);
        std::string title = name.substr(0, 1) + lower(name.substr(1)) + " Holdings";
        symbols.push_back({std::move(name), std::move(title), i % kSectors, price});
    }
    return symbols;
}

} // namespace wavetape::feeds::market
