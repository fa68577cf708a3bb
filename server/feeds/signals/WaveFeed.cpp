// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/signals/WaveFeed.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace wavetape::feeds::signals {

namespace {
constexpr double kBlockSeconds = 0.02;

size_t blockSamples(double rate)
{
    return std::clamp<size_t>(
        static_cast<size_t>(rate * kBlockSeconds), 1, WaveFeed::kMaxBlockSamples);
}

/// The first sample that is not earlier than `timeMicros`.
uint64_t indexAt(int64_t timeMicros, double rate)
{
    return static_cast<uint64_t>(std::ceil(static_cast<double>(timeMicros) * 1e-6 * rate));
}
} // namespace

WaveFeed::WaveFeed(channels::ChannelHub &hub, uint64_t seed, double rate, const FeedClock &clock)
    : m_hub(hub)
    , m_seed(seed)
    , m_clock(clock)
    , m_block(kMaxBlockSamples)
{
    for (const SignalKind kind : kSignalKinds) {
        channels::ChannelSpec spec;
        spec.name = "wave." + std::string(signalName(kind));
        spec.binary = true;
        spec.policy = protocol::Policy::dropOldest;
        spec.priority = 3;
        spec.rate = rate;
        m_waves.push_back({hub.create(std::move(spec)), SignalGenerator(kind, rate, seed), 0});
    }
}

uint64_t WaveFeed::advance(int64_t timeMicros)
{
    const std::lock_guard lock(m_mutex);
    if (!m_started) {
        m_started = true;
        m_origin = m_clock.wall() - timeMicros;
    }
    m_time = timeMicros;
    uint64_t published = 0;
    for (Wave &wave : m_waves) {
        if (wave.channel->hasSubscribers())
            published += publish(wave, timeMicros);
        else
            wave.next = indexAt(timeMicros, wave.generator.rate());
    }
    return published;
}

uint64_t WaveFeed::publish(Wave &wave, int64_t timeMicros)
{
    const double rate = wave.generator.rate();
    const size_t length = blockSamples(rate);
    const auto end = static_cast<uint64_t>(static_cast<double>(timeMicros) * 1e-6 * rate);
    uint64_t published = 0;
    for (; wave.next + length <= end; wave.next += length, ++published) {
        const std::span<float> block(m_block.data(), length);
        wave.generator.fill(wave.next, block);
        const auto time
            = static_cast<int64_t>(std::llround(static_cast<double>(wave.next) / rate * 1e6));
        m_hub.publishBlock(*wave.channel, block, 1, static_cast<uint64_t>(m_origin + time));
    }
    return published;
}

bool WaveFeed::setRate(std::string_view name, double rate)
{
    if (!(rate >= kMinRate && rate <= kMaxRate))
        return false;
    const auto kind = parseSignal(name);
    if (!kind)
        return false;
    const std::lock_guard lock(m_mutex);
    Wave &wave = m_waves[static_cast<size_t>(*kind)];
    m_hub.restart(*wave.channel, rate);
    wave.generator = SignalGenerator(*kind, rate, m_seed);
    wave.next = indexAt(m_time, rate);
    return true;
}

} // namespace wavetape::feeds::signals
