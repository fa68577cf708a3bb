// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "clock/Clock.h"
#include "feeds/Feed.h"
#include "feeds/signals/SignalGenerator.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::feeds::signals {

/// Publishes `wave.<name>`, binary Float32 blocks of 20 ms and at most 64 KiB with their header,
/// while anybody sees the channel. The sample clock goes on without them, so whoever comes back
/// finds the wave where it would have been.
class WaveFeed final : public Feed {
public:
    static constexpr double kMinRate = 1;
    static constexpr double kMaxRate = 10e6;
    static constexpr size_t kMaxBlockSamples = (64 * 1024 - 32) / sizeof(float);

    /// Creates the channels on `hub`, which must outlive this. `rate` in samples/s, kMinRate …
    /// kMaxRate.
    WaveFeed(channels::ChannelHub &hub, uint64_t seed, double rate, const clock::Clock &clock);

    std::string_view name() const override { return "waves"; }
    uint64_t advance(int64_t timeMicros) override;
    void wallClockMoved(int64_t micros) override;
    bool followsSpeed() const override { return false; }

    /// Blocks are published from now on whoever sees them, so that a channel's number is that of
    /// its block: whoever has the same checkpoint publishes the same. Before the first advance().
    void publishAlways() { m_always = true; }
    /// Everything that later blocks and their numbers depend on, but for the settings. Between two
    /// calls of advance(), on their thread.
    std::string checkpoint() const;
    /// Goes on from there, its time there is this feed's time 0 again; whoever reads is told that
    /// the numbering is another one. Throws std::invalid_argument.
    void goOnFrom(std::string_view checkpoint);

    /// Any thread; returns at once. With the next advance() `wave.<name>` has `rate` and a new
    /// epoch. What is wrong with it, empty where nothing is.
    std::string setRate(std::string_view name, double rate);

private:
    struct Wave {
        channels::ChannelRef channel;
        SignalGenerator generator;
        uint64_t next = 0; ///< index of the sample that comes next
    };
    struct WantedRate {
        SignalKind kind;
        double rate;
    };
    void takeWantedRates();
    uint64_t publish(Wave &wave, int64_t timeMicros);

    channels::ChannelHub &m_hub;
    const uint64_t m_seed;
    const clock::Clock &m_clock;
    std::mutex m_mutex; ///< of m_wanted
    std::vector<WantedRate> m_wanted; ///< taken between two blocks
    std::vector<Wave> m_waves;
    std::vector<float> m_block;
    bool m_always = false;
    bool m_started = false;
    int64_t m_origin = 0; ///< µs since 1970 of feed time 0
    int64_t m_shift = 0; ///< what its time was at feed time 0, by the checkpoint
    int64_t m_time = 0;
};

} // namespace wavetape::feeds::signals
