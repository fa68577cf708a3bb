// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceSource.h"

#include <algorithm>

namespace wavetape::plotting {

TraceSource::TraceSource(QObject *parent)
    : TraceSource(std::make_shared<SampleStream>(), parent)
{
}

TraceSource::TraceSource(std::shared_ptr<SampleStream> stream, QObject *parent)
    : QObject(parent)
    , m_stream(std::move(stream))
{
}

double TraceSource::rateHz() const
{
    const auto ring = m_stream->ring();
    return ring ? ring->rateHz() : 0;
}

double TraceSource::samples() const
{
    const auto ring = m_stream->ring();
    return ring ? static_cast<double>(ring->end()) : 0;
}

std::size_t TraceSource::latest(std::span<float> out) const
{
    const auto ring = m_stream->ring();
    if (!ring)
        return 0;
    const uint64_t end = ring->end();
    const std::size_t count
        = std::min<uint64_t>(out.size(), std::min<uint64_t>(end, ring->capacity() / 2));
    return ring->read(end - count, out.first(count)) ? count : 0;
}

void TraceSource::refresh()
{
    if (const double rate = rateHz(); rate != m_rateHz) {
        m_rateHz = rate;
        emit rateChanged();
    }
    if (const double count = samples(); count != m_samples) {
        m_samples = count;
        emit samplesChanged();
    }
}

} // namespace wavetape::plotting
