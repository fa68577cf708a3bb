// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/MinMaxPyramid.h"

#include <algorithm>

namespace wavetape::plotting {

namespace {

// Four independent lanes: the compiler turns each into one packed instruction, and `a < b ? a : b`
// keeps the accumulator where the sample is NaN.
MinMax groupOf16(const float *samples)
{
    float low[4], high[4];
    for (int lane = 0; lane < 4; ++lane) {
        low[lane] = std::numeric_limits<float>::infinity();
        high[lane] = -std::numeric_limits<float>::infinity();
    }
    for (int i = 0; i < 16; i += 4) {
        for (int lane = 0; lane < 4; ++lane) {
            const float sample = samples[i + lane];
            low[lane] = sample < low[lane] ? sample : low[lane];
            high[lane] = sample > high[lane] ? sample : high[lane];
        }
    }
    MinMax result;
    for (int lane = 0; lane < 4; ++lane)
        result.add(MinMax {low[lane], high[lane]});
    return result;
}

} // namespace

MinMaxPyramid::MinMaxPyramid(std::size_t capacity)
{
    for (std::size_t groups = capacity >> kShift; groups >= kFanOut; groups >>= kShift) {
        Level level;
        level.mask = groups - 1;
        level.pairs = std::make_unique_for_overwrite<Pair[]>(groups);
        m_levels.push_back(std::move(level));
    }
}

void MinMaxPyramid::append(uint64_t index, std::span<const float> samples)
{
    std::size_t i = 0;
    while (i < samples.size()) {
        const uint64_t at = index + i;
        if (at % kFanOut == 0 && samples.size() - i >= kFanOut) {
            close(at >> kShift, groupOf16(samples.data() + i));
            i += kFanOut;
            continue;
        }
        m_open.add(samples[i++]);
        if ((at + 1) % kFanOut == 0) {
            close(at >> kShift, m_open);
            m_open = {};
        }
    }
}

void MinMaxPyramid::close(uint64_t number, MinMax group)
{
    for (Level &level : m_levels) {
        Pair &pair = level.pairs[number & level.mask];
        pair.min.store(group.min, std::memory_order_relaxed);
        pair.max.store(group.max, std::memory_order_relaxed);
        level.open.add(group);
        if ((number + 1) % kFanOut != 0)
            return;
        group = level.open;
        level.open = {};
        number >>= kShift;
    }
}

} // namespace wavetape::plotting
