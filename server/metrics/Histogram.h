// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace wavetape::metrics {

/// The buckets of a Histogram: log-linear, sixteen to an octave, so a value is known to 1/16 of
/// itself; exact below 16. The unit is the caller's (latencies: µs).
struct HistogramBuckets {
    static constexpr unsigned kSubBits = 4;
    static constexpr uint64_t kSub = 1u << kSubBits;
    static constexpr unsigned kTopBit = 40; ///< greater values count as the greatest: 12 days in µs
    static constexpr uint64_t kMaxValue = (uint64_t {1} << kTopBit) - 1;
    static constexpr size_t kCount = (kTopBit - kSubBits + 1) * kSub;

    static constexpr size_t indexOf(uint64_t value)
    {
        if (value > kMaxValue)
            value = kMaxValue;
        if (value < kSub)
            return value;
        const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kSubBits;
        return (shift + 1) * kSub + ((value >> shift) - kSub);
    }
    /// The greatest value that falls into the bucket.
    static constexpr uint64_t upperEdge(size_t index)
    {
        if (index < kSub)
            return index;
        const auto shift = static_cast<unsigned>(index / kSub - 1);
        return ((kSub + index % kSub + 1) << shift) - 1;
    }
};

/// What a Histogram held at one moment: a plain value. Adds up over threads and subtracts over
/// time.
class HistogramSnapshot {
public:
    uint64_t count() const { return m_count; }
    uint64_t sum() const { return m_sum; }
    double mean() const
    {
        return m_count ? static_cast<double>(m_sum) / static_cast<double>(m_count) : 0;
    }
    /// The upper edge of the bucket where the share `q` (0…1) of all values is reached: never below
    /// the true value, at most 1/16 above. 0 where nothing was recorded.
    uint64_t percentile(double q) const;
    /// The upper edge of the highest bucket in use.
    uint64_t max() const { return percentile(1); }
    /// How many values are at most `value`, to the bucket: for cumulative Prometheus buckets.
    uint64_t countUpTo(uint64_t value) const;

    HistogramSnapshot &operator+=(const HistogramSnapshot &other);
    /// What came since `earlier`, a snapshot of the same histogram (or of the same sum of
    /// histograms).
    HistogramSnapshot since(const HistogramSnapshot &earlier) const;

private:
    friend class Histogram;
    std::array<uint64_t, HistogramBuckets::kCount> m_buckets {};
    uint64_t m_count = 0;
    uint64_t m_sum = 0;
};

/// Distribution of a value that one thread records and any thread reads. 4.7 KiB; recording is two
/// plain loads and stores, no lock, no allocation.
class Histogram {
public:
    /// Only the thread that owns the histogram.
    void record(uint64_t value)
    {
        bump(m_buckets[HistogramBuckets::indexOf(value)], 1);
        bump(m_sum, value);
    }

    /// Any thread. Values recorded meanwhile may be in or not; the count always equals the sum of
    /// the buckets.
    HistogramSnapshot snapshot() const;

private:
    static void bump(std::atomic<uint64_t> &cell, uint64_t n)
    {
        // One writer: no read-modify-write cycle needed.
        cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }

    std::array<std::atomic<uint64_t>, HistogramBuckets::kCount> m_buckets {};
    std::atomic<uint64_t> m_sum {0};
};

} // namespace wavetape::metrics
