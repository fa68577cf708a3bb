// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/StreamSlot.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::viewmodels {

namespace {
// Enough for the extremes of what a person calls "now"; the picture has the exact ones.
constexpr size_t kMeasuredSamples = 8192;
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
    float low = 0, high = 0;
    double squares = 0;
    size_t finite = 0;
    for (size_t i = 0; i < count; ++i) {
        const float value = buffer[i];
        if (std::isnan(value))
            continue;
        low = finite == 0 ? value : std::min(low, value);
        high = finite == 0 ? value : std::max(high, value);
        squares += double(value) * value;
        ++finite;
    }
    m_peakToPeak = double(high) - double(low);
    m_peak = double(std::max(std::abs(low), std::abs(high)));
    m_rms = finite > 0 ? std::sqrt(squares / double(finite)) : 0;
    Q_EMIT measured();
}

} // namespace wavetape::viewmodels
