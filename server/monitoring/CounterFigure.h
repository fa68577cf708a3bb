// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "monitoring/ServerTotals.h"
#include "protocol/JsonWriter.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace wavetape::monitoring {

/// A number that only grows, where it is counted and under all its names.
struct CounterFigure {
    uint64_t ServerTotals::*total;
    metrics::Tally metrics::ThreadStats::*counted; ///< per I/O thread
    std::string_view name; ///< in `sys.stats`; empty: not there
    bool perSecond; ///< there with its rate, as `<name>PerSecond`
    const char *metric; ///< in /metrics; null: not there
    const char *help;
};

/// In the order of /metrics.
std::span<const CounterFigure> counterFigures();

/// `dropped` and, where there are any, `droppedByLane`: of a connection and of the server.
void appendDropped(protocol::JsonWriter &json, const metrics::LaneCounts &dropped);

} // namespace wavetape::monitoring
