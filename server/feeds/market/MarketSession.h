// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/MarketMood.h"
#include "feeds/market/MarketProfile.h"
#include "feeds/market/RandomStream.h"
#include "feeds/market/TradingStatus.h"

#include <cstdint>
#include <optional>

namespace wavetape::feeds::market {

/// The market's clock and mood: when it trades, how busy and how frightened people are, when a
/// sell-off comes. Steps on the grid of 100 ms; not thread-safe.
class MarketSession {
public:
    /// Of the profile `day`, µs.
    static constexpr int64_t kPreOpen = 60'000'000;
    static constexpr int64_t kTrading = 23'400'000'000;
    static constexpr int64_t kClosingAuction = 60'000'000;
    static constexpr int64_t kNight = 120'000'000; ///< what is left of it
    static constexpr int64_t kDay = kPreOpen + kTrading + kClosingAuction + kNight;

    MarketSession(Profile profile, uint64_t seed);

    /// Time has come to `time` (0 and later; earlier is the calm past). `level`: log of the whole
    /// market's price relative to where live began.
    void step(int64_t time, double level);

    const MarketMood &mood() const { return m_mood; }
    /// Of the whole market; symbols may be halted besides.
    StatusReason phase() const { return m_phase; }
    /// When the phase that `time` lies in is expected to end; 0: nobody knows.
    int64_t phaseEnds(int64_t time) const;
    /// The phase is another than at the step before.
    bool changed() const { return m_changed; }
    /// A night has just ended: prices begin elsewhere.
    bool nightEnded() const { return m_nightEnded; }
    /// The log return of a night for one symbol's own part, drawn by the caller.
    static constexpr double kNightDeviation = 0.008;
    const std::optional<NewsItem> &news() const { return m_news; }

    template <typename Archive>
    void archive(Archive &archive)
    {
        m_random.archive(archive);
        archive(m_mood, m_phase, m_changed, m_nightEnded, m_haltEnds, m_reference, m_referenceTime,
            m_halts, m_act, m_actBegan, m_actEnds, m_depth, m_start);
    }

private:
    /// Of a sell-off.
    enum class Act : uint8_t { quiet, fleeing, falling, recovering };

    void enter(StatusReason phase);
    void stepDay(int64_t time);
    void stepCrash(int64_t time, double level);
    void nextAct(int64_t time, double level);
    void breakCircuit(int64_t time, double level);
    void tell(NewsKind kind, int64_t time, double move = 0);

    Profile m_profile;
    RandomStream m_random;
    MarketMood m_mood;
    StatusReason m_phase = StatusReason::trading;
    bool m_changed = false;
    bool m_nightEnded = false;
    std::optional<NewsItem> m_news; ///< of this step
    int64_t m_haltEnds = 0; ///< of the whole market
    double m_reference = 0; ///< level that a fall is measured from
    int64_t m_referenceTime = 0;
    uint8_t m_halts = 0; ///< since the reference was taken
    Act m_act = Act::quiet;
    int64_t m_actBegan = 0, m_actEnds = 0;
    double m_depth = 0; ///< log return of the fall
    double m_start = 0; ///< level at which it began
};

} // namespace wavetape::feeds::market
