// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"

#include <cstdint>
#include <deque>
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

    /// Appends and evicts. Returns the change of what is held (may be negative).
    int64_t add(PublicationRef publication);
    /// Evicts what is older than the age limit. Returns what was held of it.
    uint64_t expire(int64_t nowMicros);
    uint64_t clear();

    bool empty() const { return m_items.empty(); }
    uint64_t bytes() const { return m_bytes; } ///< of messages
    uint64_t held() const { return m_bytes + m_items.size() * kBeside; } ///< bytes of memory
    size_t size() const { return m_items.size(); }
    /// Null where there is none.
    PublicationRef newest() const { return m_items.empty() ? PublicationRef() : m_items.back(); }
    uint64_t oldestSeq() const { return m_items.empty() ? 0 : m_items.front()->seq; }
    /// From `fromSeq` on (which must be held), at most `limit`, stopping once `bytes` are reached.
    std::vector<PublicationRef> read(uint64_t fromSeq, size_t limit, uint64_t bytes) const;

private:
    uint64_t dropFront();

    const HistoryLimits m_limits;
    std::deque<PublicationRef> m_items;
    uint64_t m_bytes = 0;
};

} // namespace wavetape::channels
