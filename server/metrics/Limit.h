// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wavetape::metrics {

/// What somebody had too much of.
enum class Limit : uint8_t {
    connections,
    connectionsPerAddress,
    handshakesPerSecond,
    unfinishedHandshakes,
    unfinishedPerAddress,
    requestsPerSecond,
    pollsPerAddress,
    messagesPerSecond,
    messageBytes,
    fragments,
    errors,
    subscriptions,
};
inline constexpr size_t kLimits = 12;
/// As the settings of section `limits` are called, in the order of the enumeration.
inline constexpr std::array<std::string_view, kLimits> kLimitNames {"connections",
    "connections_per_address", "handshakes_per_second", "unfinished_handshakes",
    "unfinished_per_address", "requests_per_second", "polls_per_address", "messages_per_second",
    "message_bytes", "fragments", "errors_per_10s", "subscriptions_per_connection"};

} // namespace wavetape::metrics
