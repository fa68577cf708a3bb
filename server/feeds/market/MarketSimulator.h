// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/FactorModel.h"
#include "feeds/market/MarketSession.h"
#include "feeds/market/SymbolMarket.h"
#include "feeds/market/SymbolTable.h"
#include "feeds/market/TradingStatus.h"

#include <cstdint>
#include <vector>

namespace wavetape::feeds::market {

struct MarketSettings {
    uint64_t seed = 42;
    size_t symbols = 24; ///< 1 … kMaxSymbols
    Profile profile = Profile::calm;
    bool operator==(const MarketSettings &) const = default;
};

/// Who hears what happens on the market.
class MarketObserver {
public:
    virtual ~MarketObserver() = default;
    /// In order of time per symbol. Trades of a slot come before its slotEnded().
    virtual void traded(size_t symbol, const Trade &trade) = 0;
    /// Every order of `symbol` before `time` has happened; the book is that of `time`.
    virtual void slotEnded(size_t symbol, int64_t time) = 0;
    /// Comes before the trades of the slot that begins at `change.time`.
    virtual void statusChanged(size_t /*symbol*/, const StatusChange & /*change*/) { }
    /// Likewise.
    virtual void happened(const NewsItem & /*news*/) { }
};

/// A market of correlated symbols. What happens is a function of settings and simulated time alone:
/// time passes in slots of 10 ms, common factors step on a grid of 100 ms, so it does not matter in
/// how many calls it is advanced. Simulated time 0 is where live begins; the past is negative. Not
/// thread-safe.
class MarketSimulator {
public:
    static constexpr int64_t kSlot = 10'000; ///< µs
    static constexpr int64_t kGrid = 100'000;

    /// Throws std::invalid_argument for a number of symbols out of range.
    explicit MarketSimulator(const MarketSettings &settings);

    const MarketSettings &settings() const { return m_settings; }
    const std::vector<SymbolInfo> &symbols() const { return m_infos; }
    const OrderBook &book(size_t symbol) const { return m_markets[symbol].book(); }
    const StatusChange &status(size_t symbol) const { return m_halts[symbol].status; }
    const MarketMood &mood() const { return m_session.mood(); }
    /// The end of the last slot.
    int64_t now() const { return m_now; }

    /// Lives through the past, once, before the first advance(): enough for about `candles` candles
    /// of every interval up to an hour, the older the coarser; the last `candles` seconds as live.
    /// Without it the market opens at time 0. Observed are trades, and the slots of the last
    /// `candles` seconds.
    void livePast(int64_t candles, MarketObserver &observer);
    /// Lives `micros` from time 0 in coarse steps alone, for statistics over weeks.
    void liveCoarsely(int64_t micros, int64_t step, MarketObserver &observer)
    {
        coarse(micros, step, observer);
    }
    /// Lives on to the last slot that ends by `time`.
    void advance(int64_t time, MarketObserver &observer);

    /// Everything that the future depends on, between two calls of advance().
    template <typename Archive>
    void archive(Archive &archive)
    {
        m_factors.archive(archive);
        m_session.archive(archive);
        m_nights.archive(archive);
        for (SymbolMarket &market : m_markets)
            market.archive(archive);
        for (Halt &halt : m_halts)
            archive(halt);
        for (Pending &pending : m_pending)
            archive(pending);
        archive(m_open, m_level, m_now);
    }

private:
    /// Of one symbol, by its own price.
    struct Halt {
        StatusChange status;
        double reference = 0; ///< log of the price that the band is around
        int64_t ends = 0; ///< 0: none of its own
    };
    /// What a step of the grid left for the next slot to do in a book.
    struct Pending {
        double jump = 0; ///< log return
        double auction = 0; ///< seconds of trading that it gathered; 0: none
    };

    void coarse(int64_t until, int64_t step, MarketObserver &observer);
    void open();
    void stepGrid(MarketObserver &observer);
    void endNight();
    void stepHalt(size_t symbol, MarketObserver &observer);
    void report(size_t symbol, MarketObserver &observer);

    const MarketSettings m_settings;
    const std::vector<SymbolInfo> m_infos;
    FactorModel m_factors;
    MarketSession m_session;
    RandomStream m_nights;
    std::vector<SymbolMarket> m_markets;
    std::vector<Halt> m_halts;
    std::vector<Pending> m_pending;
    std::vector<Trade> m_trades;
    bool m_open = false;
    double m_level = 0; ///< mean log return of all symbols since live began
    int64_t m_now = 0;
};

} // namespace wavetape::feeds::market
