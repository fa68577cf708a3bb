// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Timers.h"

#include <utility>

namespace wavetape::scenario {

void Timers::at(std::uint64_t when, std::function<void()> what)
{
    m_entries.push({when, m_order++, std::move(what)});
}

std::uint64_t Timers::runDue(std::uint64_t now)
{
    while (!m_entries.empty() && m_entries.top().when <= now) {
        // The top is const for its order's sake, which moving this member leaves as it is.
        const auto what = std::move(const_cast<Entry &>(m_entries.top()).what);
        m_entries.pop();
        what();
    }
    return m_entries.empty() ? UINT64_MAX : m_entries.top().when;
}

} // namespace wavetape::scenario
