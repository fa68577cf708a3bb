// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/FactorModel.h"
#include "feeds/market/MarketProfile.h"
#include "feeds/market/SymbolMarket.h"
#include "feeds/market/SymbolTable.h"

#include <cstdint>
#include <vector>

namespace wavetape::feeds::market {

struct MarketSettings {
    uint64_t seed = 42;
    size_t symbols = 24; ///< 1 … kMaxSymbols
    Profile profile = Profile::calm;
};

/// Who hears what happens on the market.
class MarketObserver {
public:
    virtual ~MarketObserver() = default;
    /// In order of time per symbol. Trades of a slot come before its slotEnded().
    virtual void traded(size_t symbol, const Trade &trade) = 0;
    /// Every order of `symbol` before `time` has happened; the book is that of `time`.
    virtual void slotEnded(size_t symbol, int64_t time) = 0;
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

    const std::vector<SymbolInfo> &symbols() const { return m_infos; }
    const OrderBook &book(size_t symbol) const { return m_markets[symbol].book(); }
    /// The end of the last slot.
    int64_t now() const { return m_now; }

    /// Lives through the past, once, before the first advance(): enough for about `candles` candles
    /// of every interval up to an hour, the older the coarser; the last `candles` seconds as live.
    /// Without it the market opens at time 0. Observed are trades, and the slots of the last
    /// `candles` seconds.
    void livePast(int64_t candles, MarketObserver &observer);
    /// Lives on to the last slot that ends by `time`.
    void advance(int64_t time, MarketObserver &observer);

private:
    void coarse(int64_t until, int64_t step, MarketObserver &observer);
    void open();
    void report(size_t symbol, MarketObserver &observer);

    const MarketSettings m_settings;
    const std::vector<SymbolInfo> m_infos;
    FactorModel m_factors;
    std::vector<SymbolMarket> m_markets;
    std::vector<double> m_gaps; ///< the log returns over night that `open` begins with
    std::vector<Trade> m_trades;
    bool m_open = false;
    int64_t m_now = 0;
};

} // namespace wavetape::feeds::market
