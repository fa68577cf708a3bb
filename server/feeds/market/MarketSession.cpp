// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketSession.h"

#include "feeds/market/MarketTime.h"

#include <algorithm>

namespace wavetape::feeds::market {

namespace {
constexpr uint64_t kStream = 2'000'000;
constexpr int64_t kHalt = 15 * kMinute;
constexpr double kFirstFall = -0.0726; ///< log of -7 %
constexpr double kSecondFall = -0.1393; ///< log of -13 %
constexpr int64_t kReference = 390 * kMinute; ///< how long a fall is measured from one level

double seconds(int64_t micros)
{
    return static_cast<double>(micros) * 1e-6;
}

/// The first half hour: several times as busy, coming down to an ordinary hour.
MarketMood opening(double at)
{
    MarketMood mood;
    const double fresh = numeric::exp(-at / 420);
    mood.activity = 1 + 3.2 * fresh;
    mood.pace = 1 + 2 * fresh;
    mood.volatility = 1 + 1.1 * fresh;
    mood.jumps = 1 + 2 * fresh;
    mood.spread = 1 + 0.8 * fresh;
    return mood;
}
} // namespace

MarketSession::MarketSession(Profile profile, uint64_t seed)
    : m_profile(profile)
    , m_random(seed, kStream)
{
}

void MarketSession::enter(StatusReason phase)
{
    m_changed = m_changed || phase != m_phase;
    m_phase = phase;
}

void MarketSession::tell(NewsKind kind, int64_t time, double move)
{
    m_news = NewsItem {kind, std::nullopt, move, time};
}

void MarketSession::step(int64_t time, double level)
{
    m_changed = false;
    m_nightEnded = false;
    m_news.reset();
    if (time < 0)
        return;
    switch (m_profile) {
    case Profile::calm:
        break;
    case Profile::open:
        m_mood = opening(seconds(time));
        m_nightEnded = time == 0;
        if (time == 0)
            tell(NewsKind::opening, time);
        break;
    case Profile::dead:
        m_mood.activity = 0.06;
        m_mood.trading = 0.015;
        m_mood.pace = 0.5;
        m_mood.volatility = 0.25;
        m_mood.jumps = 0.1;
        break;
    case Profile::day:
        stepDay(time);
        breakCircuit(time, level);
        break;
    case Profile::crash:
        stepCrash(time, level);
        breakCircuit(time, level);
        break;
    }
}

int64_t MarketSession::phaseEnds(int64_t time) const
{
    if (m_phase == StatusReason::marketFall7 || m_phase == StatusReason::marketFall13)
        return m_haltEnds;
    if (m_profile != Profile::day)
        return 0;
    const int64_t begins = time - time % kDay;
    switch (m_phase) {
    case StatusReason::openingAuction:
        return begins + kPreOpen;
    case StatusReason::closingAuction:
        return begins + kDay - kNight;
    case StatusReason::night:
        return begins + kDay;
    default:
        return begins + kPreOpen + kTrading;
    }
}

void MarketSession::stepDay(int64_t time)
{
    int64_t at = time % kDay;
    m_mood = {};
    if (at == 0) {
        m_nightEnded = true;
        m_halts = 0;
    }
    if (at < kPreOpen) {
        m_mood.activity = 1.5;
        enter(StatusReason::openingAuction);
        return;
    }
    at -= kPreOpen;
    if (at < kTrading) {
        if (at == 0)
            tell(NewsKind::opening, time);
        // Volume and volatility have the shape of a U.
        m_mood = opening(seconds(at));
        const double close = numeric::exp(-seconds(kTrading - at) / 1500);
        const double middle = seconds(at) / seconds(kTrading) - 0.5;
        m_mood.activity *= (0.65 + 1.4 * middle * middle) * (1 + 1.6 * close);
        m_mood.volatility *= 0.8 + 0.8 * middle * middle;
        if (m_phase != StatusReason::marketFall7 && m_phase != StatusReason::marketFall13)
            enter(StatusReason::trading);
        return;
    }
    at -= kTrading;
    if (at < kClosingAuction) {
        m_haltEnds = 0;
        enter(StatusReason::closingAuction);
        return;
    }
    if (at == kClosingAuction)
        tell(NewsKind::closing, time);
    m_mood.activity = 0.02;
    m_mood.volatility = 0.1;
    m_mood.jumps = 0;
    enter(StatusReason::night);
}

void MarketSession::nextAct(int64_t time, double level)
{
    m_actBegan = time;
    const auto lasts = [&](double from, double to) {
        m_actEnds = time + static_cast<int64_t>(m_random.uniform(from, to)) * kSecond;
    };
    switch (m_act) {
    case Act::quiet:
        m_act = Act::fleeing;
        lasts(20, 60);
        break;
    case Act::fleeing:
        m_act = Act::falling;
        // Far below where it all began a fall goes less deep, so that days of it do not end at
        // zero.
        m_depth = m_random.uniform(0.03, level < -0.15 ? 0.06 : 0.12);
        m_start = level;
        lasts(900, 2400);
        tell(NewsKind::sellOff, time, -m_depth);
        break;
    case Act::falling:
        m_act = Act::recovering;
        m_depth = (level - m_start)
            * (m_start < -0.1 ? m_random.uniform(0.9, 1.3) : m_random.uniform(0.4, 1));
        lasts(2400, 9000);
        tell(NewsKind::recovery, time);
        break;
    case Act::recovering:
        m_act = Act::quiet;
        m_actEnds = time
            + static_cast<int64_t>(600 + std::min(m_random.exponential(2400), 9000.0)) * kSecond;
        break;
    }
}

void MarketSession::stepCrash(int64_t time, double level)
{
    if (time == 0)
        m_actEnds = static_cast<int64_t>(m_random.uniform(20, 240)) * kSecond;
    // Whoever waits for trading to go on waits for the fall to go on, too.
    if (m_phase != StatusReason::trading) {
        m_actBegan += 100'000;
        m_actEnds += 100'000;
    }
    if (time >= m_actEnds)
        nextAct(time, level);
    m_mood = {};
    const double length = seconds(m_actEnds - m_actBegan);
    const double past = seconds(time - m_actBegan);
    switch (m_act) {
    case Act::quiet:
        break;
    case Act::fleeing:
        m_mood.depth = 0.2;
        m_mood.spread = 5;
        m_mood.activity = 1.5;
        m_mood.volatility = 1.5;
        break;
    case Act::falling:
        // The fall is small against its tumult: no minute tells of the next one's direction.
        m_mood.depth = 0.2;
        m_mood.spread = 2.5;
        m_mood.activity = 3;
        m_mood.pace = 2.5;
        m_mood.volatility = 7 + 25 * std::max(m_depth - 0.05, 0.0);
        m_mood.jumps = 8;
        m_mood.drift = -m_depth / length;
        break;
    case Act::recovering: {
        const double fear = numeric::exp(-3 * past / length);
        m_mood.depth = 1 - 0.6 * fear;
        m_mood.spread = 1 + 1.5 * fear;
        m_mood.activity = 1 + 1.2 * fear;
        m_mood.pace = 1 + fear;
        m_mood.volatility = 1.2 + 3 * fear;
        m_mood.jumps = 1 + 3 * fear;
        m_mood.drift = -m_depth / length;
        break;
    }
    }
}

/// Trading rests everywhere where the market has fallen by 7 % and by 13 % since its reference.
void MarketSession::breakCircuit(int64_t time, double level)
{
    const bool halted
        = m_phase == StatusReason::marketFall7 || m_phase == StatusReason::marketFall13;
    if (time == 0 || m_nightEnded
        || (time - m_referenceTime >= kReference && m_profile == Profile::crash)) {
        m_reference = level;
        m_referenceTime = time;
        m_halts = 0;
    }
    if (halted) {
        m_mood.drift = 0;
        m_mood.volatility = std::min(m_mood.volatility, 1.5);
        m_mood.activity *= 0.4;
        if (time >= m_haltEnds) {
            enter(StatusReason::trading);
            tell(NewsKind::resumption, time);
        }
        return;
    }
    if (m_phase != StatusReason::trading || m_halts >= 2)
        return;
    if (level - m_reference > (m_halts == 0 ? kFirstFall : kSecondFall))
        return;
    ++m_halts;
    m_haltEnds = time + kHalt;
    enter(m_halts == 1 ? StatusReason::marketFall7 : StatusReason::marketFall13);
    tell(NewsKind::halt, time, level - m_reference);
}

} // namespace wavetape::feeds::market
