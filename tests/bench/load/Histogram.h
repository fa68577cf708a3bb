// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace wavetape::load {

/// Latencies in nanoseconds, counted in buckets that are at most 1/32 wide of their value. Constant
/// memory, ~2 ns per value.
class Histogram {
public:
    void record(std::uint64_t nanos, std::uint64_t times = 1)
    {
        m_counts[bucketOf(nanos)] += times;
        m_count += times;
        m_sum += static_cast<double>(nanos) * static_cast<double>(times);
        m_max = nanos > m_max ? nanos : m_max;
    }
    void clear() { *this = Histogram(); }

    std::uint64_t count() const { return m_count; }
    std::uint64_t max() const { return m_max; }
    double mean() const { return m_count ? m_sum / static_cast<double>(m_count) : 0; }

    /// The upper edge of the bucket that holds the given share (0 … 1) of the values; 0 when empty.
    std::uint64_t percentile(double share) const;

private:
    static constexpr unsigned kSubBits = 5;

    static constexpr std::size_t bucketOf(std::uint64_t value)
    {
        if (value < (1u << kSubBits))
            return value;
        const unsigned shift = 63u - static_cast<unsigned>(std::countl_zero(value)) - kSubBits;
        return ((shift + 1u) << kSubBits) + ((value >> shift) & ((1u << kSubBits) - 1u));
    }

    std::array<std::uint64_t, (64 - kSubBits + 1) << kSubBits> m_counts {};
    std::uint64_t m_count = 0;
    std::uint64_t m_max = 0;
    double m_sum = 0;
};

} // namespace wavetape::load
