// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceStream.h"

#include <algorithm>

namespace wavetape::dialects::binance {

namespace {

constexpr std::string_view kQuote = "USD";
constexpr size_t kLongestSymbol = 32;

// clang-format off
constexpr StreamKind kKinds[kStreamKinds] = {
    {"@trade",          "trades.",  "",   Event::trade},
    {"@aggTrade",       "trades.",  "",   Event::aggTrade},
    {"@ticker",         "ticker.",  "",   Event::ticker,      0,         0,  1},
    {"@miniTicker",     "ticker.",  "",   Event::miniTicker,  0,         0,  1},
    {"@bookTicker",     "book.",    "",   Event::bookTicker},
    {"@kline_1s",       "candles.", "1s", Event::kline,       1'000},
    {"@kline_1m",       "candles.", "1m", Event::kline,       60'000},
    {"@kline_5m",       "candles.", "5m", Event::kline,       300'000},
    {"@kline_1h",       "candles.", "1h", Event::kline,       3'600'000},
    {"@depth",          "book.",    "",   Event::depthUpdate, 0,         0,  1},
    {"@depth@100ms",    "book.",    "",   Event::depthUpdate, 0,         0,  10},
    {"@depth5",         "book.",    "",   Event::levels,      0,         5,  1},
    {"@depth10",        "book.",    "",   Event::levels,      0,         10, 1},
    {"@depth20",        "book.",    "",   Event::levels,      0,         20, 1},
    {"@depth5@100ms",   "book.",    "",   Event::levels,      0,         5,  10},
    {"@depth10@100ms",  "book.",    "",   Event::levels,      0,         10, 10},
    {"@depth20@100ms",  "book.",    "",   Event::levels,      0,         20, 10},
    // Another name of those that say no speed; what comes is named as it was asked for.
    {"@depth@1000ms",   "book.",    "",   Event::depthUpdate, 0,         0,  1},
    {"@depth5@1000ms",  "book.",    "",   Event::levels,      0,         5,  1},
    {"@depth10@1000ms", "book.",    "",   Event::levels,      0,         10, 1},
    {"@depth20@1000ms", "book.",    "",   Event::levels,      0,         20, 1},
};
// clang-format on

bool isUpper(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

} // namespace

std::span<const StreamKind, kStreamKinds> streamKinds()
{
    return kKinds;
}

std::optional<Stream> readStream(std::string_view name)
{
    const size_t at = std::min(name.find('@'), name.size());
    std::string market(name.substr(0, at));
    if (std::any_of(market.begin(), market.end(), [](char c) { return lower(c) != c; }))
        return {};
    std::transform(market.begin(), market.end(), market.begin(), upper);
    const auto symbol = symbolOfMarket(market);
    const auto *kind = std::find_if(std::begin(kKinds), std::end(kKinds),
        [&](const StreamKind &one) { return one.suffix == name.substr(at); });
    if (!symbol || kind == std::end(kKinds))
        return {};
    Stream stream;
    stream.kind = static_cast<size_t>(kind - std::begin(kKinds));
    stream.channel = std::string(kind->family) + *symbol;
    if (!kind->interval.empty())
        stream.channel += '.' + std::string(kind->interval);
    return stream;
}

std::string streamName(const StreamKind &kind, std::string_view channel)
{
    std::string name = marketOf(symbolOf(channel));
    std::transform(name.begin(), name.end(), name.begin(), lower);
    return name += kind.suffix;
}

std::string_view symbolOf(std::string_view channel)
{
    channel.remove_prefix(std::min(channel.find('.') + 1, channel.size()));
    return channel.substr(0, channel.find('.'));
}

std::string marketOf(std::string_view symbol)
{
    return std::string(symbol) += kQuote;
}

std::optional<std::string> symbolOfMarket(std::string_view market)
{
    if (market.size() <= kQuote.size() || market.size() > kLongestSymbol
        || !market.ends_with(kQuote) || !std::all_of(market.begin(), market.end(), isUpper))
        return {};
    return std::string(market.substr(0, market.size() - kQuote.size()));
}

} // namespace wavetape::dialects::binance
