// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace wavetape::net {

/// How a reader gets on that the kernel takes no more for: it is judged by whether it takes bytes,
/// not by how much waits for it. A receiving kernel tells of room only once there is much of it, so
/// a slow and steady reader takes nothing for a while and then a piece at once. Who has come back
/// so gets twice that pause from then on; who never does gets no more than the deadline. No clock
/// of its own: `nowMs` never falls.
class ReaderProgress {
public:
    explicit ReaderProgress(uint64_t nowMs)
        : m_lastMs(nowMs)
    {
    }

    /// The reader took some bytes.
    void onTaken(uint64_t nowMs)
    {
        if (m_blocked)
            m_longestPauseMs = std::max(m_longestPauseMs, nowMs - m_lastMs);
        m_lastMs = nowMs;
        m_acknowledged = kUnknown;
    }
    /// Our kernel takes no more for now.
    void onBlocked(uint64_t nowMs)
    {
        if (!m_blocked)
            onTaken(nowMs);
        m_blocked = true;
    }
    /// Nothing waits for it.
    void onDrained()
    {
        m_blocked = false;
        m_longestPauseMs = 0;
    }

    /// When to look again; `nowMs` or before: it is given up. That is `patienceMs` after it last
    /// took something, or what its own pauses ask for, up to kPatience times as much.
    /// `acknowledged()`: how many bytes the peer's kernel has, all in all. Our own takes more only
    /// when a good part of what it holds is through, so that is asked too before anybody is given
    /// up.
    template <typename Acknowledged>
    uint64_t check(uint64_t nowMs, uint64_t patienceMs, Acknowledged &&acknowledged)
    {
        const uint64_t settledMs = m_lastMs + patienceMs / kSettle;
        if (m_acknowledged == kUnknown) {
            // What was under way has come by then.
            if (nowMs < settledMs)
                return settledMs;
            m_acknowledged = acknowledged();
        }
        if (nowMs >= dueMs(patienceMs)) {
            const int64_t bytes = acknowledged();
            if (bytes > m_acknowledged) {
                onTaken(nowMs);
                m_acknowledged = bytes;
            }
        }
        return dueMs(patienceMs);
    }

    static constexpr uint64_t kPatience = 6;

private:
    static constexpr int64_t kUnknown = -1;
    static constexpr uint64_t kSettle = 10;

    uint64_t dueMs(uint64_t patienceMs) const
    {
        return m_lastMs + std::clamp(2 * m_longestPauseMs, patienceMs, kPatience * patienceMs);
    }

    uint64_t m_lastMs;
    uint64_t m_longestPauseMs = 0; ///< that it has overcome since it was blocked
    int64_t m_acknowledged = kUnknown; ///< once it has taken nothing for a while
    bool m_blocked = false;
};

} // namespace wavetape::net
