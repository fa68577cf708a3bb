// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Ledger.h"

namespace wavetape::scenario {

namespace {
constexpr std::size_t kMostHoles = 4096; ///< remembered; what comes late in others is a duplicate
} // namespace

Numbering &Ledger::of(std::string_view channel, std::string_view epoch)
{
    Numbering &numbering = m_all[{std::string(channel), std::string(epoch)}];
    if (numbering.epoch.empty())
        numbering.epoch = epoch;
    return numbering;
}

void Track::begin(Numbering &numbering, std::uint64_t seq, bool conflating, bool resumed)
{
    m_conflating = conflating;
    numbering.published = std::max(numbering.published, seq);
    if (begun() && m_spans.back().numbering == &numbering) {
        // What was missed meanwhile is owed: it is replayed, or announced as lost.
        Span &span = m_spans.back();
        if (span.end != UINT64_MAX) {
            m_spans.push_back({&numbering, resumed ? span.last : seq, resumed ? span.last : seq});
            m_holes.clear();
        }
        return;
    }
    const bool another = begun();
    // Of a numbering that is new to it everything is owed to a client that asked to go on.
    const std::uint64_t start = another && resumed ? 0 : seq;
    m_spans.push_back({&numbering, start, start});
    m_holes.clear();
}

Track::Seen Track::take(std::uint64_t seq)
{
    Span &span = m_spans.back();
    span.numbering->published = std::max(span.numbering->published, seq);
    if (m_conflating) {
        ++span.received;
        span.last = std::max(span.last, seq);
        return Seen::next;
    }
    if (seq > span.last) {
        const bool gap = seq != span.last + 1;
        if (gap && m_holes.size() < kMostHoles)
            m_holes.push_back({span.last + 1, seq - 1});
        span.last = seq;
        ++span.received;
        return gap ? Seen::afterGap : Seen::next;
    }
    for (std::size_t i = 0; i < m_holes.size(); ++i) {
        const Hole hole = m_holes[i];
        if (seq < hole.from || seq > hole.to)
            continue;
        m_holes.erase(m_holes.begin() + static_cast<std::ptrdiff_t>(i));
        if (seq > hole.from)
            m_holes.push_back({hole.from, seq - 1});
        if (seq < hole.to)
            m_holes.push_back({seq + 1, hole.to});
        ++span.received;
        return Seen::late;
    }
    return Seen::duplicate;
}

void Track::lagged(std::uint64_t from, std::uint64_t to)
{
    Span &span = m_spans.back();
    if (to < from || to <= span.last)
        return;
    span.announced += to - std::max(from - 1, span.last);
    if (from > span.last + 1 && m_holes.size() < kMostHoles)
        m_holes.push_back({span.last + 1, from - 1});
    span.last = to;
    span.numbering->published = std::max(span.numbering->published, to);
}

void Track::leave()
{
    if (begun() && m_spans.back().end == UINT64_MAX)
        m_spans.back().end = m_spans.back().last;
}

Track::Totals Track::totals() const
{
    Totals totals;
    for (const Span &span : m_spans) {
        const std::uint64_t end = std::min(span.end, span.numbering->published);
        totals.received += span.received;
        totals.announced += span.announced;
        totals.expected += m_conflating ? span.received : end - std::min(end, span.start);
    }
    return totals;
}

bool Track::caughtUp() const
{
    return !begun() || m_conflating || m_spans.back().end != UINT64_MAX
        || m_spans.back().last >= m_spans.back().numbering->published;
}

} // namespace wavetape::scenario
