// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceScene.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::plotting {

namespace {

constexpr double kMicro = 1e-6;
constexpr double kStalledSeconds = 0.1; // a stream this late no longer holds the others back
constexpr double kTriggerSearchSeconds = 0.5;
constexpr uint64_t kFrozenSamples = uint64_t(1) << 22; // at least the window, if more

std::shared_ptr<SampleRing> ringOf(const Trace *trace)
{
    const auto ring = trace->source() ? trace->source()->stream()->ring() : nullptr;
    return ring && ring->end() > 0 ? ring : nullptr;
}

} // namespace

// Seconds from the base to the newest moment that every live stream has reached.
double TraceScene::newest() const
{
    double earliest = INFINITY, latest = -INFINITY;
    for (const Built &b : m_built) {
        const double at = secondsAt(b, static_cast<double>(std::min(b.end, b.ring->end())));
        earliest = std::min(earliest, at);
        latest = std::max(latest, at);
    }
    return std::max(earliest, latest - kStalledSeconds);
}

double TraceScene::secondsAt(const Built &b, double sample) const
{
    return static_cast<double>(b.originUs - m_baseUs) * kMicro + sample / b.ring->rateHz();
}

double TraceScene::sampleAt(const Built &b, double seconds) const
{
    return (seconds - static_cast<double>(b.originUs - m_baseUs) * kMicro) * b.ring->rateHz();
}

// Takes the rings of this frame and what they held at its start.
void TraceScene::collect(const std::vector<Trace *> &traces)
{
    std::vector<Built> old;
    old.swap(m_built);
    for (Trace *trace : traces) {
        if (!trace->shown() || !trace->source())
            continue;
        std::shared_ptr<SampleRing> ring;
        if (m_paused) {
            for (const auto &[owner, copy] : m_frozen) {
                if (owner == trace)
                    ring = copy;
            }
        } else {
            ring = ringOf(trace);
        }
        if (!ring || ring->end() == 0)
            continue;
        const auto same = std::find_if(
            old.begin(), old.end(), [trace](const Built &b) { return b.trace == trace; });
        Built b = same != old.end() ? std::move(*same) : Built {};
        b.trace = trace;
        b.end = ring->end();
        b.originUs = ring->originUs();
        b.ring = std::move(ring);
        m_built.push_back(std::move(b));
    }
    if (!m_built.empty())
        m_baseUs = m_built.front().originUs;
}

std::optional<double> TraceScene::findTrigger(const TraceWindow &window, double newest) const
{
    const Built &b = m_built.front();
    if (!window.triggerLevel)
        return {};
    const auto level = static_cast<float>(*window.triggerLevel);
    const double latest = newest - (1 - window.triggerPosition) * window.seconds;
    const double earliest = latest - std::max(window.seconds, kTriggerSearchSeconds);
    const double end = std::min(sampleAt(b, latest), static_cast<double>(b.end));
    if (end < 2)
        return {};
    const auto to = static_cast<uint64_t>(end);
    const auto from = static_cast<uint64_t>(std::max(sampleAt(b, earliest), 1.0));
    const uint64_t edge = b.ring->lastRisingEdge(from, to, level);
    std::array<float, 2> around;
    if (edge >= to || !b.ring->read(edge - 1, around))
        return {};
    // Between two samples, else a sine would tremble by up to a sample.
    const double part = (level - around[0]) / (static_cast<double>(around[1]) - around[0]);
    return secondsAt(b, static_cast<double>(edge - 1) + std::clamp(part, 0.0, 1.0));
}

TraceScene::Summary TraceScene::build(
    const std::vector<Trace *> &traces, const TraceWindow &window, int columns)
{
    collect(traces);
    Summary summary;
    if (m_built.empty() || columns <= 0)
        return summary;
    const double columnSeconds = window.seconds / columns;
    const double now = newest();
    double origin = 0;
    int64_t first = 0;
    if (const auto edge = findTrigger(window, now)) {
        summary.triggered = true;
        origin = *edge - window.triggerPosition * window.seconds;
    } else {
        // Columns begin at fixed moments, so that a column's extremes do not change while it
        // wanders to the left.
        first = static_cast<int64_t>(std::floor((now - window.offset) / columnSeconds)) - columns;
    }
    for (Built &b : m_built) {
        const double samplesPerColumn = columnSeconds * b.ring->rateHz();
        const double at = sampleAt(b, origin);
        // A stream's time is smoothed and moves by microseconds against the others'; its columns
        // stay where they are as long as that is less than half of one.
        if (samplesPerColumn != b.view.samplesPerColumn || samplesPerColumn < TraceColumns::kDense
            || summary.triggered || std::abs(at - b.view.origin) > samplesPerColumn / 2)
            b.view.origin = at;
        b.view.first = first;
        b.view.columns = columns;
        b.view.samplesPerColumn = samplesPerColumn;
        b.view.gain = b.trace->gain();
        b.view.offset = b.trace->offset();
        b.columns.build(*b.ring, b.view, window.density);
        summary.visible.add(b.columns.extremes());
    }
    summary.samplesPerColumn = m_built.front().view.samplesPerColumn;
    return summary;
}

const TraceScene::Built *TraceScene::find(const Trace *trace) const
{
    for (const Built &b : m_built) {
        if (b.trace == trace && b.view.columns > 0)
            return &b;
    }
    return nullptr;
}

bool TraceScene::hasNewer(const std::vector<Trace *> &traces) const
{
    std::size_t known = 0;
    for (const Trace *trace : traces) {
        const auto ring = trace->shown() ? ringOf(trace) : nullptr;
        if (!ring)
            continue;
        ++known;
        if (std::none_of(m_built.begin(), m_built.end(), [&](const Built &b) {
                return b.trace == trace && b.ring == ring && b.end == ring->end();
            }))
            return true;
    }
    return known != m_built.size();
}

void TraceScene::forget(const Trace *trace)
{
    std::erase_if(m_built, [&](const Built &b) { return b.trace == trace; });
    std::erase_if(m_frozen, [&](const auto &frozen) { return frozen.first == trace; });
}

void TraceScene::freeze(const std::vector<Trace *> &traces, const TraceWindow &window)
{
    m_paused = true;
    m_frozen.clear();
    for (Trace *trace : traces) {
        const auto ring = ringOf(trace);
        if (!ring)
            continue;
        const double samples = (window.seconds * 2 + window.offset) * ring->rateHz();
        const auto wanted = static_cast<uint64_t>(std::clamp(samples,
            std::min(double(kFrozenSamples), double(ring->capacity())), double(ring->capacity())));
        m_frozen.emplace_back(trace, copyNewest(*ring, wanted));
    }
}

void TraceScene::thaw()
{
    m_paused = false;
    m_frozen.clear();
}

} // namespace wavetape::plotting
