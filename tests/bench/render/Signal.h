// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

// A noisy sine of a million samples, played in a loop: the worst case for lines, since each pixel
// column is crossed over its whole height.
class Signal {
public:
    static constexpr std::size_t kLength = 1000000;

    Signal();
    // The next samples; at most a million at a time.
    std::span<const float> next(std::size_t count);

private:
    std::vector<float> m_samples;
    std::size_t m_at = 0;
};
