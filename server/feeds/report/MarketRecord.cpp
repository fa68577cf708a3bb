// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/report/MarketRecord.h"

#include "feeds/market/MarketTime.h"

#include <algorithm>
#include <cinttypes>
#include <cmath>

namespace wavetape::feeds::report {

using market::kMinute;
using market::kSecond;

using market::OrderBook;
using market::Side;

namespace {

int64_t floorDivide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}
} // namespace

MarketRecord::MarketRecord(const market::MarketSimulator &simulator)
    : m_simulator(simulator)
    , m_symbols(simulator.symbols().size())
    , m_past(simulator.symbols().size())
    , m_states(simulator.symbols().size())
{
}

void MarketRecord::traded(size_t symbol, const market::Trade &trade)
{
    State &state = m_states[symbol];
    if (trade.time < 0) {
        SymbolRecord &past = m_past[symbol];
        const int64_t minute = floorDivide(trade.time, kMinute);
        if (minute != state.pastMinute) {
            if (state.lastPrice != 0) {
                past.prices.push_back(state.lastPrice);
                past.volumes.push_back(state.volume);
            }
            state.volume = 0;
            state.pastMinute = minute;
        }
        state.lastPrice = trade.price;
        state.volume += static_cast<double>(trade.size);
        return;
    }
    SymbolRecord &record = m_symbols[symbol];
    const double sign = trade.aggressor == Side::bid ? 1 : -1;
    ++record.trades;
    state.lastPrice = trade.price;
    state.volume += static_cast<double>(trade.size);
    if (record.signs.size() < kTradesKept) {
        record.signs.push_back(sign);
        record.sizes.push_back(static_cast<double>(trade.size));
    }
    // As a reader of the wire sees it, in milliseconds.
    const int64_t ms = trade.time / 1000;
    if (ms != state.orderTime || sign != state.orderSign) {
        closeOrder(symbol);
        state.orderTime = ms;
        state.orderSign = sign;
        state.orders[state.orderCount % state.orders.size()] = {sign, 0, state.middle};
    }
    state.orders[state.orderCount % state.orders.size()].size += static_cast<double>(trade.size);
    if (m_dump)
        std::fprintf(m_dump, "T,%zu,%" PRId64 ",%" PRId64 ",%" PRId64 ",%d,%.0f,%.0f\n", symbol, ms,
            trade.price, trade.size, sign > 0 ? 1 : -1, state.bid, state.ask);
}

/// Another order begins: what came of those before it is seen in the middle now.
void MarketRecord::closeOrder(size_t symbol)
{
    State &state = m_states[symbol];
    if (state.orderTime < 0)
        return;
    ++state.orderCount;
    for (size_t k = 0; k < SymbolRecord::kLags.size(); ++k) {
        const size_t lag = SymbolRecord::kLags[k];
        if (state.orderCount < lag)
            continue;
        const Order &order = state.orders[(state.orderCount - lag) % state.orders.size()];
        if (order.before == 0)
            continue;
        const auto bin = std::min<size_t>(
            static_cast<size_t>(std::log2(order.size)), SymbolRecord::kSizes - 1);
        SymbolRecord::Response &response = m_symbols[symbol].responses[bin];
        response.moves[k] += order.sign * (state.middle - order.before);
        if (k == 0) {
            ++response.n;
            response.size += order.size;
        }
    }
}

void MarketRecord::slotEnded(size_t symbol, int64_t time)
{
    if (time <= 0)
        return;
    const OrderBook &book = m_simulator.book(symbol);
    State &state = m_states[symbol];
    state.bid = static_cast<double>(book.best(Side::bid));
    state.ask = static_cast<double>(book.best(Side::ask));
    state.middle = std::log((state.bid + state.ask) / 2);
    if (time % market::MarketSimulator::kGrid == 0)
        grid(m_symbols[symbol], state, book);
    if (time % kSecond == 0)
        second(symbol, book);
    if (time % kMinute == 0) {
        m_symbols[symbol].volumes.push_back(state.volume);
        state.volume = 0;
    }
}

void MarketRecord::statusChanged(size_t symbol, const market::StatusChange &change)
{
    m_symbols[symbol].halts += change.status == market::TradingStatus::halted ? 1 : 0;
}

void MarketRecord::happened(const market::NewsItem &news)
{
    for (size_t i = 0; i < m_symbols.size(); ++i) {
        if (news.symbol.value_or(i) == i)
            m_symbols[i].news.push_back(news.time / kSecond);
    }
}

void MarketRecord::grid(SymbolRecord &record, State &state, const OrderBook &book)
{
    if (state.gridMiddle != 0 && state.middle != state.gridMiddle) {
        const double direction = state.middle > state.gridMiddle ? 1 : -1;
        record.lean.n += state.waiting;
        record.lean.x += state.waitingX;
        record.lean.xx += state.waitingXX;
        record.lean.y += direction * state.waiting;
        record.lean.xy += direction * state.waitingX;
        state.waiting = state.waitingX = state.waitingXX = 0;
    }
    state.gridMiddle = state.middle;
    const auto bid = static_cast<double>(book.levels(Side::bid)[0].size);
    const auto ask = static_cast<double>(book.levels(Side::ask)[0].size);
    const double x = (bid - ask) / (bid + ask);
    ++state.waiting;
    state.waitingX += x;
    state.waitingXX += x * x;
}

void MarketRecord::second(size_t symbol, const OrderBook &book)
{
    SymbolRecord &record = m_symbols[symbol];
    State &state = m_states[symbol];
    if (state.lastPrice == 0)
        state.lastPrice = book.best(Side::bid);
    record.prices.push_back(state.lastPrice);
    record.spreads.push_back(state.ask - state.bid);
    for (const Side side : {Side::bid, Side::ask}) {
        const auto levels = book.visible(side);
        for (size_t i = 0; i < levels.size(); ++i)
            record.depth[i] += static_cast<double>(levels[i].size);
    }
}

} // namespace wavetape::feeds::report
