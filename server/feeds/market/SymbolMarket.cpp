// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/SymbolMarket.h"

#include <algorithm>
#include <cmath>

namespace wavetape::feeds::market {

namespace {
constexpr double kTicksPerUnit = 100;
constexpr double kGrid = FactorModel::kGridSeconds;

// Orders per second of the mean symbol at activity 1. Cancellations take a share of what rests, so
// depth settles by itself.
constexpr double kLimits = 72;
constexpr double kCancels = 35;
constexpr double kMarkets = 18.5;
constexpr double kOrders = kLimits + kCancels + kMarkets;
constexpr double kMostActive = 12;

constexpr double kBusySpread = 0.9; ///< of the logarithm of how busy symbols are
constexpr double kActivitySeconds = 15;
constexpr double kActivityDeviation = 0.4;
constexpr double kActivityPower = 0.65; ///< of volatility
/// Draws the price back to where it began over weeks, so that it stays a price for ever.
constexpr double kPull = 2e-7;
constexpr double kLogVariance = 0.54; ///< of the own log volatility, besides the market's share
constexpr double kJumpsPerSecond = 1.0 / 3000;
constexpr double kReasons = 0.008; ///< share of jumps with a reason
constexpr double kExcitement = 0.35; ///< of the log volatility, by a jump
constexpr size_t kThin = 22; ///< levels below which newcomers hurry to fill a side
constexpr size_t kFewest = 3;

constexpr uint64_t kPastStreams = 1 << 20; ///< ids of random streams
constexpr double kMostDrawn = 4; ///< orders whose sizes stand for those of a step of the past

constexpr double kParentExponent = 1.5; ///< of the number of children
constexpr double kFromParents = 0.84; ///< share of market orders
constexpr double kImpactShare = 0.9; ///< of its own variance that orders make
constexpr double kPatience = 0.35; ///< ticks that a quote may lose before it is withdrawn

/// The quantile of the normal law, roughly (Tukey's lambda).
double normalQuantile(double p)
{
    return (numeric::power(p, 0.14) - numeric::power(1 - p, 0.14)) * 4.91;
}
} // namespace

SymbolMarket::SymbolMarket(const SymbolInfo &info, uint64_t seed, uint64_t stream, double place)
    : m_random(seed, stream)
    , m_pastOrders(seed, stream + kPastStreams)
    , m_sector(info.sector)
    , m_logBase(numeric::log(info.price * kTicksPerUnit) + 0.02 * m_random.normal())
    , m_beta(m_random.uniform(0.7, 1.3))
    , m_gamma(m_random.uniform(0.7, 1.3))
    , m_deviation(m_random.uniform(0.66e-4, 0.98e-4))
    , m_sizes(info.price)
    , m_spacing(std::max(1.0, info.price * kTicksPerUnit * 0.4e-4))
    , m_volatility(kLogVariance, m_random)
    , m_jumps(kJumpsPerSecond, kReasons)
{
    // What kind of share it is belongs to the seed too.
    m_busy = numeric::exp(
        kBusySpread * normalQuantile(0.02 + 0.96 * place) - 0.9 * kBusySpread * kBusySpread / 2);
    m_halfSpread = info.price * kTicksPerUnit * (0.3e-4 + 0.2e-4 * std::min(info.price / 100, 1.0))
        * numeric::power(m_busy, -0.1);
    // The variance of an ordinary hour: market and sector as FactorModel has them on average.
    m_usualVariance
        = m_beta * m_beta * 0.3025e-8 + m_gamma * m_gamma * 0.1089e-8 + m_deviation * m_deviation;
    m_ownVariance = m_deviation * m_deviation;
    m_logFair = m_logBase;
    moveFair(0);
    for (Parent &parent : m_parents)
        renewParent(parent);
}

void SymbolMarket::moveFair(double logReturn)
{
    m_logFair += logReturn;
    m_fair = std::max(numeric::exp(m_logFair), 50.0);
}

double SymbolMarket::quoteDistance() const
{
    return m_halfSpread * m_nervous * m_spread;
}

void SymbolMarket::renewParent(Parent &parent)
{
    parent.sign = m_random.chance(0.5) ? 1 : -1;
    parent.left = static_cast<int64_t>(std::min(m_random.pareto(kParentExponent), 20'000.0));
}

void SymbolMarket::renewVolatility(
    const LogVolatility::Step &step, const FactorModel::Returns &returns, const MarketMood &mood)
{
    const double z = m_ownSum / std::sqrt(m_ownVariance * step.seconds);
    m_volatility.step(step, std::clamp(z, -4.0, 4.0), m_random);
    m_ownSum = 0;
    const double own
        = m_deviation * mood.volatility * numeric::exp(m_volatility.value(step) + returns.shared);
    m_ownVariance = own * own;
    const double whole = m_beta * m_beta * returns.marketVariance
        + m_gamma * m_gamma * returns.sectorVariance + m_ownVariance;
    const double ratio = whole / m_usualVariance;
    m_nervous = std::sqrt(ratio);
    m_activity = 1.06 * numeric::power(ratio, kActivityPower / 2);
}

void SymbolMarket::stepCoarse(int64_t time, const LogVolatility::Step &step,
    const FactorModel::Returns &returns, std::vector<Trade> &trades)
{
    renewVolatility(step, returns, {});
    const double own = std::sqrt(m_ownVariance * step.seconds) * m_random.normal();
    const double jump = m_jumps.draw(m_random, step.seconds, 1, std::sqrt(m_nervous), 0.5);
    if (jump != 0)
        m_volatility.excite(kExcitement);
    m_ownSum += own;
    const double move = m_beta * returns.market + m_gamma * returns.sectors[m_sector] + own + jump
        - kPull * step.seconds * (m_logFair - m_logBase);
    // The extremes of a Brownian path between its ends.
    const double spread = 2 * m_nervous * m_nervous * m_usualVariance * step.seconds;
    const auto extreme = [&](double sign) {
        return 0.5 * (move + sign * std::sqrt(move * move + spread * m_random.exponential(1)));
    };
    const double from = m_logFair;
    const double high = extreme(1);
    const double low = extreme(-1);
    const bool lowFirst = m_random.chance(move > 0 ? 0.7 : 0.3);
    const double path[] = {lowFirst ? low : high, lowFirst ? high : low, move};
    const double usual = pastShares(step.seconds) / 3;
    for (size_t i = 0; i < std::size(path); ++i) {
        m_logFair = from + path[i];
        moveFair(0);
        const bool up = i == 0 ? path[0] > 0 : path[i] > path[i - 1];
        const Side aggressor = up ? Side::bid : Side::ask;
        const auto size = static_cast<int64_t>(1 + usual * (0.75 + 0.5 * m_random.uniform()));
        const auto bid = static_cast<int64_t>(std::floor(m_fair - quoteDistance()));
        const auto ask
            = std::max(bid + 1, static_cast<int64_t>(std::ceil(m_fair + quoteDistance())));
        m_book.clear();
        m_book.add(Side::bid, bid, size);
        m_book.add(Side::ask, ask, size);
        m_fills.clear();
        m_book.take(aggressor == Side::bid ? Side::ask : Side::bid, size,
            aggressor == Side::bid ? ask : bid, m_fills);
        const int64_t at
            = time - static_cast<int64_t>((2.5 - static_cast<double>(i)) / 3 * step.seconds * 1e6);
        trades.push_back({++m_lastId, m_fills[0].price, m_fills[0].size, aggressor, at});
    }
}

/// Volume has the noise that live orders give it: they come in gusts, and a few large ones outweigh
/// the rest.
double SymbolMarket::pastShares(double seconds)
{
    const double times = seconds / kActivitySeconds;
    const double keep = numeric::exp(-times);
    m_pastActivity = keep * m_pastActivity
        + kActivityDeviation * std::sqrt(1 - keep * keep) * m_pastOrders.normal();
    // The mean of a gust over the step varies less than the gust.
    const double calmed = 2 / times * (1 - (1 - keep) / times);
    const double activity = numeric::exp(
        std::sqrt(calmed) * m_pastActivity - calmed * kActivityDeviation * kActivityDeviation / 2);
    const double orders
        = kMarkets * m_busy * std::min(m_activity * activity, kMostActive) * seconds;
    const double drawn = std::clamp(std::floor(orders), 1.0, kMostDrawn);
    double shares = 0;
    for (double i = 0; i < drawn; ++i)
        shares += static_cast<double>(m_sizes.draw(m_pastOrders)) - m_sizes.mean();
    const double usual = orders * m_sizes.mean();
    return std::max(usual + std::sqrt(orders / drawn) * shares, usual / 10);
}

void SymbolMarket::open(int64_t time)
{
    m_book.clear();
    for (size_t i = 0; i < OrderBook::kVisible + 4; ++i) {
        const double distance = quoteDistance() + static_cast<double>(i) * m_spacing;
        const double scale = i < 10 ? 2.5 : 1.2;
        m_book.add(Side::bid, static_cast<int64_t>(std::floor(m_fair - distance)),
            m_sizes.draw(m_random, scale));
        m_book.add(Side::ask, static_cast<int64_t>(std::floor(m_fair + distance)) + 1,
            m_sizes.draw(m_random, scale));
    }
    m_next = time + static_cast<int64_t>(m_random.exponential(1e6 / (kOrders * m_busy)));
}

double SymbolMarket::step(const FactorModel::Returns &returns, const MarketMood &mood)
{
    if (returns.renewed) {
        renewVolatility(FactorModel::liveStep(), returns, mood);
        constexpr double kKeep = 1 - 1 / kActivitySeconds;
        static const double renew = kActivityDeviation * std::sqrt(1 - kKeep * kKeep);
        m_logActivity = kKeep * m_logActivity + renew * m_random.normal();
        m_activity = m_busy * mood.activity
            * std::min(m_activity
                    * numeric::exp(m_logActivity - kActivityDeviation * kActivityDeviation / 2),
                kMostActive);
        m_trading = mood.trading;
        m_spread = mood.spread;
        if (mood.depth < 0.9 * m_depth)
            flee(1 - mood.depth / m_depth);
        m_depth = mood.depth;
        const double perSecond = kMarkets * m_activity * m_trading;
        m_impact = std::sqrt(kImpactShare * m_ownVariance / perSecond);
    }
    const double own = std::sqrt((1 - kImpactShare) * m_ownVariance * kGrid) * m_random.normal();
    const double jump = m_jumps.draw(
        m_random, kGrid, mood.jumps, std::sqrt(m_nervous), mood.drift < 0 ? 0.7 : 0.5);
    m_ownSum += own;
    moveFair(m_beta * returns.market + m_gamma * returns.sectors[m_sector] + own
        - kPull * kGrid * (m_logFair - m_logBase));
    if (jump != 0)
        m_volatility.excite(kExcitement);
    return jump;
}

/// Whoever rests in the book withdraws `share` of it.
void SymbolMarket::flee(double share)
{
    for (const Side side : {Side::bid, Side::ask}) {
        for (size_t i = m_book.levels(side).size(); i-- > 0;) {
            const int64_t size = m_book.levels(side)[i].size;
            m_book.cancel(side, i,
                std::min(size - 1, static_cast<int64_t>(static_cast<double>(size) * share)));
        }
    }
}

void SymbolMarket::jump(double logReturn, int64_t time, std::vector<Trade> &trades)
{
    moveFair(logReturn);
    m_logActivity += std::min(std::abs(logReturn) * 300, 1.0);
    if (m_calling)
        return;
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

void SymbolMarket::uncross(double seconds, int64_t time, std::vector<Trade> &trades)
{
    const auto price = std::max<int64_t>(2, std::llround(m_fair));
    for (const Side side : {Side::bid, Side::ask}) {
        while (!m_book.empty(side)
            && (side == Side::bid ? m_book.best(side) >= price : m_book.best(side) <= price))
            m_book.cancel(side, 0, m_book.levels(side)[0].size);
    }
    const double mean = m_sizes.mean() * kMarkets * m_busy * seconds;
    const int64_t size
        = std::max<int64_t>(1, std::llround(mean * m_random.uniform(0.7, 1.3) / 100)) * 100;
    m_book.add(Side::ask, price, size);
    const size_t before = trades.size();
    execute(Side::bid, size, price, time, trades, nullptr);
    for (size_t i = before; i < trades.size(); ++i)
        trades[i].auction = true;
    replenish(Side::bid);
    replenish(Side::ask);
}

void SymbolMarket::runUntil(int64_t time, std::vector<Trade> &trades)
{
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
    if (which < kMarkets) {
        if (!m_calling && (m_trading >= 1 || m_random.chance(m_trading)))
            marketOrder(time, trades);
    } else if (which < kMarkets + kCancels / hurry) {
        cancelOrder();
    } else {
        limitOrder(time, trades);
    }
}

double SymbolMarket::imbalance() const
{
    if (m_book.empty(Side::bid) || m_book.empty(Side::ask))
        return 0;
    const auto bid = static_cast<double>(m_book.levels(Side::bid)[0].size);
    const auto ask = static_cast<double>(m_book.levels(Side::ask)[0].size);
    return (bid - ask) / (bid + ask);
}

void SymbolMarket::limitOrder(int64_t time, std::vector<Trade> &trades)
{
    // The thinner side draws more orders.
    const auto bids = static_cast<double>(m_book.levels(Side::bid).size());
    const auto asks = static_cast<double>(m_book.levels(Side::ask).size());
    const Side side = m_random.chance(asks / (bids + asks)) ? Side::bid : Side::ask;
    const double sign = side == Side::bid ? -1 : 1;
    // Most come some levels behind the best.
    const double which = m_random.uniform();
    double deep = 0;
    if (which < 0.6)
        deep = m_random.exponential(2.2) + m_random.exponential(2.2);
    else if (which < 0.8)
        deep = m_random.uniform(6, 32);
    const double wanted = m_fair + sign * (quoteDistance() + deep * m_spacing);
    const auto price = std::max<int64_t>(
        1, static_cast<int64_t>(side == Side::bid ? std::floor(wanted) : std::ceil(wanted)));
    double scale = deep > 12 ? 0.8 : 1.6;
    if (deep < 1.5) {
        // Where the price is about to go away, people rest more.
        const double middle
            = static_cast<double>(m_book.best(Side::bid) + m_book.best(Side::ask)) / 2;
        scale *= std::clamp(1 - sign * (m_fair - middle) / (m_halfSpread + 0.5), 0.4, 2.2);
    }
    int64_t size = m_sizes.draw(m_random, scale);
    if (m_depth < 1)
        size = std::max<int64_t>(1, static_cast<int64_t>(static_cast<double>(size) * m_depth));
    if (m_book.crosses(side, price)) {
        if (m_calling || m_trading < 1)
            return;
        execute(side, size, price, time, trades, &size);
    }
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
    if (loss > std::max(kPatience, 0.6 * m_halfSpread) && m_random.chance(0.6)) {
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
    const double buy
        = 1 / (1 + numeric::exp(std::clamp(-1.6 * edge - 1.2 * imbalance(), -30.0, 30.0)));
    double expected = 0;
    for (const Parent &parent : m_parents)
        expected += parent.sign;
    expected = kFromParents * expected / kParents + (1 - kFromParents) * (2 * buy - 1);
    double sign = 0;
    if (m_random.chance(kFromParents)) {
        Parent &parent = m_parents[m_random.below(kParents)];
        sign = parent.sign;
        if (--parent.left <= 0)
            renewParent(parent);
    } else {
        sign = m_random.chance(buy) ? 1 : -1;
    }
    const Side aggressor = sign > 0 ? Side::bid : Side::ask;
    // Nobody pays any price: beyond this the order goes unfilled.
    const double reach = 3 * quoteDistance() + 2 * m_spacing + 1;
    const int64_t size = m_sizes.draw(m_random);
    execute(aggressor, size, static_cast<int64_t>(std::llround(m_fair + sign * reach)), time,
        trades, nullptr);
    const double move = m_impact * m_sizes.impact(size) * (sign - expected);
    m_ownSum += move;
    moveFair(move);
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
            m_book.add(side, price, m_sizes.draw(m_random));
    }
}

} // namespace wavetape::feeds::market
