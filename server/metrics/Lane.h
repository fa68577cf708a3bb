// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wavetape::metrics {

/// The lanes of a send queue by priority, 0 the most important, as they are named wherever losses
/// are told by lane.
constexpr size_t kLanes = 4;
constexpr std::array<const char *, kLanes> kLaneNames {"control", "alert", "normal", "bulk"};

/// A count for each lane.
using LaneCounts = std::array<uint64_t, kLanes>;

} // namespace wavetape::metrics
