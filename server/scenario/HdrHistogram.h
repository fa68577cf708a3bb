// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace wavetape::scenario {

/// Counts of values with three significant digits, 1 … 3.6e9 (microseconds: an hour), in the
/// buckets that HdrHistogram has for these (hdrhistogram.org); larger values count as the largest.
/// 184 KiB once something was recorded; recording is one index and two additions.
class HdrHistogram {
public:
    static constexpr std::uint64_t kHighest = 3'600'000'000;
    static constexpr unsigned kDigits = 3;

    void record(std::uint64_t value, std::uint64_t times = 1)
    {
        if (m_counts.empty())
            m_counts.resize(kCounts);
        value = value > kHighest ? kHighest : value;
        m_counts[indexOf(value)] += times;
        m_total += times;
        m_max = value > m_max ? value : m_max;
    }
    void add(const HdrHistogram &other);

    std::uint64_t count() const { return m_total; }
    std::uint64_t max() const { return m_total ? highestEquivalent(m_max) : 0; }
    /// The largest value of the bucket in which so many percent (0 … 100) are reached; 0 when
    /// empty.
    std::uint64_t percentile(double percent) const;
    /// As HdrHistogram writes it: version 2, zlib, base64.
    std::string encoded() const;

private:
    static constexpr unsigned kSubBits = 11; ///< 2048 ≥ 2 × 10^3
    static constexpr std::size_t kSub = std::size_t {1} << kSubBits;
    static constexpr unsigned kBuckets = 22; ///< 2048 << 21 > kHighest
    static constexpr std::size_t kCounts = (kBuckets + 1) * (kSub / 2);

    static constexpr std::size_t indexOf(std::uint64_t value)
    {
        const unsigned width = static_cast<unsigned>(std::bit_width(value | (kSub - 1)));
        const unsigned bucket = width - kSubBits;
        const std::size_t sub = static_cast<std::size_t>(value >> bucket);
        return (static_cast<std::size_t>(bucket + 1) << (kSubBits - 1)) + sub - kSub / 2;
    }
    static std::uint64_t valueAt(std::size_t index);
    static std::uint64_t highestEquivalent(std::uint64_t value);

    std::vector<std::uint64_t> m_counts;
    std::uint64_t m_total = 0;
    std::uint64_t m_max = 0;
};

/// One line of a log of histograms: `tag`, when it began and how long it took (seconds).
struct HdrLogLine {
    std::string tag;
    double start = 0, length = 0;
    const HdrHistogram *histogram = nullptr;
};

/// A histogram log (format 1.3) that begins at `startSeconds` since 1970.
std::string hdrLog(double startSeconds, const std::vector<HdrLogLine> &lines);

} // namespace wavetape::scenario
