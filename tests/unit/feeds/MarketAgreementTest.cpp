// SPDX-License-Identifier: GPL-3.0-or-later
// A reader who knows nothing but what was published rebuilds the market from it: every channel must
// agree with every other.
#include "feeds/market/MarketFeed.h"
#include "feeds/market/MarketTime.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <zlib.h>

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace wavetape::feeds::market {

namespace {

struct Bar {
    double open = 0, high = 0, low = 0, close = 0;
    int64_t volume = 0;
    bool operator==(const Bar &) const = default;
};

class Reader {
public:
    Reader(channels::ChannelHub &hub, CaptureSink &sink, int64_t liveFrom)
        : m_hub(hub)
        , m_sink(sink)
        , m_liveFrom(liveFrom)
    {
        for (const auto &channel : hub.list("")) {
            const std::string snapshot = sink.join(*channel).snapshot;
            const std::string &name = channel->name();
            m_seq[name] = channel->position().seq;
            if (name.starts_with("book."))
                readSnapshot(m_symbols[name.substr(5)], snapshot);
            if (name.starts_with("trades.")) {
                const auto page = channel->readNewest(1);
                if (!page.publications.empty())
                    m_symbols[name.substr(7)].price
                        = std::string(raw(parse(dataOf(page.publications[0]))["price"]));
            }
        }
    }

    void readAll()
    {
        for (const auto &publication : m_sink.take())
            read(publication);
    }

    /// The book as rebuilt is the snapshot that a newcomer gets.
    void compareBooks()
    {
        for (auto &[name, symbol] : m_symbols) {
            const auto [snapshot, position] = m_hub.find("book." + name)->snapshotNow();
            ASSERT_EQ(position.seq, m_seq["book." + name]);
            Symbol fresh;
            readSnapshot(fresh, snapshot);
            ASSERT_EQ(fresh.bids, symbol.bids) << name << " at " << position.seq;
            ASSERT_EQ(fresh.asks, symbol.asks) << name << " at " << position.seq;
            ASSERT_EQ(fresh.last, symbol.last);
        }
    }

    uint64_t tickers = 0, deltas = 0, checksums = 0, closedCandles = 0, runningCandles = 0,
             indexes = 0;

private:
    using Bids = std::map<double, std::string, std::greater<>>; ///< price -> `<price>:<size>`
    using Asks = std::map<double, std::string>;
    struct Symbol {
        Bids bids;
        Asks asks;
        uint64_t last = 0;
        std::string price; ///< of the last trade, as written
        std::map<int64_t, Bar> seconds; ///< trades by second, ms
        std::map<int64_t, double> closes; ///< of closed candles of a second, by their end
        uint64_t lastTradeId = 0;
        std::optional<double> high, low;
    };

    simdjson::dom::element parse(const std::string &json)
    {
        simdjson::dom::element element;
        if (m_parser.parse(json).get(element) != simdjson::SUCCESS)
            ADD_FAILURE() << "not JSON: " << json;
        return element;
    }
    /// A number's text: what simdjson does not keep is found again by its shortest form.
    static std::string raw(simdjson::dom::element element)
    {
        std::string text;
        char digits[32];
        const double value = element.get_double().value_unsafe();
        text.assign(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        return text;
    }

    template <typename Levels>
    static void apply(Levels &levels, simdjson::dom::element changes, bool mayRemove)
    {
        std::optional<double> before;
        const typename Levels::key_compare better;
        for (const simdjson::dom::element level : simdjson::dom::array(changes)) {
            const double price = level.at(0);
            const int64_t size = level.at(1);
            if (before) {
                ASSERT_TRUE(better(*before, price)) << "best first";
            }
            before = price;
            if (size == 0) {
                ASSERT_TRUE(mayRemove);
                ASSERT_EQ(levels.erase(price), 1u) << "removes what is there";
            } else {
                ASSERT_GT(size, 0);
                levels[price] = raw(level.at(0)) + ":" + std::to_string(size);
            }
        }
        ASSERT_LE(levels.size(), 20u);
        ASSERT_GE(levels.size(), 1u);
    }

    void readSnapshot(Symbol &symbol, const std::string &json)
    {
        const auto data = parse(json);
        symbol.last = data["last"];
        apply(symbol.bids, data["bids"], false);
        apply(symbol.asks, data["asks"], false);
    }

    void read(const channels::PublicationRef &publication)
    {
        const std::string name = channelOf(publication);
        ASSERT_EQ(publication->seq, ++m_seq[name]) << name;
        const std::string json = dataOf(publication);
        const auto data = parse(json);
        const std::string kind = name.substr(0, name.find('.'));
        if (kind == "trades")
            readTrade(m_symbols[name.substr(7)], data);
        else if (kind == "book")
            readDelta(m_symbols[name.substr(5)], data, publication->seq);
        else if (kind == "ticker")
            readTicker(name.substr(7), data);
        else if (kind == "candles")
            readCandle(name, data, publication->key);
        else if (kind == "index")
            readIndex(data);
        else if (kind == "alerts")
            readAlert(data);
        else if (kind == "news")
            readNews(data);
        else if (kind == "status")
            m_status[std::string(std::string_view(data["symbol"]))]
                = std::string_view(data["status"]);
        else
            FAIL() << name;
    }

    void readNews(simdjson::dom::element data)
    {
        ASSERT_FALSE(std::string_view(data["text"]).empty());
        ASSERT_TRUE(bool(data["simulated"]));
        ASSERT_TRUE(data["symbol"].is_null() || data["symbol"].is_string());
    }

    void readTrade(Symbol &symbol, simdjson::dom::element data)
    {
        const uint64_t id = data["id"];
        if (symbol.lastTradeId) {
            ASSERT_EQ(id, symbol.lastTradeId + 1);
        }
        symbol.lastTradeId = id;
        symbol.price = raw(data["price"]);
        const double price = data["price"];
        const int64_t size = data["size"];
        const int64_t time = data["time"];
        const std::string_view side = data["side"];
        ASSERT_TRUE(side == "buy" || side == "sell");
        symbol.high = std::max(symbol.high.value_or(price), price);
        symbol.low = std::min(symbol.low.value_or(price), price);
        Bar &bar
            = symbol.seconds.try_emplace(time / 1000 * 1000, Bar {price, price, price, price, 0})
                  .first->second;
        bar.high = std::max(bar.high, price);
        bar.low = std::min(bar.low, price);
        bar.close = price;
        bar.volume += size;
    }

    void readDelta(Symbol &symbol, simdjson::dom::element data, uint64_t seq)
    {
        ++deltas;
        const uint64_t first = data["first"];
        const uint64_t last = data["last"];
        ASSERT_EQ(first, symbol.last + 1);
        ASSERT_GE(last, first);
        symbol.last = last;
        apply(symbol.bids, data["bids"], true);
        apply(symbol.asks, data["asks"], true);
        ASSERT_LT(symbol.bids.begin()->first, symbol.asks.begin()->first) << "crossed";
        simdjson::dom::element crc;
        ASSERT_EQ(data["crc"].get(crc) == simdjson::SUCCESS, seq % 50 == 0);
        if (seq % 50 != 0)
            return;
        ++checksums;
        std::string text;
        const auto gather = [&text](const auto &levels) {
            size_t count = 0;
            for (const auto &[price, level] : levels) {
                if (count++ == 10)
                    break;
                text += (text.empty() ? "" : "|") + level;
            }
        };
        gather(symbol.bids);
        gather(symbol.asks);
        ASSERT_EQ(uint64_t(crc),
            crc32(0, reinterpret_cast<const Bytef *>(text.data()), static_cast<uInt>(text.size())))
            << text;
    }

    void readTicker(const std::string &name, simdjson::dom::element data)
    {
        ++tickers;
        Symbol &symbol = m_symbols[name];
        ASSERT_EQ(std::string_view(data["symbol"]), name);
        const auto status = m_status.find(name);
        ASSERT_EQ(
            std::string_view(data["status"]), status == m_status.end() ? "open" : status->second);
        ASSERT_EQ(raw(data["price"]), symbol.price) << "the last published trade's";
        ASSERT_EQ(double(data["bid"]), symbol.bids.begin()->first);
        ASSERT_EQ(double(data["ask"]), symbol.asks.begin()->first);
        const double price = data["price"];
        const double open = data["open"];
        ASSERT_GE(double(data["high"]), std::max({price, open, symbol.high.value_or(0)}));
        ASSERT_LE(double(data["low"]), std::min({price, open, symbol.low.value_or(1e9)}));
        ASSERT_NEAR(double(data["change"]), price - open, 1e-9);
        ASSERT_NEAR(double(data["changePct"]), 100 * (price - open) / open, 0.0051);
        const int64_t volume = data["volume"];
        ASSERT_GE(volume, m_volumes[name]);
        m_volumes[name] = volume;
    }

    void readCandle(const std::string &name, simdjson::dom::element data, uint64_t key)
    {
        const size_t dot = name.rfind('.');
        Symbol &symbol = m_symbols[name.substr(8, dot - 8)];
        const std::string interval = name.substr(dot + 1);
        int64_t length = 0;
        for (const CandleInterval &candle : kCandleIntervals) {
            if (candle.name == interval)
                length = candle.micros / 1000;
        }
        ASSERT_GT(length, 0);
        const int64_t start = data["start"];
        ASSERT_EQ(start % length, 0);
        ASSERT_EQ(key, static_cast<uint64_t>(start));
        const bool closed = data["closed"];
        if (closed && interval == "1s")
            symbol.closes[start + length] = data["close"];
        // A candle that began before live holds trades that were not published.
        if (start < m_liveFrom)
            return;
        ++(closed ? closedCandles : runningCandles);
        std::optional<Bar> expected;
        for (auto it = symbol.seconds.lower_bound(start);
             it != symbol.seconds.end() && it->first < start + length; ++it) {
            if (!expected) {
                expected = it->second;
                continue;
            }
            expected->high = std::max(expected->high, it->second.high);
            expected->low = std::min(expected->low, it->second.low);
            expected->close = it->second.close;
            expected->volume += it->second.volume;
        }
        ASSERT_TRUE(expected) << "no candle without trades";
        const Bar bar {data["open"], data["high"], data["low"], data["close"], data["volume"]};
        ASSERT_EQ(bar, *expected) << name << " at " << start;
        if (closed) {
            ASSERT_TRUE(symbol.seconds.upper_bound(start + length - 1) == symbol.seconds.end())
                << "closed before the next trade";
        }
    }

    void readIndex(simdjson::dom::element data)
    {
        ++indexes;
        double sum = 0;
        for (const SymbolInfo &info : makeSymbols(m_symbols.size()))
            sum += std::stod(m_symbols[info.name].price) / info.price;
        ASSERT_NEAR(
            double(data["level"]), 1000 * sum / static_cast<double>(m_symbols.size()), 0.006);
        ASSERT_NEAR(double(data["change"]), double(data["level"]) - double(data["open"]), 1e-6);
    }

    void readAlert(simdjson::dom::element data)
    {
        Symbol &symbol = m_symbols[std::string(std::string_view(data["symbol"]))];
        const int64_t time = data["time"];
        ASSERT_EQ(symbol.closes.count(time), 1u) << "tells of a published candle";
        ASSERT_EQ(symbol.closes[time], double(data["price"]));
        ASSERT_FALSE(std::string_view(data["text"]).empty());
    }

    channels::ChannelHub &m_hub;
    CaptureSink &m_sink;
    const int64_t m_liveFrom; ///< ms
    simdjson::dom::parser m_parser;
    std::map<std::string, Symbol> m_symbols;
    std::map<std::string, uint64_t> m_seq;
    std::map<std::string, std::string> m_status; ///< by symbol, as published or in the snapshot
    std::map<std::string, int64_t> m_volumes;
};

class Agreement : public testing::TestWithParam<std::tuple<uint64_t, Profile, size_t>> { };
} // namespace

INSTANTIATE_TEST_SUITE_P(Markets, Agreement,
    testing::Values(std::tuple(uint64_t(42), Profile::calm, size_t(24)),
        std::tuple(uint64_t(7), Profile::calm, size_t(3)),
        std::tuple(uint64_t(1), Profile::open, size_t(6)),
        std::tuple(uint64_t(42), Profile::crash, size_t(6)),
        std::tuple(uint64_t(99), Profile::crash, size_t(1))));

TEST_P(Agreement, EveryChannelAgreesWithEveryOther)
{
    const auto [seed, profile, symbols] = GetParam();
    channels::ChannelHub hub({});
    CaptureSink sink(hub);
    FakeFeedClock clock;
    MarketFeed feed(hub, {seed, symbols, profile}, clock);
    Reader reader(hub, sink, FakeFeedClock::kWall / 1000);
    constexpr int64_t kSeconds = 75; // more than one candle of a minute
    for (int64_t time = 0; time <= kSeconds * kSecond; time += MarketSimulator::kSlot) {
        feed.advance(time);
        reader.readAll();
        // In each slot at most one delta per symbol: this compares the book at every seq of the
        // first ten seconds.
        if (time <= 10 * kSecond || time % kSecond == 0)
            reader.compareBooks();
        if (HasFatalFailure())
            return;
    }
    EXPECT_GT(reader.tickers, symbols * kSeconds * 4);
    EXPECT_GT(reader.deltas, symbols * kSeconds * 10);
    EXPECT_GT(reader.checksums, symbols * kSeconds / 5);
    EXPECT_GT(reader.closedCandles, symbols * kSeconds);
    EXPECT_GT(reader.runningCandles, symbols * kSeconds * 10);
    EXPECT_GT(reader.indexes, uint64_t(kSeconds));
}

} // namespace wavetape::feeds::market
