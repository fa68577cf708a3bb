// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace wavetape::plotting {

// Extremes of the finite samples of a range. Empty: only gaps.
struct MinMax {
    float min = std::numeric_limits<float>::infinity();
    float max = -std::numeric_limits<float>::infinity();

    bool empty() const { return !(min <= max); }
    void add(MinMax other)
    {
        min = other.min < min ? other.min : min;
        max = other.max > max ? other.max : max;
    }
    void add(float sample) // NaN changes nothing
    {
        min = sample < min ? sample : min;
        max = sample > max ? sample : max;
    }
    bool operator==(const MinMax &) const = default;
};

// Extremes of every aligned group of 16, 256, 4096 ... samples of the last `capacity` ones, exact
// and kept up by the writer, so that the range under a pixel costs a few dozen reads however many
// samples it holds. Threading as SampleRing's: entries are relaxed atomics, published by its head.
class MinMaxPyramid {
public:
    static constexpr unsigned kShift = 4;
    static constexpr unsigned kFanOut = 1u << kShift;

    explicit MinMaxPyramid(std::size_t capacity); // a power of two

    unsigned levels() const { return static_cast<unsigned>(m_levels.size()); }

    // Writer: samples [index, index + n) follow what was appended before.
    void append(uint64_t index, std::span<const float> samples);

    // Entry `number` of `level` (1 = groups of 16): only complete groups may be asked for.
    MinMax entry(unsigned level, uint64_t number) const
    {
        const Level &l = m_levels[level - 1];
        const Pair &pair = l.pairs[number & l.mask];
        return {pair.min.load(std::memory_order_relaxed), pair.max.load(std::memory_order_relaxed)};
    }

private:
    struct Pair {
        std::atomic<float> min, max;
    };
    struct Level {
        uint64_t mask = 0;
        std::unique_ptr<Pair[]> pairs;
        MinMax open; // of the groups below that do not fill one of this level yet
    };
    void close(uint64_t number, MinMax group);

    std::vector<Level> m_levels;
    MinMax m_open; // of the samples behind the last multiple of 16
};

} // namespace wavetape::plotting
