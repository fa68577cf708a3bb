// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/signals/WaveFeed.h"

#include "protocol/ChannelFamily.h"

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

/// The first sample of the first block that is not earlier than `timeMicros`. Block n begins with
/// sample n × blockSamples, whoever listened before: blocks are a function of time alone.
uint64_t blockStartAt(int64_t timeMicros, double rate)
{
    const auto sample
        = static_cast<uint64_t>(std::ceil(static_cast<double>(timeMicros) * 1e-6 * rate));
    const uint64_t length = blockSamples(rate);
    return (sample + length - 1) / length * length;
}
} // namespace

WaveFeed::WaveFeed(channels::ChannelHub &hub, uint64_t seed, double rate, const clock::Clock &clock)
    : m_hub(hub)
    , m_seed(seed)
    , m_clock(clock)
    , m_block(kMaxBlockSamples)
{
    for (const SignalKind kind : kSignalKinds) {
        channels::ChannelSpec spec = channels::ChannelSpec::of(
            std::string(protocol::kWaveFamily).append(signalName(kind)));
        spec.rate = rate;
        m_waves.push_back({hub.create(std::move(spec)), SignalGenerator(kind, rate, seed), 0});
    }
}

uint64_t WaveFeed::advance(int64_t timeMicros)
{
    if (!m_started) {
        m_started = true;
        m_origin = m_clock.wallMicros() - timeMicros;
    }
    takeWantedRates();
    m_time = timeMicros;
    uint64_t published = 0;
    for (Wave &wave : m_waves) {
        if (wave.channel->hasSubscribers())
            published += publish(wave, timeMicros);
        else
            wave.next = blockStartAt(timeMicros, wave.generator.rate());
    }
    return published;
}

void WaveFeed::wallClockMoved(int64_t micros)
{
    m_origin += micros;
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

std::string WaveFeed::setRate(std::string_view name, double rate)
{
    if (!(rate >= kMinRate && rate <= kMaxRate))
        return "must be a number from 1 to 10000000";
    const auto kind = parseSignal(name);
    if (!kind)
        return "there is no such wave";
    const std::lock_guard lock(m_mutex);
    m_wanted.push_back({*kind, rate});
    return {};
}

void WaveFeed::takeWantedRates()
{
    std::vector<WantedRate> wanted;
    {
        const std::lock_guard lock(m_mutex);
        wanted.swap(m_wanted);
    }
    for (const auto &[kind, rate] : wanted) {
        Wave &wave = m_waves[static_cast<size_t>(kind)];
        m_hub.restart(*wave.channel, rate);
        wave.generator = SignalGenerator(kind, rate, m_seed);
        wave.next = blockStartAt(m_time, rate);
    }
}

} // namespace wavetape::feeds::signals
