// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::scenario {

/// What is known of one numbering of one channel: how far it has come.
struct Numbering {
    std::string epoch;
    std::uint64_t published = 0; ///< the highest number that anybody was told of
};

/// All numberings of a run, by channel and epoch. Addresses stay.
class Ledger {
public:
    Numbering &of(std::string_view channel, std::string_view epoch);

private:
    std::map<std::pair<std::string, std::string>, Numbering> m_all;
};

/// What one client should have got of one channel, and got: exact, by numbers. A client that comes
/// back goes on where it stopped, unless the numbering is another.
class Track {
public:
    enum class Seen : std::uint8_t { next, afterGap, duplicate, late };

    /// A subscription was acknowledged: its live part begins after `seq`. `resumed`: what is
    /// missing before it comes first; not so under another numbering.
    void begin(Numbering &numbering, std::uint64_t seq, bool conflating, bool resumed);
    bool begun() const { return !m_spans.empty(); }
    const std::string &epoch() const { return m_spans.back().numbering->epoch; }
    /// Nothing up to it is owed.
    std::uint64_t start() const { return m_spans.back().start; }
    std::uint64_t last() const { return m_spans.back().last; }
    bool conflating() const { return m_conflating; }

    Seen take(std::uint64_t seq);
    /// `from` to `to` are announced as lost.
    void lagged(std::uint64_t from, std::uint64_t to);
    /// Nothing more is owed from here on: the client has left for good.
    void leave();

    struct Totals {
        std::uint64_t expected = 0, received = 0, announced = 0;
        std::uint64_t lost() const { return expected - std::min(expected, received); }
    };
    /// So far; what a conflating channel leaves out is none of it.
    Totals totals() const;
    /// Has it got the newest of its numbering?
    bool caughtUp() const;

private:
    struct Span {
        Numbering *numbering;
        std::uint64_t start, last, received = 0, announced = 0;
        std::uint64_t end = UINT64_MAX; ///< of what is owed
    };
    struct Hole {
        std::uint64_t from, to;
    };

    std::vector<Span> m_spans;
    std::vector<Hole> m_holes; ///< of the last span, for what comes late
    bool m_conflating = false;
};

} // namespace wavetape::scenario
