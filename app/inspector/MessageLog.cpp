// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/MessageLog.h"

namespace wavetape::inspector {

MessageLog::MessageLog(size_t mostEntries, size_t mostBytes)
    : m_mostEntries(mostEntries)
    , m_mostBytes(mostBytes)
{
}

size_t MessageLog::costOf(const LogEntry &entry)
{
    return sizeof entry + entry.payload.capacity();
}

void MessageLog::append(std::vector<LogEntry> &batch)
{
    const std::lock_guard lock(m_mutex);
    for (LogEntry &entry : batch) {
        m_extent.bytes += costOf(entry);
        m_entries.push_back(std::move(entry));
        ++m_extent.end;
        // The newest stays even where it alone is beyond the bound: it is what one looks for.
        while (m_entries.size() > 1
            && (m_entries.size() > m_mostEntries || m_extent.bytes > m_mostBytes)) {
            m_extent.bytes -= costOf(m_entries.front());
            m_entries.pop_front();
            ++m_extent.first;
            ++m_extent.dropped;
        }
    }
    batch.clear();
}

void MessageLog::clear()
{
    std::deque<LogEntry> old;
    const std::lock_guard lock(m_mutex);
    old.swap(m_entries);
    m_extent.first = m_extent.end;
    m_extent.bytes = 0;
    m_extent.dropped = 0;
    ++m_extent.cleared;
}

MessageLog::Extent MessageLog::extent() const
{
    const std::lock_guard lock(m_mutex);
    return m_extent;
}

std::optional<LogEntry> MessageLog::find(uint64_t number) const
{
    const std::lock_guard lock(m_mutex);
    if (number < m_extent.first || number >= m_extent.end)
        return {};
    return m_entries[size_t(number - m_extent.first)];
}

} // namespace wavetape::inspector
