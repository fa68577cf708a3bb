// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace wavetape::client {

// Percentiles of the last five to ten seconds of latencies, to within 6 %. One thread, no
// allocation; time is passed in.
class LatencyHistogram {
public:
    static constexpr int64_t kHalfMs = 5000;

    void add(double ms, int64_t nowMs);
    // p in 0..1; 0 when nothing was added lately.
    double percentile(double p, int64_t nowMs);
    double max(int64_t nowMs);

private:
    static constexpr unsigned kSub = 16; // buckets per power of two
    static constexpr unsigned kPowers = 28; // 1 us .. 2^27 us = 134 s
    struct Half {
        std::array<uint32_t, kSub * kPowers> counts {};
        uint64_t total = 0;
        double max = 0;
    };
    void rotate(int64_t nowMs);

    std::array<Half, 2> m_halves;
    int64_t m_begin = 0;
    int m_current = 0;
};

} // namespace wavetape::client
