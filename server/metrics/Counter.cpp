// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/Counter.h"

namespace wavetape::metrics {

size_t Counter::shardOfThisThread()
{
    static std::atomic<size_t> next {0};
    // Numbered in order of first use: the first sixteen threads never share a shard, as hashed ids
    // might.
    thread_local const size_t shard = next.fetch_add(1, std::memory_order_relaxed) % kShards;
    return shard;
}

} // namespace wavetape::metrics
