// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SampleStream.h"

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

namespace {

constexpr int64_t kJumpUs = 100000; // more than jitter: followed at once
constexpr int64_t kSmoothing = 16;

} // namespace

SampleStream::SampleStream(double seconds, std::size_t maxSamples)
    : m_seconds(seconds)
    , m_maxSamples(maxSamples)
{
}

void SampleStream::begin(double rateHz)
{
    if (!(rateHz > 0) || !std::isfinite(rateHz))
        return;
    const double wanted = std::min(rateHz * m_seconds, static_cast<double>(m_maxSamples));
    auto ring = std::make_shared<SampleRing>(static_cast<std::size_t>(wanted), rateHz);
    m_writing = ring.get();
    m_timed = false;
    const std::lock_guard lock(m_mutex);
    m_ring.swap(ring);
}

void SampleStream::append(std::span<const float> samples, int64_t timeUs)
{
    if (!m_writing)
        return;
    const double ahead = static_cast<double>(m_writing->end()) / m_writing->rateHz() * 1e6;
    const int64_t origin = timeUs - std::llround(ahead);
    const int64_t drift = origin - m_writing->originUs();
    if (!m_timed || std::abs(drift) > kJumpUs)
        m_writing->setOriginUs(origin);
    else
        m_writing->setOriginUs(m_writing->originUs() + drift / kSmoothing);
    m_timed = true;
    m_writing->append(samples);
    m_arrived.fetch_add(samples.size(), std::memory_order_relaxed);
}

void SampleStream::gap(uint64_t samples)
{
    if (!m_writing)
        return;
    if (samples >= m_writing->capacity())
        begin(m_writing->rateHz()); // nothing of what is held would be left
    else
        m_writing->appendGap(samples);
}

std::shared_ptr<SampleRing> SampleStream::ring() const
{
    const std::lock_guard lock(m_mutex);
    return m_ring;
}

} // namespace wavetape::plotting
