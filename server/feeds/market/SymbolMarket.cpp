// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/SymbolMarket.h"

#include <algorithm>
#include <cmath>

namespace wavetape::feeds::market {

namespace {
constexpr double kTicksPerUnit = 100;
constexpr double kGrid = 0.1;

// Orders per second at activity 1. Cancellations take a share of what rests, so depth settles by
// itself.
constexpr double kLimits = 58;
constexpr double kCancels = 25;
constexpr double kMarkets = 16;
constexpr double kOrders = kLimits + kCancels + kMarkets;

constexpr double kActivitySeconds = 15;
constexpr double kActivityDeviation = 0.45;
/// Draws the price back to where it began over weeks, so that it stays a price for ever.
constexpr double kPull = 2e-7;
constexpr double kJumpSize = 0.003;
constexpr size_t kThin = 12; ///< levels below which newcomers hurry to fill a side
constexpr size_t kFewest = 3;
} // namespace

SymbolMarket::SymbolMarket(const SymbolInfo &info, uint64_t seed, uint64_t stream)
    : m_random(seed, stream)
    , m_sector(info.sector)
    , m_variance(120, 0.026)
{
    // What kind of share it is belongs to the seed too.
    m_logBase = std::log(info.price * kTicksPerUnit) + 0.02 * m_random.normal();
    m_beta = m_random.uniform(0.7, 1.4);
    m_gamma = m_random.uniform(0.7, 1.3);
    m_deviation = m_random.uniform(0.6e-4, 1.3e-4);
    m_meanSize = std::max(20.0, 15'000 / info.price) * m_random.uniform(0.7, 1.4);
    m_spacing = std::max(1.0, info.price * kTicksPerUnit * 0.4e-4);
    m_halfSpread = std::max(0.5, info.price * kTicksPerUnit * 0.35e-4);
    m_jumpsPerSecond = 1 / m_random.uniform(1500, 4500);
    m_logFair = m_logBase;
    moveFair(0);
}

void SymbolMarket::moveFair(double logReturn)
{
    m_logFair += logReturn;
    m_fair = std::max(std::exp(m_logFair), 50.0);
}

double SymbolMarket::quoteDistance() const
{
    return m_halfSpread * m_nervous;
}

int64_t SymbolMarket::orderSize(double mean)
{
    constexpr double kSpread = 1.0;
    const double size = mean * std::exp(kSpread * m_random.normal() - kSpread * kSpread / 2);
    // People like round lots.
    if (size > 60 && m_random.chance(0.6))
        return std::max<int64_t>(1, std::llround(size / 100)) * 100;
    return std::max<int64_t>(1, std::llround(size));
}

void SymbolMarket::stepCoarse(
    int64_t time, double dt, const FactorModel::Returns &returns, std::vector<Trade> &trades)
{
    constexpr int kTrades = 3;
    const double part = dt / kTrades;
    const double volume = m_meanSize * kMarkets * part;
    const double common = (m_beta * returns.market + m_gamma * returns.sectors[m_sector]) / kTrades;
    double sum = 0;
    for (int i = 0; i < kTrades; ++i) {
        const double z = m_random.normal();
        sum += z * z;
        moveFair(common + m_deviation * std::sqrt(part * m_variance.value()) * z
            - kPull * part * (m_logFair - m_logBase));
        const Side aggressor
            = m_random.chance(0.5 + 0.15 * (z > 0 ? 1 : -1)) ? Side::bid : Side::ask;
        const auto size = static_cast<int64_t>(
            1 + volume * (0.4 + m_random.exponential(0.6)) * std::sqrt(m_variance.value()));
        const auto bid = static_cast<int64_t>(std::floor(m_fair - quoteDistance()));
        const auto ask
            = std::max(bid + 1, static_cast<int64_t>(std::ceil(m_fair + quoteDistance())));
        m_book.clear();
        m_book.add(Side::bid, bid, size);
        m_book.add(Side::ask, ask, size);
        m_fills.clear();
        m_book.take(aggressor == Side::bid ? Side::ask : Side::bid, size,
            aggressor == Side::bid ? ask : bid, m_fills);
        const int64_t at = time - static_cast<int64_t>((kTrades - i - 0.5) * part * 1e6);
        trades.push_back({++m_lastId, m_fills[0].price, m_fills[0].size, aggressor, at});
    }
    m_variance.step(dt, std::sqrt(sum / kTrades));
}

void SymbolMarket::open(int64_t time)
{
    m_book.clear();
    for (size_t i = 0; i < OrderBook::kVisible + 4; ++i) {
        const double distance = quoteDistance() + static_cast<double>(i) * m_spacing;
        const double mean = m_meanSize * (2.5 + 0.12 * static_cast<double>(i));
        m_book.add(Side::bid, static_cast<int64_t>(std::floor(m_fair - distance)), orderSize(mean));
        m_book.add(
            Side::ask, static_cast<int64_t>(std::floor(m_fair + distance)) + 1, orderSize(mean));
    }
    m_next = time + static_cast<int64_t>(m_random.exponential(1e6 / kOrders));
}

void SymbolMarket::step(const FactorModel::Returns &returns, const MarketMood &mood)
{
    const double z = m_random.normal();
    const double scale = m_deviation * mood.volatility * std::sqrt(kGrid * m_variance.value());
    moveFair(m_beta * returns.market + m_gamma * returns.sectors[m_sector] + scale * z
        - kPull * kGrid * (m_logFair - m_logBase));
    m_variance.step(kGrid, z);
    if (returns.jumped)
        m_variance.raise(1.5);
    // Whoever moved the price goes on for some seconds.
    m_flow = 0.97 * m_flow + 0.12 * z;

    constexpr double kKeep = 1 - kGrid / kActivitySeconds;
    m_logActivity = kKeep * m_logActivity
        + kActivityDeviation * std::sqrt(2 * kGrid / kActivitySeconds) * m_random.normal();
    m_nervous = std::sqrt(m_variance.value()) * std::sqrt(mood.volatility);
    const double excited = std::exp(m_logActivity - kActivityDeviation * kActivityDeviation / 2);
    m_activity
        = std::min(mood.activity * excited * (0.4 + 0.62 * std::sqrt(m_variance.value())), 30.0);

    if (m_random.chance(m_jumpsPerSecond * mood.jumps * kGrid)) {
        const double down = mood.drift < 0 ? 0.75 : 0.5;
        m_pendingJump
            += (m_random.chance(down) ? -1 : 1) * (0.0015 + m_random.exponential(kJumpSize));
    }
}

void SymbolMarket::jump(double logReturn, int64_t time, std::vector<Trade> &trades)
{
    moveFair(logReturn);
    m_variance.raise(3);
    m_logActivity += 1;
    const Side stale = logReturn > 0 ? Side::ask : Side::bid;
    const Side aggressor = stale == Side::ask ? Side::bid : Side::ask;
    const auto fair = static_cast<int64_t>(std::llround(m_fair));
    // Most of those who quoted the old price withdraw in time; the quick take the rest.
    for (size_t i = m_book.levels(stale).size(); i-- > 0;) {
        const Level &level = m_book.levels(stale)[i];
        const bool late = stale == Side::ask ? level.price < fair : level.price > fair;
        if (late && m_random.chance(0.7))
            m_book.cancel(stale, i, level.size);
    }
    execute(aggressor, INT64_MAX, fair, time, trades, nullptr);
    replenish(stale);
}

void SymbolMarket::runUntil(int64_t time, std::vector<Trade> &trades)
{
    if (m_pendingJump != 0 && m_next < time) {
        const double size = m_pendingJump;
        m_pendingJump = 0;
        jump(size, m_next, trades);
    }
    while (m_next < time) {
        event(m_next, trades);
        const double wait = m_random.exponential(1e6 / (kOrders * m_activity)) + m_nextFraction;
        const auto whole = static_cast<int64_t>(wait);
        m_nextFraction = wait - static_cast<double>(whole);
        m_next += whole;
    }
}

void SymbolMarket::event(int64_t time, std::vector<Trade> &trades)
{
    const size_t fewer = std::min(m_book.levels(Side::bid).size(), m_book.levels(Side::ask).size());
    const double hurry = fewer < kThin ? 3 : 1;
    const double which = m_random.uniform() * kOrders;
    if (which < kMarkets)
        marketOrder(time, trades);
    else if (which < kMarkets + kCancels / hurry)
        cancelOrder();
    else
        limitOrder(time, trades);
}

void SymbolMarket::limitOrder(int64_t time, std::vector<Trade> &trades)
{
    // The thinner side draws more orders.
    const auto bids = static_cast<double>(m_book.levels(Side::bid).size());
    const auto asks = static_cast<double>(m_book.levels(Side::ask).size());
    const Side side = m_random.chance(asks / (bids + asks)) ? Side::bid : Side::ask;
    const double sign = side == Side::bid ? -1 : 1;
    const double deep = m_random.chance(0.4) ? m_random.exponential(1) : m_random.uniform(0, 32);
    const double wanted = m_fair + sign * (quoteDistance() + deep * m_spacing);
    const auto price = std::max<int64_t>(
        1, static_cast<int64_t>(side == Side::bid ? std::floor(wanted) : std::ceil(wanted)));
    int64_t size = orderSize(m_meanSize * (1.2 + 0.06 * std::min(deep, 20.0)));
    if (m_book.crosses(side, price))
        execute(side, size, price, time, trades, &size);
    if (size > 0 && !m_book.crosses(side, price))
        m_book.add(side, price, size);
}

void SymbolMarket::cancelOrder()
{
    const Side side = m_random.chance(0.5) ? Side::bid : Side::ask;
    const std::span<const Level> levels = m_book.levels(side);
    if (levels.size() <= kFewest)
        return;
    const double loss = side == Side::bid ? static_cast<double>(levels[0].price) - m_fair
                                          : m_fair - static_cast<double>(levels[0].price);
    // An order that would now trade at a loss goes first.
    if (loss > 0 && m_random.chance(0.6)) {
        m_book.cancel(side, 0, levels[0].size);
        return;
    }
    const size_t index = m_random.below(levels.size());
    const int64_t size = levels[index].size;
    const auto part
        = static_cast<int64_t>(std::ceil(static_cast<double>(size) * m_random.uniform(0.2, 1.1)));
    m_book.cancel(side, index, part);
}

void SymbolMarket::marketOrder(int64_t time, std::vector<Trade> &trades)
{
    const double middle = static_cast<double>(m_book.best(Side::bid) + m_book.best(Side::ask)) / 2;
    const double edge = (m_fair - middle) / (m_halfSpread + 0.5);
    const Side aggressor
        = m_random.chance(1 / (1 + std::exp(-1.3 * edge - m_flow))) ? Side::bid : Side::ask;
    // Nobody pays any price: beyond this the order goes unfilled.
    const double reach = 3 * quoteDistance() + 2 * m_spacing + 1;
    const double limit = aggressor == Side::bid ? m_fair + reach : m_fair - reach;
    execute(aggressor, orderSize(m_meanSize), static_cast<int64_t>(std::llround(limit)), time,
        trades, nullptr);
}

void SymbolMarket::execute(Side aggressor, int64_t size, int64_t limit, int64_t time,
    std::vector<Trade> &trades, int64_t *rest)
{
    const Side resting = aggressor == Side::bid ? Side::ask : Side::bid;
    m_fills.clear();
    const int64_t left = m_book.take(resting, size, limit, m_fills);
    if (rest)
        *rest = left;
    for (const Level &fill : m_fills)
        trades.push_back({++m_lastId, fill.price, fill.size, aggressor, time});
    if (m_book.levels(resting).size() < kFewest)
        replenish(resting);
}

void SymbolMarket::replenish(Side side)
{
    const double sign = side == Side::bid ? -1 : 1;
    for (size_t i = 0; m_book.levels(side).size() < kFewest + 2; ++i) {
        const double wanted
            = m_fair + sign * (2 * quoteDistance() + static_cast<double>(i) * m_spacing * 1.5 + 1);
        const auto price
            = static_cast<int64_t>(side == Side::bid ? std::floor(wanted) : std::ceil(wanted));
        if (!m_book.crosses(side, price))
            m_book.add(side, price, orderSize(m_meanSize * 1.5));
    }
}

} // namespace wavetape::feeds::market
