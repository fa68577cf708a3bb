// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/Histogram.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace wavetape::net {

/// A number that one thread adds to and any thread reads.
class Tally {
public:
    void add(uint64_t n)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    uint64_t value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> m_value {0};
};

/// What one I/O thread counts. Written by it alone, read by any.
struct ThreadStats {
    Tally accepted; ///< TCP connections
    Tally opened; ///< WebSocket handshakes that were answered 101
    Tally closed; ///< of `opened`
    Tally refused; ///< handshakes answered otherwise
    Tally messagesIn, messagesOut, bytesIn, bytesOut;
    Tally dropped, conflated, lagged, unexplainedGaps; ///< of all connections so far
    Tally rateLimited;
    Tally inboxSkipped; ///< publications without room in its inbox; written under the inbox's lock
    std::array<Tally, 3> headersOut; ///< 2, 4, 10 bytes
    std::array<Tally, 3> headersIn; ///< 6, 8, 14 bytes
    static constexpr std::array<uint16_t, 18> kCodes {1000, 1001, 1002, 1003, 1005, 1006, 1007,
        1008, 1009, 1011, 1012, 1013, 4308, 4329, 4340, 4400, 4401, 4403};
    std::array<Tally, kCodes.size() + 1>
        closes; ///< in the order of kCodes; the last one: any other
    metrics::Histogram publishLatency; ///< µs from publish to the kernel's send buffer
    metrics::Histogram loopTurn; ///< µs that a turn of the loop kept it from the next event

    void countClose(uint16_t code)
    {
        size_t i = 0;
        while (i < kCodes.size() && kCodes[i] != code)
            ++i;
        closes[i].add(1);
    }
};

} // namespace wavetape::net
