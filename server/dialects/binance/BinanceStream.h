// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wavetape::dialects::binance {

/// What an event of a stream is made of.
enum class Event : uint8_t {
    trade,
    aggTrade,
    ticker,
    miniTicker,
    bookTicker,
    kline,
    depthUpdate,
    levels,
};

/// One kind of stream: what comes behind the symbol in its name, and how it reads a channel of
/// ours.
struct StreamKind {
    std::string_view suffix; ///< `@depth5@100ms`
    std::string_view family; ///< of the channel, before the symbol: `book.`
    std::string_view interval; ///< of candles, behind it: `1m`; else empty
    Event event = Event::trade;
    int64_t intervalMs = 0; ///< of candles
    size_t levels = 0; ///< of a partial book
    double maxRate = 0; ///< events a second; 0: as they are published

    /// Its events tell the channel's state, not what changed.
    bool ofState() const { return event == Event::bookTicker || event == Event::levels; }
    /// What was published between two events is told in the second.
    bool gathers() const { return event == Event::depthUpdate; }
    /// A newer event replaces one that waits.
    bool conflates() const
    {
        return event != Event::trade && event != Event::aggTrade && event != Event::depthUpdate;
    }
};

inline constexpr size_t kStreamKinds = 21;
/// All of them. The place of one is the way in which a connection reads a channel by it.
std::span<const StreamKind, kStreamKinds> streamKinds();

/// One stream by name: `aaplusd@trade`.
struct Stream {
    size_t kind = 0; ///< place in streamKinds()
    std::string channel; ///< `trades.AAPL`
};
/// Nothing where there is no such stream: the name is not of a symbol in lower case, or its kind
/// not served.
std::optional<Stream> readStream(std::string_view name);
/// `trades.AAPL` as a stream of that kind: `aaplusd@trade`.
std::string streamName(const StreamKind &kind, std::string_view channel);

/// `candles.AAPL.1m` → `AAPL`.
std::string_view symbolOf(std::string_view channel);
/// Ours in theirs: `AAPL` → `AAPLUSD`.
std::string marketOf(std::string_view symbol);
/// Theirs in ours: `AAPLUSD` → `AAPL`; nothing where it is none of theirs.
std::optional<std::string> symbolOfMarket(std::string_view market);

} // namespace wavetape::dialects::binance
