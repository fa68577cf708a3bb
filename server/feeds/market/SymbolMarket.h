// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/FactorModel.h"
#include "feeds/market/JumpProcess.h"
#include "feeds/market/LogVolatility.h"
#include "feeds/market/OrderBook.h"
#include "feeds/market/OrderSizes.h"
#include "feeds/market/RandomStream.h"

#include <array>
#include <cstdint>
#include <vector>

namespace wavetape::feeds::market {

struct Trade {
    uint64_t id = 0; ///< per symbol from 1
    int64_t price = 0; ///< ticks
    int64_t size = 0;
    Side aggressor = Side::bid; ///< bid: a buyer took from the asks
    int64_t time = 0; ///< simulated µs
    bool auction = false; ///< an auction's single trade
};

/// One symbol: a fair price that nobody sees, and the orders that people place around what they
/// believe it to be. Limit, cancel and market orders arrive at random, more of them when the market
/// is nervous; trades happen where an order meets the book, nowhere else. A market order moves the
/// fair price by what it was not expected to do, in proportion to the root of its size. Its random
/// numbers are its own. Not thread-safe.
class SymbolMarket {
public:
    static constexpr int kPriceDecimals = 2; ///< a tick is 0.01

    /// `place`, 0 … 1: how busy it is among all symbols.
    SymbolMarket(const SymbolInfo &info, uint64_t seed, uint64_t stream, double place);

    const OrderBook &book() const { return m_book; }
    double fairTicks() const { return m_fair; }
    /// Of the fair price, since the simulation began.
    double logReturn() const { return m_logFair - m_logBase; }
    /// Matching rests: orders come and go, but none trades.
    bool calling() const { return m_calling; }

    /// The distant past, a step that ends at `time`: three trades, the step's high, low and close,
    /// with the best orders of a book that is drawn anew for each.
    void stepCoarse(int64_t time, const LogVolatility::Step &step,
        const FactorModel::Returns &returns, std::vector<Trade> &trades);
    /// Fills the book and begins with single orders at `time`. Once, after the coarse steps.
    void open(int64_t time);
    /// A step of the grid: moves the fair price by the returns of the last 100 ms and sets how many
    /// orders come. Returns the symbol's own jump in it, 0: none.
    double step(const FactorModel::Returns &returns, const MarketMood &mood);
    /// Shifts the fair price at once; the book follows by trades and cancellations at `time`.
    void jump(double logReturn, int64_t time, std::vector<Trade> &trades);
    /// Ends or resumes matching; nothing trades by that.
    void setCalling(bool calling) { m_calling = calling; }
    /// The auction's single trade at the fair price: what `seconds` of ordinary trading would be.
    void uncross(double seconds, int64_t time, std::vector<Trade> &trades);
    /// Orders that arrive before `time`.
    void runUntil(int64_t time, std::vector<Trade> &trades);

    template <typename Archive>
    void archive(Archive &archive)
    {
        m_random.archive(archive);
        m_volatility.archive(archive);
        m_jumps.archive(archive);
        m_book.archive(archive);
        for (Parent &parent : m_parents)
            archive(parent.sign, parent.left);
        archive(m_lastId, m_logFair, m_fair, m_ownSum, m_ownVariance, m_nervous, m_spread, m_depth,
            m_logActivity, m_activity, m_trading, m_impact, m_calling, m_next, m_nextFraction);
    }

private:
    /// A large order that somebody works off in small ones.
    struct Parent {
        double sign = 1;
        int64_t left = 0; ///< children to come
    };
    static constexpr size_t kParents = 3;

    void moveFair(double logReturn);
    void renewVolatility(const LogVolatility::Step &step, const FactorModel::Returns &returns,
        const MarketMood &mood);
    void flee(double share);
    void event(int64_t time, std::vector<Trade> &trades);
    void limitOrder(int64_t time, std::vector<Trade> &trades);
    void cancelOrder();
    void marketOrder(int64_t time, std::vector<Trade> &trades);
    void execute(Side aggressor, int64_t size, int64_t limit, int64_t time,
        std::vector<Trade> &trades, int64_t *rest);
    void replenish(Side side);
    void renewParent(Parent &parent);
    double pastShares(double seconds); ///< that trade within a step of the past
    double imbalance() const; ///< of the best sizes, -1 … 1
    double quoteDistance() const; ///< ticks from the fair price to a new best order

    RandomStream m_random;
    RandomStream m_pastOrders; ///< how many came in the past; nothing of what is live hangs on it
    double m_pastActivity = 0; ///< as m_logActivity
    OrderBook m_book;
    std::vector<Level> m_fills;
    uint64_t m_lastId = 0;

    // What kind of share it is.
    size_t m_sector;
    double m_logBase;
    double m_beta;
    double m_gamma; ///< share in the sector's moves
    double m_deviation; ///< of its own log return, per square root of a second
    double m_usualVariance; ///< of its whole log return, per second
    double m_busy; ///< orders relative to the mean symbol's
    OrderSizes m_sizes;
    double m_spacing; ///< ticks between levels
    double m_halfSpread;

    double m_logFair;
    double m_fair = 0; ///< ticks
    LogVolatility m_volatility;
    JumpProcess m_jumps;
    double m_ownSum = 0; ///< own moves since the volatility stepped, log return
    double m_ownVariance = 0; ///< of them, per second, now
    double m_nervous = 1; ///< standard deviation now, in units of the usual
    double m_spread = 1;
    double m_depth = 1;
    double m_logActivity = 0;
    double m_activity = 1;
    double m_trading = 1;
    double m_impact = 0; ///< log return by an unexpected market order of the mean size
    std::array<Parent, kParents> m_parents;
    bool m_calling = false;
    int64_t m_next = 0; ///< when the next order arrives
    double m_nextFraction = 0;
};

} // namespace wavetape::feeds::market
