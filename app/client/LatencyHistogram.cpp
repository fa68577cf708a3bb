// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/LatencyHistogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace wavetape::client {

void LatencyHistogram::rotate(int64_t nowMs)
{
    if (nowMs - m_begin < kHalfMs)
        return;
    if (nowMs - m_begin >= 2 * kHalfMs)
        m_halves[m_current] = {};
    m_current ^= 1;
    m_halves[m_current] = {};
    m_begin = nowMs;
}

void LatencyHistogram::add(double ms, int64_t nowMs)
{
    rotate(nowMs);
    ms = std::isfinite(ms) ? std::clamp(ms, 0.0, 130000.0) : 0;
    const auto us = static_cast<uint64_t>(ms * 1000);
    unsigned index = static_cast<unsigned>(us);
    if (us >= kSub) {
        const unsigned power = std::bit_width(us) - 5; // so that us >> power lies in 16..31
        index = (power + 1) * kSub + static_cast<unsigned>((us >> power) - kSub);
    }
    Half &half = m_halves[m_current];
    ++half.counts[std::min<std::size_t>(index, half.counts.size() - 1)];
    ++half.total;
    half.max = std::max(half.max, ms);
}

double LatencyHistogram::percentile(double p, int64_t nowMs)
{
    rotate(nowMs);
    const uint64_t total = m_halves[0].total + m_halves[1].total;
    if (total == 0)
        return 0;
    const auto wanted = static_cast<uint64_t>(std::ceil(p * static_cast<double>(total)));
    uint64_t seen = 0;
    for (unsigned i = 0; i < kSub * kPowers; ++i) {
        seen += m_halves[0].counts[i] + m_halves[1].counts[i];
        if (seen < std::max<uint64_t>(wanted, 1))
            continue;
        if (i < kSub)
            return i / 1000.0;
        const unsigned power = i / kSub - 1;
        const double low = static_cast<double>(uint64_t(i % kSub + kSub) << power);
        return std::min((low + static_cast<double>(uint64_t(1) << power) / 2) / 1000.0,
            std::max(m_halves[0].max, m_halves[1].max));
    }
    return max(nowMs);
}

double LatencyHistogram::max(int64_t nowMs)
{
    rotate(nowMs);
    return std::max(m_halves[0].max, m_halves[1].max);
}

} // namespace wavetape::client
