// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/StreamSlot.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::viewmodels {

namespace {
constexpr size_t kMeasuredSamples = 65536; // for the rms: a second at the usual rate
} // namespace

StreamSlot::StreamSlot(client::FeedClient &client, int number, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_number(number)
{
}

QString StreamSlot::labelOf(const QString &channel)
{
    if (channel.startsWith(u"wave."))
        return channel.mid(5);
    if (channel.startsWith(u"uplink."))
        return u'\u2191' + channel.mid(7, 8);
    return channel;
}

void StreamSlot::setChannel(const QString &channel)
{
    if (channel == m_channel)
        return;
    m_subscription.reset();
    m_channel = channel;
    m_refusal.clear();
    m_lost = m_arrivingHz = m_peakToPeak = m_peak = m_rms = m_lastSamples = 0;
    plotting::TraceSource *old = m_source;
    m_source = channel.isEmpty() ? nullptr : new plotting::TraceSource(this);
    if (m_active)
        subscribe();
    Q_EMIT channelChanged();
    Q_EMIT measured();
    if (old)
        old->deleteLater();
}

void StreamSlot::setActive(bool active)
{
    m_active = active;
    if (!active)
        m_subscription.reset();
    else if (!m_subscription)
        subscribe();
}

void StreamSlot::subscribe()
{
    if (!m_source)
        return;
    using Sink = client::LaneSink<plotting::SampleStream>;
    m_subscription = m_client.subscribeSamples(m_channel,
        std::make_shared<Sink>(m_source->stream()),
        [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (message.kind == client::FeedMessage::Kind::Lagged && message.to >= message.from)
                    m_lost += double(message.to - message.from + 1);
                else if (message.kind == client::FeedMessage::Kind::Refused)
                    m_refusal = message.text.left(160);
                else if (message.kind == client::FeedMessage::Kind::Subscribed)
                    m_refusal.clear();
            }
            Q_EMIT measured();
        });
}

void StreamSlot::measure(double seconds)
{
    if (!m_source)
        return;
    m_source->refresh();
    const double samples = m_source->samples();
    const double arrived = samples - m_lastSamples;
    m_lastSamples = samples;
    m_arrivingHz = arrived >= 0 && seconds > 0 ? arrived / seconds : 0;

    static std::array<float, kMeasuredSamples> buffer; // GUI thread only
    const size_t count = m_source->latest(buffer);
    double squares = 0;
    size_t finite = 0;
    for (size_t i = 0; i < count; ++i) {
        if (std::isnan(buffer[i]))
            continue;
        squares += double(buffer[i]) * buffer[i];
        ++finite;
    }
    m_rms = finite > 0 ? std::sqrt(squares / double(finite)) : 0;

    const auto ring = m_source->stream()->ring();
    if (!ring)
        return;
    // The extremes of the last second are exact at any rate: the pyramid knows them.
    const uint64_t end = ring->end();
    const uint64_t span
        = std::min({end - ring->begin(), uint64_t(ring->rateHz()), uint64_t(ring->capacity() / 2)});
    const plotting::MinMax extremes = ring->minMax(end - span, end);
    m_peakToPeak = extremes.empty() ? 0 : double(extremes.max) - double(extremes.min);
    m_peak
        = extremes.empty() ? 0 : double(std::max(std::abs(extremes.min), std::abs(extremes.max)));
    Q_EMIT measured();
}

} // namespace wavetape::viewmodels
