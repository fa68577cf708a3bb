// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <queue>

namespace wavetape::scenario {

/// What is to be done when. One thread.
class Timers {
public:
    /// `when`: monotonic nanoseconds.
    void at(std::uint64_t when, std::function<void()> what);
    /// Does what is due by `now`; when the next one is, or UINT64_MAX.
    std::uint64_t runDue(std::uint64_t now);

private:
    struct Entry {
        std::uint64_t when, order;
        std::function<void()> what;
        bool operator<(const Entry &other) const
        {
            return when != other.when ? when > other.when : order > other.order;
        }
    };
    std::priority_queue<Entry> m_entries;
    std::uint64_t m_order = 0;
};

} // namespace wavetape::scenario
