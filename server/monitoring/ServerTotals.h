// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/Histogram.h"
#include "metrics/ThreadStats.h"

#include <array>
#include <cstdint>

namespace wavetape::channels {
class ChannelHub;
}
namespace wavetape::net {
struct ServerContext;
}

namespace wavetape::monitoring {

/// What all I/O threads have counted together since start, at one moment. A plain value.
struct ServerTotals {
    uint64_t accepted = 0, opened = 0, closed = 0, refused = 0;
    uint64_t messagesIn = 0, messagesOut = 0, bytesIn = 0, bytesOut = 0;
    uint64_t conflated = 0, lagged = 0, unexplainedGaps = 0, rateLimited = 0, inboxSkipped = 0;
    uint64_t requestedGaps = 0;
    std::array<uint64_t, metrics::kFaultTypes> faults {};
    metrics::LaneCounts dropped {};
    std::array<uint64_t, metrics::kWorks> sharesUsedUp {};
    std::array<uint64_t, 3> headersOut {}, headersIn {};
    std::array<uint64_t, metrics::ThreadStats::kCodes.size() + 1> closes {};
    metrics::HistogramSnapshot publishLatency, loopTurn; ///< µs
    struct OfTransport {
        uint64_t opened = 0, closed = 0, messagesOut = 0, bytesOut = 0;
    };
    std::array<OfTransport, metrics::kTransports> transports;
    struct OfDialect {
        uint64_t opened = 0, closed = 0, requests = 0, refused = 0;
    };
    std::array<OfDialect, metrics::kDialects> dialects;
    std::array<uint64_t, metrics::kLimits> refusedBy {};

    static ServerTotals of(const net::ServerContext &context);
};

/// Channels that are listed, and their subscriptions.
struct ChannelTotals {
    uint64_t channels = 0, subscriptions = 0;

    static ChannelTotals of(const channels::ChannelHub &hub);
};

uint64_t residentMemory(); ///< bytes
double cpuSeconds(); ///< of this process

} // namespace wavetape::monitoring
