// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wavetape::metrics {

/// What a fault on request (server/faults) does to a connection.
enum class FaultType : uint8_t {
    handshake, ///< another answer than was asked for
    latency, ///< bytes come later
    bandwidth, ///< bytes come slower
    stall, ///< none come for a while
    mutePong, ///< the client's pings are not answered
    close, ///< a close frame, without notice
    cut, ///< the end of the connection, without a close frame
    gap, ///< publications are left out in a row
    drop, ///< publications are left out, each by its own draw
    duplicate, ///< publications come twice
    truncateJson, ///< publications' JSON ends in the middle
};
constexpr size_t kFaultTypes = 11;
/// In the order of FaultType, as metrics and events name them.
constexpr std::array<std::string_view, kFaultTypes> kFaultTypeNames {"handshake", "latency",
    "bandwidth", "stall", "ws_mute_pong", "ws_close", "ws_cut", "msg_gap", "msg_drop",
    "msg_duplicate", "msg_truncate_json"};

constexpr std::string_view faultTypeName(FaultType type)
{
    return kFaultTypeNames[static_cast<size_t>(type)];
}

} // namespace wavetape::metrics
