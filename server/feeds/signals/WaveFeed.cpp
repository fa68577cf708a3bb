// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/signals/WaveFeed.h"

#include "channels/Replica.h"
#include "feeds/market/Checkpoint.h"
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
    m_time = m_shift + timeMicros;
    uint64_t published = 0;
    for (Wave &wave : m_waves) {
        if (m_always || wave.channel->isSeen())
            published += publish(wave, m_time);
        else
            wave.next = blockStartAt(m_time, wave.generator.rate());
    }
    return published;
}

std::string WaveFeed::checkpoint() const
{
    market::CheckpointWriter writer;
    writer(m_origin, m_time);
    for (const Wave &wave : m_waves) {
        const channels::Numbering numbering = wave.channel->numbering();
        writer.text(numbering.epoch);
        writer(numbering.seq, wave.next);
    }
    return writer.take();
}

void WaveFeed::goOnFrom(std::string_view checkpoint)
{
    market::CheckpointReader reader(checkpoint);
    int64_t origin = 0;
    int64_t time = 0;
    reader(origin, time);
    std::vector<channels::Numbering> numberings(m_waves.size());
    std::vector<uint64_t> next(m_waves.size());
    for (size_t i = 0; i < m_waves.size(); ++i) {
        reader.text(numberings[i].epoch);
        reader(numberings[i].seq, next[i]);
    }
    m_started = true;
    m_origin = origin;
    m_shift = m_time = time;
    for (size_t i = 0; i < m_waves.size(); ++i) {
        m_waves[i].next = next[i];
        channels::Replica::goOnAs(
            m_hub, *m_waves[i].channel, std::move(numberings[i]), m_waves[i].channel->rate(), {});
    }
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
