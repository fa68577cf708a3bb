// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketSimulator.h"

#include <algorithm>
#include <stdexcept>

namespace wavetape::feeds::market {

namespace {
constexpr int64_t kSecond = 1'000'000;
constexpr size_t kStepsAtOnce = 64;
constexpr uint64_t kGapStream = 1'000'000;
} // namespace

MarketSimulator::MarketSimulator(const MarketSettings &settings)
    : m_settings(settings)
    , m_infos(makeSymbols(settings.symbols))
    , m_factors(settings.seed)
{
    if (settings.symbols < 1 || settings.symbols > kMaxSymbols)
        throw std::invalid_argument("the market has 1 to 500 symbols");
    m_markets.reserve(m_infos.size());
    for (size_t i = 0; i < m_infos.size(); ++i)
        m_markets.emplace_back(m_infos[i], settings.seed, i + 1);
    if (settings.profile == Profile::open) {
        RandomStream random(settings.seed, kGapStream);
        const double market = 0.007 * random.normal();
        for (size_t i = 0; i < m_infos.size(); ++i)
            m_gaps.push_back(market + 0.008 * random.normal());
    }
}

void MarketSimulator::report(size_t symbol, MarketObserver &observer)
{
    for (const Trade &trade : m_trades)
        observer.traded(symbol, trade);
    m_trades.clear();
}

void MarketSimulator::coarse(int64_t until, int64_t step, MarketObserver &observer)
{
    const double dt = static_cast<double>(step) / kSecond;
    std::vector<FactorModel::Returns> returns;
    while (m_now + step <= until) {
        // Many steps of one symbol, then of the next: each symbol's memory is fetched once.
        returns.clear();
        while (returns.size() < kStepsAtOnce
            && m_now + (static_cast<int64_t>(returns.size()) + 1) * step <= until)
            returns.push_back(m_factors.step(dt, {}));
        for (size_t i = 0; i < m_markets.size(); ++i) {
            int64_t time = m_now;
            for (const FactorModel::Returns &common : returns)
                m_markets[i].stepCoarse(time += step, dt, common, m_trades);
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

void MarketSimulator::advance(int64_t time, MarketObserver &observer)
{
    if (!m_open)
        open();
    while (m_now + kSlot <= time) {
        if (m_now % kGrid == 0) {
            const MarketMood mood = moodAt(m_settings.profile, m_now);
            const FactorModel::Returns returns
                = m_factors.step(static_cast<double>(kGrid) / kSecond, mood);
            for (SymbolMarket &market : m_markets)
                market.step(returns, mood);
        }
        const bool gap = m_now == 0 && !m_gaps.empty();
        m_now += kSlot;
        for (size_t i = 0; i < m_markets.size(); ++i) {
            if (gap)
                m_markets[i].jump(m_gaps[i], m_now - kSlot, m_trades);
            m_markets[i].runUntil(m_now, m_trades);
            report(i, observer);
            observer.slotEnded(i, m_now);
        }
    }
}

} // namespace wavetape::feeds::market
