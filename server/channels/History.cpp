// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/History.h"

namespace wavetape::channels {

int64_t History::add(PublicationRef publication)
{
    const auto before = static_cast<int64_t>(held());
    const int64_t now = publication->timeMicros;
    m_bytes += publication->message->size();
    m_items.push_back(std::move(publication));
    while (m_items.size() > m_limits.publications || m_bytes > m_limits.bytes)
        dropFront();
    expire(now);
    return static_cast<int64_t>(held()) - before;
}

uint64_t History::expire(int64_t nowMicros)
{
    uint64_t freed = 0;
    while (!m_items.empty() && nowMicros - m_items.front()->timeMicros > m_limits.ageMicros)
        freed += dropFront();
    return freed;
}

uint64_t History::clear()
{
    const uint64_t freed = held();
    m_items.clear();
    m_items.shrink_to_fit();
    m_bytes = 0;
    return freed;
}

uint64_t History::dropFront()
{
    const uint64_t freed = m_items.front()->message->size();
    m_bytes -= freed;
    m_items.pop_front();
    return freed + kBeside;
}

std::vector<PublicationRef> History::read(uint64_t fromSeq, size_t limit, uint64_t bytes) const
{
    std::vector<PublicationRef> page;
    if (m_items.empty() || fromSeq < m_items.front()->seq)
        return page;
    uint64_t taken = 0;
    // Numbers in history are consecutive, so the place follows from the first one.
    for (size_t i = fromSeq - m_items.front()->seq; i < m_items.size() && page.size() < limit;
         ++i) {
        page.push_back(m_items[i]);
        taken += m_items[i]->message->size();
        if (taken >= bytes)
            break;
    }
    return page;
}

} // namespace wavetape::channels
