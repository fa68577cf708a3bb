// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace wavetape::metrics {

/// A total that any thread adds to without a lock and mostly without sharing a cache line with
/// another thread. Only grows. About 1 KiB: for server-wide totals, not for one per connection.
class Counter {
public:
    /// Any thread.
    void add(uint64_t n = 1)
    {
        m_shards[shardOfThisThread()].value.fetch_add(n, std::memory_order_relaxed);
    }

    /// Any thread. What was added before the call in the same thread is counted; what others add
    /// meanwhile may be.
    uint64_t value() const
    {
        uint64_t sum = 0;
        for (const Shard &shard : m_shards)
            sum += shard.value.load(std::memory_order_relaxed);
        return sum;
    }

private:
    static constexpr size_t kShards = 16;
    struct alignas(64) Shard {
        std::atomic<uint64_t> value {0};
    };

    static size_t shardOfThisThread();

    std::array<Shard, kShards> m_shards;
};

} // namespace wavetape::metrics
