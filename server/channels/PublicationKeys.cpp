// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/PublicationKeys.h"

#include <charconv>

namespace wavetape::channels {

namespace {
std::string nameOf(uint32_t channel, std::string_view key)
{
    std::string name = std::to_string(channel);
    name += ':';
    name += key;
    return name;
}
} // namespace

PublicationKeys::PublicationKeys(size_t most)
    : m_most(most)
{
}

std::optional<protocol::StreamPosition> PublicationKeys::find(
    uint32_t channel, std::string_view key, int64_t nowNanos)
{
    expire(nowNanos);
    const auto it = m_byName.find(nameOf(channel, key));
    if (it == m_byName.end())
        return {};
    return it->second->position;
}

void PublicationKeys::add(uint32_t channel, std::string_view key,
    const protocol::StreamPosition &position, int64_t nowNanos)
{
    m_entries.push_back({nameOf(channel, key), position, nowNanos + kKeptNanos});
    m_byName.emplace(m_entries.back().name, &m_entries.back());
    expire(nowNanos);
}

void PublicationKeys::visit(
    const std::function<void(uint32_t, std::string_view, const protocol::StreamPosition &, int64_t)>
        &visitor) const
{
    for (const Entry &entry : m_entries) {
        uint32_t channel = 0;
        const char *end = entry.name.data() + entry.name.size();
        const char *colon = std::from_chars(entry.name.data(), end, channel).ptr;
        visitor(channel, {colon + 1, end}, entry.position, entry.untilNanos);
    }
}

void PublicationKeys::expire(int64_t nowNanos)
{
    while (!m_entries.empty()
        && (m_entries.size() > m_most || m_entries.front().untilNanos <= nowNanos)) {
        m_byName.erase(m_entries.front().name);
        m_entries.pop_front();
    }
}

} // namespace wavetape::channels
