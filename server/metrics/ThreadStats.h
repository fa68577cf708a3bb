// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/Dialect.h"
#include "metrics/FaultType.h"
#include "metrics/Histogram.h"
#include "metrics/Lane.h"
#include "metrics/Limit.h"
#include "metrics/Tally.h"
#include "metrics/Transport.h"
#include "metrics/Work.h"

#include <array>
#include <cstdint>

namespace wavetape::metrics {

/// What readers by one transport took: `opened` and `closed` are streams, for long poll those held.
struct TransportStats {
    Tally opened, closed, messagesOut, bytesOut;
};

/// What one I/O thread counts. Written by it alone, read by any.
struct ThreadStats {
    Tally accepted; ///< TCP connections
    Tally opened; ///< WebSocket handshakes that were answered 101
    Tally closed; ///< of `opened`
    Tally refused; ///< handshakes answered otherwise
    Tally messagesIn, messagesOut, bytesIn, bytesOut;
    std::array<Tally, kLanes> dropped; ///< of all connections so far, as the rest
    Tally conflated, lagged, unexplainedGaps;
    std::array<Tally, kFaultTypes> faults; ///< on request, that struck
    Tally requestedGaps; ///< holes that were not told because a fault was asked for
    Tally queuedBytes; ///< that wait in its connections' queues now
    Tally rateLimited;
    std::array<Tally, kWorks>
        sharesUsedUp; ///< how often a connection had its turn's share, by what used it up
    Tally inboxSkipped; ///< publications without room in its inbox; written under the inbox's lock
    std::array<Tally, 3> headersOut; ///< 2, 4, 10 bytes
    std::array<Tally, 3> headersIn; ///< 6, 8, 14 bytes
    static constexpr std::array<uint16_t, 18> kCodes {1000, 1001, 1002, 1003, 1005, 1006, 1007,
        1008, 1009, 1011, 1012, 1013, 4308, 4329, 4340, 4400, 4401, 4403};
    std::array<Tally, kCodes.size() + 1>
        closes; ///< in the order of kCodes; the last one: any other
    Histogram publishLatency; ///< µs from publish to the kernel's send buffer
    Histogram loopTurn; ///< µs that a turn of the loop kept it from the next event

    std::array<TransportStats, kTransports> transports;
    std::array<DialectStats, kDialects> dialects;
    std::array<Tally, kLimits> refusedBy; ///< what was refused or ended, by the limit

    void countRefused(Limit limit) { refusedBy[static_cast<size_t>(limit)].add(1); }
    DialectStats &of(Dialect dialect) { return dialects[static_cast<size_t>(dialect)]; }
    TransportStats &of(Transport transport) { return transports[static_cast<size_t>(transport)]; }
    const TransportStats &of(Transport transport) const
    {
        return transports[static_cast<size_t>(transport)];
    }
    void countClose(uint16_t code)
    {
        size_t i = 0;
        while (i < kCodes.size() && kCodes[i] != code)
            ++i;
        closes[i].add(1);
    }
};

} // namespace wavetape::metrics
