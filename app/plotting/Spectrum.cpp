// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/Spectrum.h"

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

Spectrum::Viewer::Viewer(Spectrum *spectrum)
    : m_spectrum(spectrum)
{
    ++spectrum->m_viewers;
    spectrum->follow();
}

void Spectrum::Viewer::reset()
{
    if (m_spectrum) {
        --m_spectrum->m_viewers;
        m_spectrum->follow();
    }
    m_spectrum = nullptr;
}

Spectrum::Spectrum(QObject *parent)
    : QObject(parent)
    , m_analyser(std::make_unique<SpectrumAnalyser>())
{
    m_analyser->setAveraging(m_averaging);
}

void Spectrum::setSource(TraceSource *source)
{
    if (m_source == source)
        return;
    m_source = source;
    m_analyser->reset();
    m_lastCount = 0;
    emit sourceChanged();
}

void Spectrum::setSize(int samples)
{
    auto analyser
        = std::make_unique<SpectrumAnalyser>(static_cast<std::size_t>(std::max(samples, 1)));
    if (analyser->size() == m_analyser->size())
        return;
    analyser->setAveraging(m_averaging);
    m_analyser = std::move(analyser);
    m_lastCount = 0;
    emit sizeChanged();
    emit updated();
}

void Spectrum::setAveraging(double share)
{
    share = std::isfinite(share) ? std::clamp(share, 0.0, 0.98) : 0;
    if (m_averaging == share)
        return;
    m_averaging = share;
    m_analyser->setAveraging(share);
    emit averagingChanged();
}

void Spectrum::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    follow();
    emit pausedChanged();
}

void Spectrum::follow()
{
    const bool wanted = m_viewers > 0 && !m_paused;
    if (wanted && !m_ticket) {
        m_ticket = FrameClock::instance().acquire();
        connect(&FrameClock::instance(), &FrameClock::tick, this, &Spectrum::onTick);
    } else if (!wanted && m_ticket) {
        disconnect(&FrameClock::instance(), nullptr, this, nullptr);
        m_ticket.reset();
    }
}

void Spectrum::onTick()
{
    if (m_since.isValid() && m_since.elapsed() < kIntervalMs)
        return;
    m_since.start();
    refresh();
}

bool Spectrum::refresh()
{
    const auto ring = m_source ? m_source->stream()->ring() : nullptr;
    if (!ring)
        return false;
    const auto count = static_cast<double>(ring->end());
    if (ring->rateHz() != m_rateHz) {
        m_rateHz = ring->rateHz();
        m_analyser->reset();
    } else if (count == m_lastCount) {
        return false;
    }
    m_lastCount = count;
    m_samples.resize(m_analyser->size());
    if (m_source->latest(m_samples) != m_samples.size() || !m_analyser->add(m_samples))
        return false;
    findPeak();
    emit updated();
    return true;
}

void Spectrum::findPeak()
{
    const std::vector<float> &bins = levels();
    // The bins next to 0 hold the mean, not a tone.
    const auto highest = std::max_element(bins.begin() + 2, bins.end());
    const auto at = static_cast<std::size_t>(highest - bins.begin());
    double between = 0;
    m_peakLevel = *highest;
    if (at + 1 < bins.size()) {
        // A parabola through the three highest levels.
        const double left = bins[at - 1], middle = bins[at], right = bins[at + 1];
        const double curve = left - 2 * middle + right;
        if (curve < 0) {
            between = std::clamp(0.5 * (left - right) / curve, -0.5, 0.5);
            m_peakLevel = middle - 0.25 * (left - right) * between;
        }
    }
    m_peakHz = (static_cast<double>(at) + between) * resolution();
}

} // namespace wavetape::plotting
