// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/StreamSlot.h"

#include "client/ChannelFamilies.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::viewmodels {

namespace {
constexpr double kArrivalSeconds = 10;
constexpr double kSilentSeconds = 2;
constexpr size_t kMeasuredSamples = 65536; // for the rms: a second at the usual rate
} // namespace

StreamSlot::StreamSlot(client::FeedClient &client, int number, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_number(number)
{
}

double StreamSlot::rmsOf(std::span<const float> samples)
{
    double sum = 0;
    size_t finite = 0;
    for (const float sample : samples) {
        if (!std::isnan(sample)) {
            sum += double(sample);
            ++finite;
        }
    }
    if (finite == 0)
        return 0;
    // From one rising crossing of the mean to another: of what repeats, whole periods.
    const float mean = float(sum / double(finite));
    size_t first = samples.size(), last = 0;
    for (size_t i = 1; i < samples.size(); ++i) {
        if (samples[i - 1] < mean && samples[i] >= mean) {
            first = std::min(first, i);
            last = i;
        }
    }
    if (first < last)
        samples = samples.subspan(first, last - first);
    double squares = 0;
    finite = 0;
    for (const float sample : samples) {
        if (!std::isnan(sample)) {
            squares += double(sample) * double(sample);
            ++finite;
        }
    }
    return finite > 0 ? std::sqrt(squares / double(finite)) : 0;
}

QString StreamSlot::labelOf(const QString &channel)
{
    if (channel.startsWith(client::kWaveFamily))
        return channel.sliced(client::kWaveFamily.size());
    if (channel.startsWith(client::kUplinkFamily))
        return u'\u2191' + channel.mid(client::kUplinkFamily.size(), 8);
    return channel;
}

void StreamSlot::setChannel(const QString &channel)
{
    if (channel == m_channel)
        return;
    m_subscription.reset();
    m_channel = channel;
    m_signal.clear();
    m_refusal.clear();
    m_lost = m_arrivingHz = m_peakToPeak = m_peak = m_rms = 0;
    m_arrivals.clear();
    plotting::TraceSource *old = m_source;
    m_source = channel.isEmpty() ? nullptr : new plotting::TraceSource(this);
    if (m_active)
        subscribe();
    rescale(-m_scale);
    Q_EMIT channelChanged();
    Q_EMIT measured();
    if (old)
        old->deleteLater();
}

void StreamSlot::setSignal(const QString &signal)
{
    if (signal == m_signal)
        return;
    m_signal = signal;
    Q_EMIT channelChanged();
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
    m_arrivals.clear(); // nothing was to come meanwhile
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

double StreamSlot::scale() const
{
    constexpr int kSteps = 3; // of a decade
    const int decade = int(std::floor(double(m_scale) / kSteps));
    constexpr double kDigits[kSteps] = {1, 2, 5};
    const double digit = kDigits[m_scale - decade * kSteps];
    return decade < 0 ? digit / std::pow(10, -decade) : digit * std::pow(10, decade);
}

void StreamSlot::rescale(int steps)
{
    const int scale = std::clamp(m_scale + std::clamp(steps, -20, 20), -6, 9);
    if (scale == m_scale)
        return;
    m_scale = scale;
    Q_EMIT scaleChanged();
}

void StreamSlot::measure(double seconds)
{
    if (!m_source)
        return;
    m_source->refresh();
    // Samples come in blocks: between two moments at which some came, the rate is exact.
    const double samples = double(m_source->stream()->arrived());
    m_clock += seconds;
    if (m_arrivals.empty() || samples > m_arrivals.back().second)
        m_arrivals.emplace_back(m_clock, samples);
    while (m_arrivals.size() > 2 && m_arrivals.front().first < m_clock - kArrivalSeconds)
        m_arrivals.pop_front();
    const auto [from, before] = m_arrivals.front();
    const auto [to, after] = m_arrivals.back();
    m_arrivingHz = to > from && m_clock - to < kSilentSeconds ? (after - before) / (to - from) : 0;

    static std::array<float, kMeasuredSamples> buffer; // GUI thread only
    const size_t count = m_source->latest(buffer);
    m_rms = rmsOf(std::span(buffer).first(count));

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
