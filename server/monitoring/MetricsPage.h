// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/FeedReading.h"

#include <cstdint>
#include <string>
#include <vector>

namespace wavetape::net {
struct ServerContext;
}

namespace wavetape::monitoring {

/// A feed as the metrics show it.
struct FeedReading {
    std::string name;
    uint64_t messages = 0;
    double lagSeconds = 0;
    bool running = false;
};

/// The recording as the metrics show it.
struct RecordingReading {
    bool running = false, failing = false;
    uint64_t messages = 0, bytes = 0, dropped = 0;
};

/// GET /metrics: the Prometheus text format, version 0.0.4. Base units, counters end in `_total`;
/// no label holds what a client sent, its address or its id, so that nobody can make series grow.
/// Any thread.
std::string metricsPage(const net::ServerContext &context, const std::vector<FeedReading> &feeds,
    const RecordingReading &recording = {}, const cluster::FeedReading &shared = {});

} // namespace wavetape::monitoring
