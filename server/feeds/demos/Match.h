// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "feeds/market/RandomStream.h"

#include <cstdint>
#include <memory>
#include <string>

namespace wavetape::feeds::demos {

/// One invented match after the other on `scores.<game>`, a minute of it in a fifth of a second;
/// it stands still while nobody reads. The snapshot is the whole score, a publication the part of
/// it that has changed, whole; its key is the part, so a slow reader has the newest of each. Lives
/// on the feed thread.
class Match {
public:
    struct Teams {
        std::string game; ///< the channel's name behind `scores.`
        std::string home, away;
    };
    /// Makes the channel on `hub`, which must outlive it. `minute`: where the first one stands.
    Match(channels::ChannelHub &hub, Teams teams, uint64_t seed, int minute);

    /// Up to `timeMicros` of feed time. Returns the number of publications.
    uint64_t advance(int64_t timeMicros);

private:
    enum class Part : uint64_t { clock = 1, home, away, moment };
    struct Side {
        int score = 0, shots = 0, cards = 0;
    };
    struct Moment {
        uint64_t n = 0; ///< counts in its match
        int minute = 0;
        std::string text = "kick-off";
        int home = 0, away = 0; ///< the score then
    };
    struct State {
        uint64_t match = 1;
        int minute = 0;
        std::string period = "first half";
        Side sides[2]; ///< home, away
        Moment moment;
    };
    class Told;

    void playMinute();
    void playSide(size_t side);
    void kickOff();
    void tell(Part part);
    void happen(std::string what);

    channels::ChannelHub &m_hub;
    const std::shared_ptr<Told> m_told;
    channels::ChannelRef m_channel;
    market::RandomStream m_random;
    State m_state;
    int m_pause = 0; ///< minutes that are not played
    int64_t m_time = 0; ///< of the feed, µs
    int64_t m_played = 0; ///< of the minute that is being played, µs
    uint64_t m_published = 0;
};

} // namespace wavetape::feeds::demos
