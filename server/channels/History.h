// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace wavetape::channels {

struct HistoryLimits {
    uint32_t publications = 1024;
    uint64_t bytes = 1 << 20;
    int64_t ageMicros = 300'000'000;
};

/// The last publications of one channel, bounded by count, bytes (of their messages: other forms
/// are made on demand) and age, whichever is least. Not thread-safe: lives under the channel's
/// mutex.
class History {
public:
    /// What a publication takes of memory besides its message: of small ones more than that.
    static constexpr uint64_t kBeside = sizeof(Publication) + sizeof(EncodedFrame)
        + sizeof(PublicationRef) + 48; ///< its counters, and the allocator's

    explicit History(const HistoryLimits &limits)
        : m_limits(limits)
    {
    }
    History(const History &) = delete;
    ~History() { clear(); }

    /// Appends and evicts. Returns the change of what is held (may be negative).
    int64_t add(PublicationRef publication);
    /// Evicts what is older than the age limit. Returns what was held of it.
    uint64_t expire(int64_t nowMicros);
    uint64_t clear();

    bool empty() const { return m_count == 0; }
    uint64_t bytes() const { return m_bytes; } ///< of messages
    /// bytes() of all of this process: what of EncodedFrame::residentBytes() waits for nobody. Any
    /// thread.
    static uint64_t allBytes() { return s_allBytes.load(std::memory_order_relaxed); }
    uint64_t held() const { return m_bytes + m_count * kBeside; } ///< bytes of memory
    size_t size() const { return m_count; }
    /// Null where there is none.
    PublicationRef newest() const { return empty() ? PublicationRef() : at(m_count - 1); }
    uint64_t oldestSeq() const { return empty() ? 0 : at(0)->seq; }
    /// From `fromSeq` on (which must be held), at most `limit`, stopping once `bytes` are reached.
    std::vector<PublicationRef> read(uint64_t fromSeq, size_t limit, uint64_t bytes) const;

private:
    /// The `i`-th, from the oldest.
    const PublicationRef &at(size_t i) const { return m_ring[(m_first + i) & (m_ring.size() - 1)]; }
    void resize(size_t places);
    uint64_t dropFront();

    inline static std::atomic<uint64_t> s_allBytes {0};

    const HistoryLimits m_limits;
    std::vector<PublicationRef> m_ring; ///< of a power of two places; empty: nothing was kept yet
    size_t m_first = 0; ///< where the oldest is
    size_t m_count = 0;
    uint64_t m_bytes = 0;
};

} // namespace wavetape::channels
