// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LogEntry.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace wavetape::inspector {

// The newest lines of a connection in memory, at most so many and so many bytes; the oldest give
// way and are counted. Lines are numbered from 0 without a hole. Any thread: the socket's appends,
// the GUI's looks, an export reads along; none holds the lock for longer than a slice.
class MessageLog {
public:
    static constexpr size_t kMostEntries = 200'000;
    static constexpr size_t kMostBytes = 64u << 20; // payloads and bookkeeping

    explicit MessageLog(size_t mostEntries = kMostEntries, size_t mostBytes = kMostBytes);

    struct Extent {
        uint64_t first = 0, end = 0; // the lines that are there: [first, end)
        uint64_t bytes = 0;
        uint64_t dropped = 0; // by the bound, since the last clear()
        uint64_t cleared = 0; // how often clear() was called

        uint64_t size() const { return end - first; }
    };

    // Takes the batch's entries; the vector is left empty.
    void append(std::vector<LogEntry> &batch);
    void clear();
    Extent extent() const;
    std::optional<LogEntry> find(uint64_t number) const;

    // visit(number, entry) for [from, to) as far as they are there, under the lock: be quick.
    // Returns the number after the last one visited. A visit that returns false ends it.
    template <typename Visit>
    uint64_t visit(uint64_t from, uint64_t to, Visit visit) const
    {
        const std::lock_guard lock(m_mutex);
        from = std::max(from, m_extent.first);
        to = std::min(to, m_extent.end);
        for (; from < to; ++from) {
            if (!visit(from, m_entries[size_t(from - m_extent.first)]))
                return from + 1;
        }
        return from;
    }

private:
    static size_t costOf(const LogEntry &entry);

    const size_t m_mostEntries;
    const size_t m_mostBytes;
    mutable std::mutex m_mutex;
    std::deque<LogEntry> m_entries;
    Extent m_extent;
};

} // namespace wavetape::inspector
