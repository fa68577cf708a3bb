// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/StreamDecoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace wavetape::client {

namespace {

// A generator that nobody listened to for a while goes on later: shown as a gap of that length.
constexpr double kJumpUs = 100e3;
constexpr double kMostMissing = 1e12;
// How long arrivals are counted for a rate: briefly the first time.
constexpr double kFirstCountUs = 250e3, kCountUs = 1e6;
constexpr double kRateTolerance = 0.05;
// Header times beyond the year 2500 are nonsense.
constexpr uint64_t kLatestUs = 16'725'225'600'000'000ull;

double twoDigits(double value)
{
    const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
    return std::round(value / unit) * unit;
}

// Float32 from the wire; what is not finite becomes the one NaN that means "gap".
uint64_t toSamples(
    std::span<const char> payload, protocol::BlockKind kind, std::vector<float> &samples)
{
    if (kind == protocol::BlockKind::bytes) {
        samples.resize(payload.size());
        std::transform(payload.begin(), payload.end(), samples.begin(),
            [](char byte) { return static_cast<float>(static_cast<unsigned char>(byte)); });
        return 0;
    }
    samples.resize(payload.size() / sizeof(float));
    std::memcpy(samples.data(), payload.data(), samples.size() * sizeof(float));
    uint64_t replaced = 0;
    for (float &sample : samples) {
        const bool good = std::fabs(sample) <= std::numeric_limits<float>::max();
        replaced += good ? 0 : 1;
        sample = good ? sample : std::numeric_limits<float>::quiet_NaN();
    }
    return replaced;
}

} // namespace

void StreamDecoder::setSinks(std::vector<std::shared_ptr<SampleSink>> sinks)
{
    for (const auto &sink : sinks) {
        const bool known = std::find(m_sinks.begin(), m_sinks.end(), sink) != m_sinks.end();
        if (!known && m_lanes > 0)
            sink->begin(m_rateHz, m_lanes);
    }
    m_sinks = std::move(sinks);
}

void StreamDecoder::begin(double rateHz, unsigned lanes)
{
    m_timed = rateHz > 0 && std::isfinite(rateHz);
    m_rateHz = m_timed ? std::min(rateHz, kMaxRateHz) : kUntimedRateHz;
    m_lanes = std::clamp(lanes, 1u, kMaxLanes);
    m_lastSeq = 0;
    m_nextUs = 0;
    m_countedSinceUs = m_counted = 0;
    m_estimated = false;
    beginSinks();
}

void StreamDecoder::beginSinks()
{
    for (const auto &sink : m_sinks)
        sink->begin(m_rateHz, m_lanes);
}

void StreamDecoder::countArrival(const protocol::BinaryHeader &header)
{
    if (m_countedSinceUs == 0 || header.timeMicros < m_countedSinceUs) {
        m_countedSinceUs = header.timeMicros;
        m_counted = 0;
    }
    const auto elapsedUs = static_cast<double>(header.timeMicros - m_countedSinceUs);
    if (m_counted > 0 && elapsedUs >= (m_estimated ? kCountUs : kFirstCountUs)) {
        const double rateHz = std::clamp(
            twoDigits(static_cast<double>(m_counted) / elapsedUs * 1e6), kSlowestHz, kMaxRateHz);
        m_countedSinceUs = header.timeMicros;
        m_counted = 0;
        m_estimated = true;
        if (std::abs(rateHz / m_rateHz - 1) > kRateTolerance) {
            m_rateHz = rateHz;
            beginSinks();
        }
    }
    m_counted += header.count;
}

uint64_t StreamDecoder::missingBefore(const protocol::BinaryHeader &header) const
{
    if (m_lastSeq == 0)
        return 0;
    const double bySeq = static_cast<double>(header.seq - m_lastSeq - 1) * header.count;
    if (!m_timed)
        return 0;
    const double lateUs = static_cast<double>(header.timeMicros) - m_nextUs;
    const double byTime = lateUs * m_rateHz * 1e-6;
    if (bySeq == 0)
        return lateUs > kJumpUs ? static_cast<uint64_t>(std::min(byTime, kMostMissing)) : 0;
    // The clock knows best how much is missing, unless it jumped itself.
    const double missing = byTime > 0 ? byTime : bySeq;
    return static_cast<uint64_t>(std::llround(std::min(missing, kMostMissing)));
}

std::optional<StreamDecoder::Outcome> StreamDecoder::decode(std::span<const char> message)
{
    const auto header = protocol::BinaryHeader::read(message);
    if (!header || header->lanes > kMaxLanes || header->seq == 0 || header->timeMicros > kLatestUs)
        return {};
    Outcome outcome;
    if (m_lastSeq != 0 && header->seq <= m_lastSeq) {
        outcome.regressed = true;
        begin(m_timed ? m_rateHz : 0, header->lanes);
    } else if (header->lanes != m_lanes) {
        begin(m_timed ? m_rateHz : 0, header->lanes);
    }
    if (!m_timed)
        countArrival(*header);
    outcome.missing = missingBefore(*header);
    outcome.nonFinite
        = toSamples(message.subspan(protocol::BinaryHeader::kSize), header->kind, m_samples);
    for (const auto &sink : m_sinks) {
        if (outcome.missing > 0)
            sink->gap(outcome.missing);
        if (!m_samples.empty())
            sink->write(m_samples, static_cast<int64_t>(header->timeMicros));
    }
    m_lastSeq = header->seq;
    m_nextUs = static_cast<double>(header->timeMicros) + header->count / m_rateHz * 1e6;
    return outcome;
}

} // namespace wavetape::client
