// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace wavetape::security {

/// So many per second, and a burst saved up while idle. 16 bytes, no timer: it only notes when it
/// will be full again. Time is the caller's monotonic clock in ms. Not thread-safe.
class TokenBucket {
public:
    /// Lets everything pass.
    TokenBucket() = default;
    /// `perSecond` <= 0 lets everything pass. Starts full.
    TokenBucket(double perSecond, uint32_t burst)
        : m_intervalNs(perSecond > 0 ? static_cast<float>(1e9 / perSecond) : 0)
        , m_burst(std::max<uint32_t>(burst, 1))
    {
    }

    /// Takes `n` or, where fewer are left, nothing.
    bool take(uint64_t nowMs, double n = 1)
    {
        if (m_intervalNs == 0)
            return true;
        const int64_t now = toNs(nowMs);
        const int64_t full = std::max(m_fullAtNs, now) + cost(n);
        if (full - now > cost(m_burst))
            return false;
        m_fullAtNs = full;
        return true;
    }

    /// How long until `n` (at most the burst) can be taken; 0: now.
    uint64_t waitMs(uint64_t nowMs, double n = 1) const
    {
        if (m_intervalNs == 0)
            return 0;
        const int64_t now = toNs(nowMs);
        const int64_t missing = std::max(m_fullAtNs, now) + cost(n) - now - cost(m_burst);
        return missing <= 0 ? 0 : static_cast<uint64_t>((missing + 999'999) / 1'000'000);
    }

    bool full(uint64_t nowMs) const { return m_fullAtNs <= toNs(nowMs); }

private:
    static int64_t toNs(uint64_t ms) { return static_cast<int64_t>(ms) * 1'000'000; }
    int64_t cost(double n) const
    {
        return static_cast<int64_t>(n * static_cast<double>(m_intervalNs));
    }

    int64_t m_fullAtNs = 0;
    float m_intervalNs = 0;
    uint32_t m_burst = 1;
};
static_assert(sizeof(TokenBucket) == 16);

} // namespace wavetape::security
