// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::faults {

/// The faults of one connection at the level of bytes: what it sends goes through here, and comes
/// out late (latency), at a rate (bandwidth) or not for a while (stall), in order and unchanged.
/// Holds at most `room` bytes. Times are ns of the connection's life and never fall. No I/O.
class ByteLine {
public:
    ByteLine(const FaultRequest &request, size_t room);

    /// There is such a fault.
    bool active() const { return m_latency.amount || m_bandwidth.amount || !m_stalls.empty(); }
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

private:
    struct Part {
        size_t bytes;
        uint64_t dueNanos;
    };
    /// The end of the stall that `nowNanos` is in; 0: it is in none.
    uint64_t stalledUntil(uint64_t nowNanos) const;

    Fault m_latency {FaultType::latency}, m_bandwidth {FaultType::bandwidth};
    std::vector<Fault> m_stalls;
    const size_t m_room;
    std::string m_bytes;
    size_t m_at = 0; ///< what lies before it in m_bytes is gone
    size_t m_ready = 0; ///< bytes whose time has come, from there on
    std::deque<Part> m_parts; ///< behind them
    uint64_t m_freeNanos = 0; ///< when the rate lets the next byte begin
};

} // namespace wavetape::faults
