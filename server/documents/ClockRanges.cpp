// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/ClockRanges.h"

#include <algorithm>
#include <iterator>

namespace wavetape::documents {

void ClockRanges::add(const ClockRange &range)
{
    auto &ranges = m_ranges[range.client];
    uint64_t from = range.from;
    uint64_t to = range.to;
    auto it = ranges.upper_bound(from);
    if (it != ranges.begin() && std::prev(it)->second >= from)
        --it;
    while (it != ranges.end() && it->first <= to) {
        from = std::min(from, it->first);
        to = std::max(to, it->second);
        it = ranges.erase(it);
        --m_size;
    }
    ranges.emplace_hint(it, from, to);
    ++m_size;
}

bool ClockRanges::covers(const ClockRange &range) const
{
    const auto client = m_ranges.find(range.client);
    if (client == m_ranges.end())
        return false;
    const auto it = client->second.upper_bound(range.from);
    return it != client->second.begin() && std::prev(it)->second >= range.to;
}

bool ClockRanges::covers(const std::vector<ClockRange> &ranges) const
{
    return std::all_of(
        ranges.begin(), ranges.end(), [this](const ClockRange &range) { return covers(range); });
}

void ClockRanges::clear()
{
    m_ranges.clear();
    m_size = 0;
}

std::map<uint64_t, uint64_t> ClockRanges::reached() const
{
    std::map<uint64_t, uint64_t> reached;
    for (const auto &[client, ranges] : m_ranges) {
        if (!ranges.empty() && ranges.begin()->first == 0)
            reached.emplace_hint(reached.end(), client, ranges.begin()->second);
    }
    return reached;
}

} // namespace wavetape::documents
