// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/MemoryReturn.h"

#include <algorithm>
#include <utility>

namespace wavetape::monitoring {

namespace {
constexpr uint64_t kWorthIt = 4 << 20; // bytes, and a quarter of what there was
constexpr uint64_t kSettledMs = 5'000;
} // namespace

MemoryReturn::MemoryReturn(std::function<void()> giveBack)
    : m_giveBack(std::move(giveBack))
{
}

void MemoryReturn::look(uint64_t used, uint64_t resident, uint64_t nowMs)
{
    if (std::exchange(m_fresh, false)) {
        m_floor = resident;
        m_usedThen = used;
    }
    if (used < m_usedThen) { // was in use when memory was given back
        m_floor -= std::min(m_floor, m_usedThen - used);
        m_usedThen = used;
    }
    m_floor = std::min(m_floor, resident);
    const uint64_t grown = resident - m_floor;
    if (grown < std::max(kWorthIt, m_floor / 4) || used - m_usedThen > grown / 2) {
        m_idleSinceMs = 0;
        return;
    }
    if (m_idleSinceMs == 0)
        m_idleSinceMs = nowMs;
    if (nowMs - m_idleSinceMs < kSettledMs)
        return;
    m_giveBack();
    m_fresh = true;
    m_idleSinceMs = 0;
}

} // namespace wavetape::monitoring
