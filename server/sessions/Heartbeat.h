// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

namespace wavetape::sessions {

/// Pings and their pongs on one connection (RFC 6455 5.5.2): when the next ping goes out, until
/// when it is to be answered, and how long that took. The first goes out at once. Times are ms of
/// the caller's clock, which never falls; RTT is of the steady clock, in ns.
class Heartbeat {
public:
    struct Periods {
        uint64_t pingMs; ///< from one ping to the next
        uint64_t pongMs; ///< for its answer
    };
    /// What the peer's kernel has acknowledged so far.
    struct Acknowledged {
        int64_t bytes = 0;
        bool more = false; ///< more waits in ours
        bool watched = false; ///< and behind that, in a queue whose own deadline is not over
    };

    explicit Heartbeat(uint64_t nowMs)
        : m_pingDueMs(nowMs)
    {
    }

    /// The payload of a ping that goes out now.
    int64_t ping(uint64_t nowMs, const Periods &periods, int64_t steadyNanos,
        const Acknowledged &acknowledged);
    /// The RTT in ms; nothing where this answers no ping of ours: an unsolicited or late pong means
    /// nothing (RFC 6455 5.5.3).
    std::optional<float> pong(std::span<const char> payload, int64_t steadyNanos);
    /// The peer cannot answer now, for it is in the middle of a frame, whose bytes come.
    void onLife(uint64_t nowMs, const Periods &periods);
    bool unanswered() const { return m_pongDueMs != 0; }

    enum class Verdict : uint8_t { wait, ping, dead };
    /// `reading`: its bytes are read, so a pong would have been seen. `acknowledged()` is asked
    /// when a pong is overdue: slow is not dead, the ping may wait behind data that the peer still
    /// takes.
    template <typename Asked>
    Verdict check(uint64_t nowMs, const Periods &periods, bool reading, Asked &&acknowledged)
    {
        if (m_pongDueMs && !reading)
            m_pongDueMs = std::max(m_pongDueMs, nowMs + periods.pongMs / 2);
        if (m_pongDueMs && nowMs >= m_pongDueMs) {
            if (!takes(acknowledged()))
                return Verdict::dead;
            m_pongDueMs = nowMs + periods.pongMs;
        }
        if (nowMs < m_pingDueMs)
            return Verdict::wait;
        m_pingDueMs = nowMs + periods.pingMs;
        return m_pongDueMs ? Verdict::wait : Verdict::ping;
    }
    /// When to check() again.
    uint64_t dueMs() const
    {
        return m_pongDueMs ? std::min(m_pingDueMs, m_pongDueMs) : m_pingDueMs;
    }

    /// Of the newest pong, ms; below 0: none has come.
    float rttMs() const { return m_rttMs; }

private:
    bool takes(const Acknowledged &acknowledged);

    uint64_t m_pingDueMs;
    uint64_t m_pongDueMs = 0; ///< 0: no ping is unanswered
    int64_t m_sentNanos = 0;
    int64_t m_acknowledged = 0; ///< bytes, when it was last asked
    float m_rttMs = -1;
};

} // namespace wavetape::sessions
