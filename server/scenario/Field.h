// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/HdrHistogram.h"
#include "scenario/Ledger.h"
#include "scenario/Loop.h"
#include "scenario/Scenario.h"
#include "scenario/Timers.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace wavetape::scenario {

/// What became of one group of clients. Counts are of all of it.
struct GroupRecord {
    std::uint64_t messages = 0, gaps = 0, duplicates = 0, disorder = 0;
    std::uint64_t reconnects = 0, closes = 0, refusals = 0, accepted = 0, sent = 0;
    std::map<unsigned, std::uint64_t> errors; ///< replies of type `error`, by code
    std::map<unsigned, std::uint64_t> codes; ///< clients that were closed so, by code
    std::map<unsigned, std::uint64_t> statuses; ///< clients that were answered so
    std::vector<std::uint64_t> attempts; ///< when they came back, monotonic
    HdrHistogram delivery; ///< µs from the intended time
    HdrHistogram connecting; ///< µs until open
    struct Second {
        std::uint64_t messages = 0, worst = 0; ///< µs
    };
    std::vector<Second> seconds; ///< of the run
    std::string firstTrouble; ///< why the first connection ended or was refused
};

/// What all clients of a run share. One thread.
struct Field {
    /// Told of each delivery: of which group, when it was intended, and when it came (monotonic).
    using Delivered
        = std::function<void(std::size_t group, std::uint64_t intended, std::uint64_t received)>;

    Loop loop;
    Timers timers;
    Ledger ledger;
    Target target; ///< of several nodes the first
    std::vector<std::uint16_t> nodePorts; ///< of several nodes
    std::uint64_t seed = 0;
    std::uint64_t start = 0; ///< monotonic
    std::int64_t wallOffset = 0; ///< of the wall clock from the monotonic one, ns, at the start
    Delivered delivered;
    /// Where the `turn`-th attempt goes to: of several nodes each time to the next one.
    Target targetOf(std::size_t turn) const
    {
        Target at = target;
        if (!nodePorts.empty())
            at.port = nodePorts[turn % nodePorts.size()];
        return at;
    }

    bool namesClients = false; ///< `?faults=as:NAME`, for faults of steps to match
    bool reached = false; ///< somebody got a TCP connection
    bool ending = false; ///< nobody comes back any more
};

} // namespace wavetape::scenario
