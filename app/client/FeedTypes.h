// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace wavetape::client {

// What the hot channels carry, parsed in the client thread. Times are ms since 1970, prices and
// sizes as the wire states them; every number is finite (what is not is refused as malformed).

enum class Trading : uint8_t { Open, Halted, Closed };

struct Ticker {
    QString symbol;
    double price = 0, bid = 0, ask = 0;
    double open = 0, high = 0, low = 0;
    double change = 0, changePct = 0;
    double volume = 0;
    Trading status = Trading::Open;
    double time = 0;
};

struct Trade {
    QString id;
    double price = 0, size = 0;
    bool buy = false; // the aggressor's side
    bool auction = false; // the single trade of an auction
    double time = 0;
};

struct BookLevel {
    double price = 0, size = 0;
};

// The whole book, best levels first.
struct BookSnapshot {
    uint64_t last = 0;
    std::vector<BookLevel> bids, asks;
};

// Sizes are absolute, 0 removes the level. `first` is the previous delta's `last` + 1.
struct BookDelta {
    uint64_t first = 0, last = 0;
    std::vector<BookLevel> bids, asks;
    std::optional<uint32_t> crc; // of the book after this delta, see BookMirror
};

struct Candle {
    double start = 0;
    double open = 0, high = 0, low = 0, close = 0, volume = 0;
    bool closed = false;
    bool auction = false; // one of its trades was an auction's
};

using CandleSnapshot = std::vector<Candle>; // oldest first

// Chosen by the channel's name: `ticker.` `trades.` `book.` `candles.`; all else is plain JSON.
using Payload
    = std::variant<QJsonValue, Ticker, Trade, BookSnapshot, BookDelta, Candle, CandleSnapshot>;

// One thing that happened to a subscription, in the order in which it happened.
struct FeedMessage {
    enum class Kind {
        Subscribed, // the server's ack: seq, epoch, policy, recovered
        Announced, // a channel that a prefix subscription matched
        Snapshot, // data
        Publication, // data, seq, kseq, ts
        Lagged, // publications from..to are lost; reason "drop", "evicted", "history", "backplane",
                // or "client" when this window itself was too slow
        Refused, // the server said no: code, text
    };
    Kind kind = Kind::Publication;
    bool recovered = false;
    int code = 0;
    QString channel;
    uint64_t seq = 0;
    uint64_t kseq = 0; // 0: not a conflating subscription
    uint64_t conflated = 0; // publications that the server left out for this one, from kseq
    uint64_t from = 0, to = 0;
    double ts = 0; // publication time
    QString text; // policy, reason or error message
    Payload data;

    template <typename T>
    const T *as() const
    {
        return std::get_if<T>(&data);
    }
};

} // namespace wavetape::client
