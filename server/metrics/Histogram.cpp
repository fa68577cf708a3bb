// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/Histogram.h"

#include <algorithm>
#include <cmath>

namespace wavetape::metrics {

uint64_t HistogramSnapshot::percentile(double q) const
{
    if (m_count == 0)
        return 0;
    const double share = std::clamp(q, 0.0, 1.0);
    const auto wanted = std::max<uint64_t>(
        1, static_cast<uint64_t>(std::ceil(share * static_cast<double>(m_count))));
    uint64_t seen = 0;
    for (size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= wanted)
            return HistogramBuckets::upperEdge(i);
    }
    return HistogramBuckets::kMaxValue;
}

uint64_t HistogramSnapshot::countUpTo(uint64_t value) const
{
    const size_t last = HistogramBuckets::indexOf(value);
    uint64_t seen = 0;
    for (size_t i = 0; i <= last; ++i)
        seen += m_buckets[i];
    return seen;
}

HistogramSnapshot &HistogramSnapshot::operator+=(const HistogramSnapshot &other)
{
    for (size_t i = 0; i < m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
    m_sum += other.m_sum;
    return *this;
}

HistogramSnapshot HistogramSnapshot::since(const HistogramSnapshot &earlier) const
{
    HistogramSnapshot difference;
    for (size_t i = 0; i < m_buckets.size(); ++i)
        difference.m_buckets[i] = m_buckets[i] - earlier.m_buckets[i];
    difference.m_count = m_count - earlier.m_count;
    difference.m_sum = m_sum - earlier.m_sum;
    return difference;
}

HistogramSnapshot Histogram::snapshot() const
{
    HistogramSnapshot copy;
    copy.m_sum = m_sum.load(std::memory_order_relaxed);
    for (size_t i = 0; i < m_buckets.size(); ++i) {
        copy.m_buckets[i] = m_buckets[i].load(std::memory_order_relaxed);
        copy.m_count += copy.m_buckets[i];
    }
    return copy;
}

} // namespace wavetape::metrics
