// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketSimulator.h"
#include "feeds/market/MarketTime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <tuple>

namespace wavetape::feeds::market {

namespace {

/// Writes down everything that happens.
class Record : public MarketObserver {
public:
    using Entry = std::tuple<size_t, uint64_t, int64_t, int64_t, int, int64_t>;

    explicit Record(const MarketSimulator &simulator)
        : m_simulator(simulator)
    {
    }
    void traded(size_t symbol, const Trade &trade) override
    {
        entries.emplace_back(symbol, trade.id, trade.price, trade.size,
            trade.aggressor == Side::bid ? 1 : 2, trade.time);
        ++trades;
    }
    void slotEnded(size_t symbol, int64_t time) override
    {
        const OrderBook &book = m_simulator.book(symbol);
        entries.emplace_back(
            symbol, book.updates(), book.best(Side::bid), book.best(Side::ask), 0, time);
    }

    std::vector<Entry> entries;
    size_t trades = 0;

private:
    const MarketSimulator &m_simulator;
};

class Nobody : public MarketObserver {
    void traded(size_t, const Trade &) override { }
    void slotEnded(size_t, int64_t) override { }
};

std::vector<Record::Entry> live(const MarketSettings &settings, int64_t until, int64_t step)
{
    MarketSimulator simulator(settings);
    Record record(simulator);
    for (int64_t time = 0; time < until; time += step)
        simulator.advance(time, record);
    simulator.advance(until, record);
    return std::move(record.entries);
}

class EveryMarket : public testing::TestWithParam<std::tuple<uint64_t, Profile>> {
protected:
    MarketSettings settings(size_t symbols) const
    {
        return {std::get<0>(GetParam()), symbols, std::get<1>(GetParam())};
    }
};
} // namespace

INSTANTIATE_TEST_SUITE_P(Markets, EveryMarket,
    testing::Combine(testing::Values(1, 42, 20'241'121),
        testing::Values(
            Profile::calm, Profile::day, Profile::open, Profile::crash, Profile::dead)));

TEST_P(EveryMarket, IsTheSameHoweverItIsAdvanced)
{
    const auto whole = live(settings(5), 7 * kSecond, 7 * kSecond);
    EXPECT_EQ(live(settings(5), 7 * kSecond, 20'000), whole);
    EXPECT_EQ(live(settings(5), 7 * kSecond, 17'777), whole);
    EXPECT_EQ(live(settings(5), 7 * kSecond, 1'234'567), whole);
}

TEST_P(EveryMarket, BooksAreSortedAndNeverCrossed)
{
    struct Check : Nobody {
        void slotEnded(size_t symbol, int64_t time) override
        {
            const OrderBook &book = simulator->book(symbol);
            for (const Side side : {Side::bid, Side::ask}) {
                const std::span<const Level> levels = book.levels(side);
                ASSERT_FALSE(levels.empty());
                for (size_t i = 0; i < levels.size(); ++i) {
                    ASSERT_GT(levels[i].size, 0);
                    ASSERT_GT(levels[i].price, 0);
                    if (i > 0 && side == Side::bid) {
                        ASSERT_LT(levels[i].price, levels[i - 1].price);
                    }
                    if (i > 0 && side == Side::ask) {
                        ASSERT_GT(levels[i].price, levels[i - 1].price);
                    }
                }
            }
            ASSERT_LT(book.best(Side::bid), book.best(Side::ask))
                << "symbol " << symbol << " at " << time;
            full += book.visible(Side::bid).size() == 20 && book.visible(Side::ask).size() == 20
                ? 1
                : 0;
            ++slots;
        }
        const MarketSimulator *simulator = nullptr;
        uint64_t full = 0;
        uint64_t slots = 0;
    } check;
    MarketSimulator simulator(settings(24));
    check.simulator = &simulator;
    simulator.advance(60 * kSecond, check);
    EXPECT_GT(static_cast<double>(check.full), 0.95 * static_cast<double>(check.slots))
        << "twenty levels a side";
}

TEST_P(EveryMarket, TimesAndIdsRise)
{
    struct Check : Nobody {
        void traded(size_t symbol, const Trade &trade) override
        {
            Trade &before = last[symbol];
            ASSERT_EQ(trade.id, before.id + 1);
            ASSERT_GE(trade.time, before.time);
            ASSERT_GT(trade.size, 0);
            before = trade;
        }
        void slotEnded(size_t symbol, int64_t time) override
        {
            ASSERT_EQ(time % MarketSimulator::kSlot, 0);
            ASSERT_LT(last[symbol].time, time);
        }
        std::map<size_t, Trade> last;
    } check;
    MarketSimulator simulator(settings(3));
    for (size_t i = 0; i < 3; ++i)
        check.last[i].time = INT64_MIN;
    simulator.livePast(20, check);
    EXPECT_EQ(simulator.now(), 0);
    simulator.advance(5 * kSecond, check);
    const Profile profile = std::get<1>(GetParam());
    if (profile != Profile::day && profile != Profile::dead) {
        EXPECT_GT(check.last[0].time, 4 * kSecond);
    }
}

TEST(MarketSimulator, SeedsDiffer)
{
    EXPECT_NE(live({1, 3, Profile::calm}, kSecond, kSecond),
        live({2, 3, Profile::calm}, kSecond, kSecond));
}

TEST(MarketSimulator, TradesComeOnlyFromTheBook)
{
    // Steps of 1 µs hold one order at most: what traded must be what the other side's best orders
    // lost.
    for (const uint64_t seed : {3, 4}) {
        SymbolMarket market({"TEST", "Test", 0, 180}, seed, 1, 0.7);
        FactorModel factors(seed);
        market.open(0);
        std::vector<Trade> trades;
        size_t all = 0;
        for (int64_t time = 0; time < 2 * kSecond; ++time) {
            if (time % MarketSimulator::kGrid == 0)
                market.step(factors.step({}), {});
            OrderBook before = market.book();
            trades.clear();
            market.runUntil(time + 1, trades);
            for (const Trade &trade : trades) {
                const Side resting = trade.aggressor == Side::bid ? Side::ask : Side::bid;
                ASSERT_EQ(trade.price, before.best(resting)) << "trades at the best price there is";
                std::vector<Level> fills;
                ASSERT_EQ(before.take(resting, trade.size, trade.price, fills), 0);
                ASSERT_EQ(fills.size(), 1u);
            }
            if (!trades.empty()) {
                const Side resting = trades[0].aggressor == Side::bid ? Side::ask : Side::bid;
                ASSERT_EQ(market.book().levels(resting)[0], before.levels(resting)[0]);
            }
            all += trades.size();
        }
        EXPECT_GT(all, 15u);
    }
}

TEST(MarketSimulator, TheBookFollowsTheFairPrice)
{
    SymbolMarket market({"TEST", "Test", 0, 200}, 9, 1, 0.7);
    market.open(0);
    std::vector<Trade> trades;
    market.runUntil(kSecond, trades);
    trades.clear();
    market.jump(0.01, kSecond, trades);
    EXPECT_FALSE(trades.empty()) << "who was late to withdraw is taken";
    for (const Trade &trade : trades)
        EXPECT_EQ(trade.aggressor, Side::bid);
    market.runUntil(4 * kSecond, trades);
    const double middle
        = static_cast<double>(market.book().best(Side::bid) + market.book().best(Side::ask)) / 2;
    EXPECT_NEAR(middle, market.fairTicks(), 8);
    EXPECT_LT(market.book().best(Side::ask) - market.book().best(Side::bid), 10);
}

TEST(MarketSimulator, OpeningIsSeveralTimesBusierAndBeginsWithAGap)
{
    MarketSimulator calm({5, 24, Profile::calm});
    MarketSimulator open({5, 24, Profile::open});
    Nobody nobody;
    calm.livePast(12, nobody);
    open.livePast(12, nobody);
    std::vector<int64_t> before;
    for (size_t i = 0; i < 24; ++i) {
        before.push_back(open.book(i).best(Side::bid));
        EXPECT_EQ(before[i], calm.book(i).best(Side::bid)) << "the same past";
    }
    Record calmRecord(calm);
    Record openRecord(open);
    calm.advance(30 * kSecond, calmRecord);
    open.advance(kSecond, openRecord);
    double gap = 0;
    for (size_t i = 0; i < 24; ++i)
        gap += std::abs(std::log(
            static_cast<double>(open.book(i).best(Side::bid)) / static_cast<double>(before[i])));
    EXPECT_GT(gap / 24, 0.003);
    open.advance(30 * kSecond, openRecord);
    EXPECT_GT(openRecord.trades, 2 * calmRecord.trades);
}

namespace {
/// What was heard of status and news.
struct Events : Nobody {
    void traded(size_t symbol, const Trade &trade) override
    {
        if (halted[symbol]) {
            EXPECT_LT(trade.time, haltedAt[symbol]) << "nobody trades while it rests";
        }
        ++trades;
        auctions += trade.auction ? 1 : 0;
        largest = std::max(largest, trade.size);
    }
    void statusChanged(size_t symbol, const StatusChange &change) override
    {
        halted[symbol] = change.status != TradingStatus::open;
        haltedAt[symbol]
            = change.reason == StatusReason::night ? change.time + 10'000 : change.time;
        changes.push_back(change);
    }
    void happened(const NewsItem &item) override { news.push_back(item); }
    std::map<size_t, bool> halted;
    std::map<size_t, int64_t> haltedAt;
    std::vector<StatusChange> changes;
    std::vector<NewsItem> news;
    uint64_t trades = 0, auctions = 0;
    int64_t largest = 0;
};
} // namespace

TEST(MarketSimulator, ACrashFleesFallsAndRests)
{
    MarketSimulator simulator({5, 1, Profile::crash});
    Events events;
    double depth = 1;
    bool halted = false;
    for (int64_t minute = 0; minute < 180 && !halted; ++minute) {
        simulator.advance(minute * 60 * kSecond, events);
        depth = std::min(depth, simulator.mood().depth);
        for (const StatusChange &change : events.changes) {
            if (change.status != TradingStatus::halted)
                continue;
            halted = true;
            EXPECT_GT(change.until, change.time);
        }
    }
    EXPECT_EQ(depth, 0.2) << "the book flees";
    EXPECT_TRUE(halted);
    EXPECT_TRUE(std::any_of(events.news.begin(), events.news.end(),
        [](const NewsItem &item) { return item.kind == NewsKind::sellOff; }));
}

TEST(MarketSimulator, ADayHasItsAuctions)
{
    MarketSimulator simulator({5, 2, Profile::day});
    Events events;
    simulator.advance(MarketSession::kPreOpen, events);
    ASSERT_EQ(events.changes.size(), 2u);
    EXPECT_EQ(events.changes[0].reason, StatusReason::openingAuction);
    EXPECT_EQ(events.changes[0].status, TradingStatus::closed);
    EXPECT_EQ(events.changes[0].until, MarketSession::kPreOpen);
    EXPECT_EQ(events.trades, 0u);
    simulator.advance(MarketSession::kPreOpen + kSecond, events);
    EXPECT_EQ(events.auctions, 2u) << "one each";
    EXPECT_EQ(simulator.status(0).until, MarketSession::kPreOpen + MarketSession::kTrading);
    EXPECT_EQ(simulator.status(0).status, TradingStatus::open);
    EXPECT_GT(events.largest, 1000) << "what the auction gathered";
}

TEST(MarketSimulator, OnAHolidayAMinuteBringsATrade)
{
    MarketSimulator simulator({5, 24, Profile::dead});
    Events events;
    simulator.advance(600 * kSecond, events);
    EXPECT_GT(events.trades, 24u * 2);
    EXPECT_LT(events.trades, 24u * 40);
}

TEST(MarketSimulator, SymbolsMoveTogetherAndSectorsMore)
{
    // The correlation of ten-second returns over half an hour.
    MarketSimulator simulator({11, 24, Profile::calm});
    Nobody nobody;
    std::vector<std::vector<double>> returns(24);
    std::vector<double> last(24);
    for (int64_t time = 0; time <= 1800; time += 10) {
        simulator.advance(time * kSecond, nobody);
        for (size_t i = 0; i < 24; ++i) {
            const OrderBook &book = simulator.book(i);
            const double price
                = std::log(static_cast<double>(book.best(Side::bid) + book.best(Side::ask)));
            if (time > 10)
                returns[i].push_back(price - last[i]);
            last[i] = price;
        }
    }
    double same = 0;
    double other = 0;
    int sames = 0;
    int others = 0;
    for (size_t a = 0; a < 24; ++a) {
        for (size_t b = a + 1; b < 24; ++b) {
            double ab = 0;
            double aa = 0;
            double bb = 0;
            for (size_t i = 0; i < returns[a].size(); ++i) {
                ab += returns[a][i] * returns[b][i];
                aa += returns[a][i] * returns[a][i];
                bb += returns[b][i] * returns[b][i];
            }
            const bool sector = simulator.symbols()[a].sector == simulator.symbols()[b].sector;
            (sector ? same : other) += ab / std::sqrt(aa * bb);
            ++(sector ? sames : others);
        }
    }
    EXPECT_GT(other / others, 0.12);
    EXPECT_GT(same / sames, other / others + 0.04);
    EXPECT_LT(same / sames, 0.9);
}

TEST(MarketSimulator, RefusesNumbersOutOfRange)
{
    EXPECT_THROW(MarketSimulator({1, 0, Profile::calm}), std::invalid_argument);
    EXPECT_THROW(MarketSimulator({1, 501, Profile::calm}), std::invalid_argument);
    EXPECT_NO_THROW(MarketSimulator({1, 500, Profile::calm}));
    EXPECT_NO_THROW(MarketSimulator({1, 1, Profile::calm}));
}

TEST(MarketProfile, KnowsItsNames)
{
    EXPECT_EQ(parseProfile("calm"), Profile::calm);
    EXPECT_EQ(parseProfile("open"), Profile::open);
    EXPECT_EQ(parseProfile("crash"), Profile::crash);
    EXPECT_EQ(profileName(Profile::dead), "dead");
    EXPECT_EQ(profileNames(), "calm, day, open, crash, dead");
    EXPECT_FALSE(parseProfile("none"));
    EXPECT_FALSE(parseProfile("Calm"));
}

} // namespace wavetape::feeds::market
