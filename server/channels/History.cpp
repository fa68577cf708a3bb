// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/History.h"

#include <algorithm>
#include <utility>

namespace wavetape::channels {

namespace {
constexpr size_t kLeastPlaces = 16;
} // namespace

int64_t History::add(PublicationRef publication)
{
    const auto before = static_cast<int64_t>(held());
    const int64_t now = publication->timeMicros;
    const uint64_t size = publication->message->size();
    m_bytes += size;
    s_allBytes.fetch_add(size, std::memory_order_relaxed);
    while (!empty() && m_count >= m_limits.publications)
        dropFront(); // before it comes: the ring has no place more than are kept
    if (m_count == m_ring.size())
        resize(std::max(kLeastPlaces, 2 * m_count));
    m_ring[(m_first + m_count++) & (m_ring.size() - 1)] = std::move(publication);
    while (m_count > m_limits.publications || m_bytes > m_limits.bytes)
        dropFront();
    expire(now);
    return static_cast<int64_t>(held()) - before;
}

uint64_t History::expire(int64_t nowMicros)
{
    uint64_t freed = 0;
    while (!empty() && nowMicros - at(0)->timeMicros > m_limits.ageMicros)
        freed += dropFront();
    // Of many channels that were busy once, few are.
    if (empty())
        resize(0);
    else if (m_ring.size() > kLeastPlaces && m_count < m_ring.size() / 4)
        resize(m_ring.size() / 2);
    return freed;
}

uint64_t History::clear()
{
    const uint64_t freed = held();
    s_allBytes.fetch_sub(m_bytes, std::memory_order_relaxed);
    m_count = 0;
    m_bytes = 0;
    resize(0);
    return freed;
}

/// `places`: 0 or a power of two, enough for what is kept.
void History::resize(size_t places)
{
    std::vector<PublicationRef> ring(places);
    for (size_t i = 0; i < m_count; ++i)
        ring[i] = std::move(m_ring[(m_first + i) & (m_ring.size() - 1)]);
    m_ring = std::move(ring);
    m_first = 0;
}

uint64_t History::dropFront()
{
    const uint64_t freed = at(0)->message->size();
    m_bytes -= freed;
    s_allBytes.fetch_sub(freed, std::memory_order_relaxed);
    m_ring[m_first].reset();
    m_first = (m_first + 1) & (m_ring.size() - 1);
    --m_count;
    return freed + kBeside;
}

std::vector<PublicationRef> History::read(uint64_t fromSeq, size_t limit, uint64_t bytes) const
{
    std::vector<PublicationRef> page;
    if (empty() || fromSeq < oldestSeq())
        return page;
    uint64_t taken = 0;
    // Numbers in history are consecutive, so the place follows from the first one.
    for (size_t i = fromSeq - oldestSeq(); i < m_count && page.size() < limit; ++i) {
        page.push_back(at(i));
        taken += at(i)->message->size();
        if (taken >= bytes)
            break;
    }
    return page;
}

} // namespace wavetape::channels
