// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/FaultType.h"

#include <cstdint>
#include <string>
#include <vector>

namespace wavetape::faults {

using metrics::FaultType;

inline constexpr uint64_t kNanosPerMs = 1'000'000;
/// In millionths: that is certain.
inline constexpr uint32_t kCertain = 1'000'000;

/// One fault that a connection is to have. A plain value.
struct Fault {
    FaultType type = FaultType::cut;
    uint64_t afterMs = 0; ///< of the connection's life; before, it does nothing
    /// By type. handshake: HTTP status. latency, stall: ms. bandwidth: bit/s. close: code. gap,
    /// duplicate, truncateJson: how many publications.
    uint64_t amount = 0;
    uint32_t millionths = kCertain; ///< of drop: how likely each publication is hit

    bool operator==(const Fault &) const = default;
};

/// What is asked for together.
struct FaultRequest {
    std::vector<Fault> faults;
    uint64_t seed = 0;
    std::string name; ///< that decisions are drawn for; empty: the connection's own

    /// Of that type; null: there is none.
    const Fault *find(FaultType type) const
    {
        for (const Fault &fault : faults) {
            if (fault.type == type)
                return &fault;
        }
        return nullptr;
    }
    bool operator==(const FaultRequest &) const = default;
};

} // namespace wavetape::faults
