// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/FactorModel.h"
#include "feeds/market/OrderBook.h"
#include "feeds/market/RandomStream.h"

#include <cstdint>
#include <vector>

namespace wavetape::feeds::market {

struct Trade {
    uint64_t id = 0; ///< per symbol from 1
    int64_t price = 0; ///< ticks
    int64_t size = 0;
    Side aggressor = Side::bid; ///< bid: a buyer took from the asks
    int64_t time = 0; ///< simulated µs
};

/// One symbol: a fair price that nobody sees, and the orders that people place around what they
/// believe it to be. Limit, cancel and market orders arrive at random, more of them when the market
/// is nervous; trades happen where an order meets the book, nowhere else. Its random numbers are
/// its own. Not thread-safe.
class SymbolMarket {
public:
    static constexpr int kPriceDecimals = 2; ///< a tick is 0.01

    SymbolMarket(const SymbolInfo &info, uint64_t seed, uint64_t stream);

    const OrderBook &book() const { return m_book; }
    double fairTicks() const { return m_fair; }

    /// The distant past, `dt` seconds that end at `time`: three trades with the best orders of a
    /// book that is drawn anew for each.
    void stepCoarse(
        int64_t time, double dt, const FactorModel::Returns &returns, std::vector<Trade> &trades);
    /// Fills the book and begins with single orders at `time`. Once, after the coarse steps.
    void open(int64_t time);
    /// A step of the grid: moves the fair price by the returns of the last 100 ms and sets how many
    /// orders come.
    void step(const FactorModel::Returns &returns, const MarketMood &mood);
    /// Shifts the fair price at once; the book follows by trades and cancellations at `time`.
    void jump(double logReturn, int64_t time, std::vector<Trade> &trades);
    /// Orders that arrive before `time`.
    void runUntil(int64_t time, std::vector<Trade> &trades);

private:
    void moveFair(double logReturn);
    void event(int64_t time, std::vector<Trade> &trades);
    void limitOrder(int64_t time, std::vector<Trade> &trades);
    void cancelOrder();
    void marketOrder(int64_t time, std::vector<Trade> &trades);
    void execute(Side aggressor, int64_t size, int64_t limit, int64_t time,
        std::vector<Trade> &trades, int64_t *rest);
    void replenish(Side side);
    int64_t orderSize(double mean);
    double quoteDistance() const; ///< ticks from the fair price to a new best order

    RandomStream m_random;
    OrderBook m_book;
    std::vector<Level> m_fills;
    uint64_t m_lastId = 0;

    size_t m_sector;
    double m_logBase;
    double m_logFair;
    double m_fair = 0; ///< ticks
    double m_beta;
    double m_gamma; ///< share in the sector's moves
    double m_deviation; ///< of its own log return, per square root of a second
    ClusteringVariance m_variance;
    double m_meanSize; ///< of a market order
    double m_spacing; ///< ticks between levels
    double m_halfSpread;
    double m_jumpsPerSecond;

    double m_logActivity = 0;
    double m_activity = 1;
    double m_nervous = 1; ///< standard deviation now, in units of the long run's
    double m_flow = 0; ///< who is in the majority, buyers (> 0) or sellers
    double m_pendingJump = 0;
    int64_t m_next = 0; ///< when the next order arrives
    double m_nextFraction = 0;
};

} // namespace wavetape::feeds::market
