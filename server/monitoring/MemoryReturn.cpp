// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/MemoryReturn.h"

#include <algorithm>
#include <malloc.h>

namespace wavetape::monitoring {

namespace {
constexpr uint64_t kWorthIt = 4 << 20; // bytes
constexpr uint64_t kSettledMs = 5'000;
} // namespace

MemoryReturn::MemoryReturn(std::function<void()> giveBack)
    : m_giveBack(giveBack ? std::move(giveBack) : [] { malloc_trim(0); })
{
}

void MemoryReturn::look(uint64_t used, uint64_t most, uint64_t nowMs)
{
    m_peak = std::max({m_peak, most, used});
    if (m_peak < kWorthIt || used > m_peak / 2) {
        m_fellMs = 0;
        return;
    }
    if (m_fellMs == 0)
        m_fellMs = nowMs;
    if (nowMs - m_fellMs < kSettledMs)
        return;
    m_giveBack();
    m_peak = used;
    m_fellMs = 0;
}

} // namespace wavetape::monitoring
