// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace wavetape::metrics {

/// What a connection has its thread do for it.
enum class Work : uint8_t {
    message, ///< taken, without what it asks for
    command, ///< the same of a channel endpoint or an HTTP request
    join, ///< or leave: one subscription
    replay, ///< one publication of a recovery
    row, ///< one channel looked at for `list` or a prefix, one entry of `history` or `presence`
    received, ///< one byte of a message, after inflating
    compressed, ///< one byte that only this connection's compressor sees
};
constexpr size_t kWorks = 7;
/// In the order of Work.
constexpr std::array<const char *, kWorks> kWorkNames {
    "message", "command", "join", "replay", "row", "received", "compressed"};

} // namespace wavetape::metrics
