// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/FaultPlan.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::faults {

/// The faults of one connection at the level of bytes: what it sends goes through here, and comes
/// out late (latency), at a rate (bandwidth), in pieces (slicer), not for a while (stall, timeout),
/// or to a certain byte (limitData), in order and unchanged. Holds at most `room` bytes. Times are
/// ns of the connection's life and never fall. No I/O.
class ByteLine {
public:
    ByteLine(const FaultRequest &request, size_t room);
    explicit ByteLine(size_t room);

    /// From now on bytes pass these. What is held stays in its order, and what one alone held back
    /// that is gone comes out.
    void set(std::span<const ByteFault> faults);

    /// There is such a fault, or there was and bytes are held still.
    bool active() const { return !m_faults.empty() || size() > 0; }
    size_t size() const { return m_bytes.size() - m_at; }
    /// Bytes that it still takes.
    size_t room() const { return m_room - size(); }
    /// Takes as much as there is room for. Returns how much that is.
    size_t put(std::string_view bytes, uint64_t nowNanos);
    /// What may go out now; valid until the next call.
    std::string_view due(uint64_t nowNanos);
    /// So many bytes of it did.
    void taken(size_t bytes);
    /// When more is due; ~0: nothing waits.
    uint64_t nextDueNanos(uint64_t nowNanos) const;
    /// For how long a byte may be held at most, besides for others before it, in ms.
    uint64_t longestMs() const;
    /// As many bytes as it lets through have gone out: there will be no more.
    bool exhausted() const { return m_left == 0 && size() == 0; }

private:
    struct Part {
        size_t bytes;
        uint64_t dueNanos;
        bool alone; ///< a slice
    };
    /// The end of the stall that `nowNanos` is in; 0: it is in none.
    uint64_t stalledUntil(uint64_t nowNanos) const;
    /// How late what comes now is, bar what is before it.
    uint64_t lateness(uint64_t nowNanos);
    /// Flips bits of what was put last, from `at` on.
    void corrupt(size_t at, uint64_t nowNanos);

    std::vector<ByteFault> m_faults;
    const size_t m_room;
    std::string m_bytes;
    size_t m_at = 0; ///< what lies before it in m_bytes is gone
    size_t m_ready = 0; ///< bytes whose time has come, from there on
    std::deque<Part> m_parts; ///< behind them
    uint64_t m_freeNanos = 0; ///< when the rate lets the next byte begin
    uint64_t m_left = kNever; ///< bytes that may still come in
    uint64_t m_drawn = 0; ///< how often chance was asked
    uint64_t m_total = 0; ///< bytes that ever came in
};

} // namespace wavetape::faults
