// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

namespace wavetape::net {

/// Wakes connections with faults when something of theirs is due: to the microsecond, which the
/// deadlines' wheel and the loop's own timers are too coarse for. Its loop's thread only.
class FaultAlarm {
public:
    /// `due` is called with a connection's number; it may ask for a further ring, and must bear
    /// that the connection is gone. Throws std::system_error.
    FaultAlarm(uv_loop_t &loop, std::function<void(uint64_t connection)> due);
    /// After close(), once the loop has ended.
    ~FaultAlarm() = default;
    FaultAlarm(const FaultAlarm &) = delete;
    FaultAlarm &operator=(const FaultAlarm &) = delete;

    /// Rings for `connection` in `nanos` or before.
    void ringIn(uint64_t connection, uint64_t nanos);
    void close();

private:
    void arm();
    void onReadable();

    const std::function<void(uint64_t)> m_due;
    int m_descriptor; ///< a timerfd
    uv_poll_t m_poll {};
    std::set<std::pair<uint64_t, uint64_t>> m_rings; ///< ns of the monotonic clock, connection
    std::unordered_map<uint64_t, uint64_t> m_next; ///< the same by connection, one of each
};

} // namespace wavetape::net
