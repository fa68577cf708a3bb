// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace wavetape::dialects::binance {

/// Deltas of one book, `{"first":…,"last":…,"bids":[[price,size]…],"asks":…}` of ours in the order
/// in which they were published, as one: the first one's `first`, the last one's `last`, of each
/// price the newest size (0: the level is gone), bids from the highest and asks from the lowest. A
/// checksum is left out. Pure; n levels cost n·log n.
std::string inOneDelta(std::span<const std::string_view> deltas);

} // namespace wavetape::dialects::binance
