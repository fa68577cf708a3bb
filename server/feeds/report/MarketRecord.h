// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/MarketSimulator.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace wavetape::feeds::report {

/// What was seen of one symbol, from trades and from its book once a second.
struct SymbolRecord {
    std::vector<int64_t> prices; ///< ticks of the last trade, at the end of each second
    std::vector<double> volumes; ///< shares per minute
    std::vector<double> spreads; ///< ticks, each second
    std::vector<double> signs; ///< of trades in their order: 1 a buyer's, -1 a seller's
    std::vector<double> sizes; ///< of trades, shares
    uint64_t trades = 0;
    std::vector<int64_t> news; ///< seconds at which there was some
    uint64_t halts = 0;
    std::array<double, market::OrderBook::kVisible> depth {}; ///< mean size by level, both sides

    /// Best-size imbalance each 100 ms against the direction of the next move of the middle.
    struct Lean {
        double n = 0, x = 0, xx = 0, y = 0, xy = 0;
    } lean;

    /// The middle so many market orders after one, by its size: fills at one time make one order.
    static constexpr std::array<size_t, 3> kLags {20, 50, 100};
    static constexpr size_t kSizes = 12;
    struct Response {
        double n = 0, size = 0;
        std::array<double, kLags.size()> moves {}; ///< log returns in the order's direction
    };
    std::array<Response, kSizes> responses {};
};

/// Writes down what happens while a market lives. The past, where there is one, is kept apart.
class MarketRecord final : public market::MarketObserver {
public:
    /// Signs and sizes are kept of so many trades a symbol.
    static constexpr size_t kTradesKept = 300'000;

    explicit MarketRecord(const market::MarketSimulator &simulator);

    void traded(size_t symbol, const market::Trade &trade) override;
    void slotEnded(size_t symbol, int64_t time) override;
    void statusChanged(size_t symbol, const market::StatusChange &change) override;
    void happened(const market::NewsItem &news) override;

    /// Each trade and each second's best quotes go there too, as comma-separated values.
    void dumpTo(std::FILE *file) { m_dump = file; }

    const std::vector<SymbolRecord> &symbols() const { return m_symbols; }
    /// The past, with prices of each minute's end in `prices`.
    const std::vector<SymbolRecord> &past() const { return m_past; }

private:
    struct Order {
        double sign = 0, size = 0, before = 0; ///< log of the middle
    };
    struct State {
        int64_t lastPrice = 0;
        double volume = 0;
        double bid = 0, ask = 0;
        double middle = 0; ///< of the last slot
        int64_t orderTime = -1; ///< ms
        double orderSign = 0;
        std::array<Order, 128> orders;
        uint64_t orderCount = 0;
        int64_t pastMinute = INT64_MIN;
        // Since the middle last moved.
        double waiting = 0, waitingX = 0, waitingXX = 0, gridMiddle = 0;
    };
    void closeOrder(size_t symbol);
    void second(size_t symbol, const market::OrderBook &book);
    void grid(SymbolRecord &record, State &state, const market::OrderBook &book);

    const market::MarketSimulator &m_simulator;
    std::vector<SymbolRecord> m_symbols;
    std::vector<SymbolRecord> m_past;
    std::vector<State> m_states;
    std::FILE *m_dump = nullptr;
};

} // namespace wavetape::feeds::report
