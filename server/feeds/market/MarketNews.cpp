// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketNews.h"

#include <iterator>
#include <string_view>

namespace wavetape::feeds::market {

namespace {
constexpr std::string_view kGood[] = {"wins an order larger than expected",
    "raises its outlook for the year", "is said to be in talks about a partnership",
    "beats what analysts had expected", "buys back more of its own shares",
    "settles a long dispute", "is rated higher by a broker", "opens a second plant ahead of time"};
constexpr std::string_view kBad[] = {"loses a large customer", "lowers its outlook for the year",
    "delays a product", "misses what analysts had expected", "is asked for papers by a regulator",
    "reports a fault in its supply chain", "is rated lower by a broker",
    "sees its head of finance leave"};
constexpr std::string_view kStrong[] = {"surprises everybody: ", "in a statement out of turn: "};
constexpr double kLarge = 0.004;
} // namespace

std::string headline(const NewsItem &item, const std::vector<SymbolInfo> &symbols)
{
    switch (item.kind) {
    case NewsKind::company:
        break;
    case NewsKind::economy:
        return item.move > 0 ? "Figures on the economy are better than expected"
                             : "Figures on the economy are worse than expected";
    case NewsKind::sellOff:
        return "Sellers everywhere: the whole market turns down";
    case NewsKind::recovery:
        return "Buyers come back after the sell-off";
    case NewsKind::halt:
        return "Trading rests everywhere: the market fell beyond its limit";
    case NewsKind::resumption:
        return "Trading goes on with an auction";
    case NewsKind::opening:
        return "The session opens";
    case NewsKind::closing:
        return "The session has closed";
    }
    const auto which = static_cast<size_t>(item.time / 100'000) + item.symbol.value_or(0) * 7;
    const std::string_view text
        = item.move > 0 ? kGood[which % std::size(kGood)] : kBad[which % std::size(kBad)];
    std::string result = symbols[item.symbol.value_or(0)].title + ' ';
    if (item.move > kLarge || item.move < -kLarge)
        result += kStrong[which % std::size(kStrong)];
    result += text;
    return result;
}

} // namespace wavetape::feeds::market
