// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketSimulator.h"

#include "feeds/market/MarketTime.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace wavetape::feeds::market {

namespace {
constexpr size_t kStepsAtOnce = 64;
constexpr uint64_t kNightStream = 1'000'000;

constexpr double kBand = 0.05; ///< log return within which a symbol trades
constexpr double kBandSeconds = 300; ///< how long prices count for its middle
constexpr int64_t kHaltTime = 300 * kSecond;
// What an auction gathers, in seconds of ordinary trading.
constexpr double kOpeningTrade = 300;
constexpr double kHaltTrade = 60;
constexpr double kClosingTrade = 900;

/// 0 … 1, evenly spread over the symbols however many there are (van der Corput), turned by seed.
double place(size_t symbol, uint64_t seed)
{
    double value = static_cast<double>(seed % 16) / 16 + 1.0 / 32;
    double digit = 0.5;
    for (size_t rest = symbol; rest > 0; rest /= 2, digit /= 2)
        value += static_cast<double>(rest % 2) * digit;
    return value < 1 ? value : value - 1;
}
} // namespace

MarketSimulator::MarketSimulator(const MarketSettings &settings)
    : m_settings(settings)
    , m_infos(makeSymbols(settings.symbols))
    , m_factors(settings.seed)
    , m_session(settings.profile, settings.seed)
    , m_nights(settings.seed, kNightStream)
    , m_halts(m_infos.size())
    , m_pending(m_infos.size())
{
    if (settings.symbols < 1 || settings.symbols > kMaxSymbols)
        throw std::invalid_argument("the market has 1 to 500 symbols");
    m_markets.reserve(m_infos.size());
    for (size_t i = 0; i < m_infos.size(); ++i)
        m_markets.emplace_back(m_infos[i], settings.seed, i + 1, place(i, settings.seed));
}

void MarketSimulator::report(size_t symbol, MarketObserver &observer)
{
    for (const Trade &trade : m_trades)
        observer.traded(symbol, trade);
    m_trades.clear();
}

void MarketSimulator::coarse(int64_t until, int64_t step, MarketObserver &observer)
{
    const LogVolatility::Step volatility(static_cast<double>(step) / kSecond);
    std::vector<FactorModel::Returns> returns;
    while (m_now + step <= until) {
        // Many steps of one symbol, then of the next: each symbol's memory is fetched once.
        returns.clear();
        while (returns.size() < kStepsAtOnce
            && m_now + (static_cast<int64_t>(returns.size()) + 1) * step <= until)
            returns.push_back(m_factors.stepCoarse(volatility));
        for (size_t i = 0; i < m_markets.size(); ++i) {
            int64_t time = m_now;
            for (const FactorModel::Returns &common : returns)
                m_markets[i].stepCoarse(time += step, volatility, common, m_trades);
            report(i, observer);
        }
        m_now += static_cast<int64_t>(returns.size()) * step;
    }
}

void MarketSimulator::livePast(int64_t candles, MarketObserver &observer)
{
    struct Band {
        int64_t interval, step; ///< µs
    };
    // Each candle of a band is made of six steps or more; those of five seconds, soon gone, of two.
    constexpr Band kBands[] = {{3600 * kSecond, 600 * kSecond}, {300 * kSecond, 50 * kSecond},
        {60 * kSecond, 6 * kSecond}, {5 * kSecond, 5 * kSecond / 2}};
    m_now = -candles * kBands[0].interval;
    for (size_t i = 0; i < std::size(kBands); ++i) {
        const int64_t next = i + 1 < std::size(kBands) ? kBands[i + 1].interval : kSecond;
        coarse(-candles * next, kBands[i].step, observer);
    }
    m_now = -candles * kSecond;
    open();
    advance(0, observer);
}

void MarketSimulator::open()
{
    for (SymbolMarket &market : m_markets)
        market.open(m_now);
    m_open = true;
}

/// Overnight everybody thinks again.
void MarketSimulator::endNight()
{
    const double market = 0.006 * m_nights.normal();
    for (size_t i = 0; i < m_markets.size(); ++i) {
        m_pending[i].jump += market + MarketSession::kNightDeviation * m_nights.normal();
        m_halts[i].reference = 0;
    }
}

void MarketSimulator::stepGrid(MarketObserver &observer)
{
    m_session.step(m_now, m_level);
    if (m_session.news())
        observer.happened(*m_session.news());
    const MarketMood &mood = m_session.mood();
    const FactorModel::Returns returns = m_factors.step(mood);
    if (std::abs(returns.jump) >= JumpProcess::kNews)
        observer.happened({NewsKind::economy, std::nullopt, returns.jump, m_now});
    for (size_t i = 0; i < m_markets.size(); ++i) {
        const double jump = m_markets[i].step(returns, mood);
        m_pending[i].jump += jump;
        if (std::abs(jump) >= JumpProcess::kNews)
            observer.happened({NewsKind::company, i, jump, m_now});
    }
    if (m_session.nightEnded())
        endNight();
    if (m_now >= 0 && (returns.renewed || m_session.changed())) {
        m_level = 0;
        for (size_t i = 0; i < m_markets.size(); ++i) {
            m_level += m_markets[i].logReturn() / static_cast<double>(m_markets.size());
            stepHalt(i, observer);
        }
    }
}

/// A symbol rests with the whole market, or alone where its price leaves the band around that of
/// the last minutes. It comes back with an auction.
void MarketSimulator::stepHalt(size_t symbol, MarketObserver &observer)
{
    SymbolMarket &market = m_markets[symbol];
    Halt &halt = m_halts[symbol];
    const double price = market.logReturn();
    if (halt.reference == 0)
        halt.reference = price;
    const StatusReason phase = m_session.phase();
    StatusChange next {TradingStatus::open, phase, m_now, m_session.phaseEnds(m_now)};
    if (phase != StatusReason::trading) {
        next.status = phase == StatusReason::marketFall7 || phase == StatusReason::marketFall13
            ? TradingStatus::halted
            : TradingStatus::closed;
        halt.reference = price;
        halt.ends = 0;
    } else {
        if (halt.ends == 0 && std::abs(price - halt.reference) > kBand)
            halt.ends = m_now + kHaltTime;
        if (halt.ends != 0 && m_now >= halt.ends) {
            halt.ends = 0;
            halt.reference = price;
        }
        if (halt.ends != 0)
            next = {TradingStatus::halted, StatusReason::priceBand, m_now, halt.ends};
        else
            halt.reference += (price - halt.reference) / kBandSeconds;
    }
    if (next.status == halt.status.status && next.reason == halt.status.reason)
        return;
    if (next.status == TradingStatus::open) {
        m_pending[symbol].auction
            = halt.status.reason == StatusReason::openingAuction ? kOpeningTrade : kHaltTrade;
        if (m_settings.profile == Profile::dead)
            m_pending[symbol].auction *= 0.01;
    } else if (next.reason == StatusReason::night
        && halt.status.reason == StatusReason::closingAuction) {
        m_pending[symbol].auction = kClosingTrade;
    }
    market.setCalling(next.status != TradingStatus::open);
    halt.status = next;
    observer.statusChanged(symbol, next);
}

void MarketSimulator::advance(int64_t time, MarketObserver &observer)
{
    if (!m_open)
        open();
    while (m_now + kSlot <= time) {
        if (m_now % kGrid == 0)
            stepGrid(observer);
        m_now += kSlot;
        for (size_t i = 0; i < m_markets.size(); ++i) {
            Pending &pending = m_pending[i];
            if (pending.jump != 0)
                m_markets[i].jump(std::exchange(pending.jump, 0), m_now - kSlot, m_trades);
            if (pending.auction != 0)
                m_markets[i].uncross(std::exchange(pending.auction, 0), m_now - kSlot, m_trades);
            m_markets[i].runUntil(m_now, m_trades);
            report(i, observer);
            observer.slotEnded(i, m_now);
        }
    }
}

} // namespace wavetape::feeds::market
