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
    timeout, ///< nothing comes any more, and then the end
    resetPeer, ///< the end, by a TCP reset
    slicer, ///< bytes come in small pieces
    limitData, ///< the end after so many bytes
    slowClose, ///< the end comes later
    down, ///< nobody is let in
    blackhole, ///< nothing passes either way
    halfClose, ///< the server's side of the connection ends, the client's does not
    corrupt, ///< bits of what is sent are flipped
    fragment, ///< messages come in many frames
    badRsv, ///< a frame has a bit that nobody agreed on
    badUtf8, ///< a text is none
    reorder, ///< a message comes after later ones
    delay, ///< a message comes later than those around it
    badChecksum, ///< a book's checksum is wrong
    clockSkew, ///< publications are told to be of a later time
};
constexpr size_t kFaultTypes = 27;
/// In the order of FaultType, as metrics and events name them.
constexpr std::array<std::string_view, kFaultTypes> kFaultTypeNames {"handshake", "latency",
    "bandwidth", "stall", "ws_mute_pong", "ws_close", "ws_cut", "msg_gap", "msg_drop",
    "msg_duplicate", "msg_truncate_json", "timeout", "reset_peer", "slicer", "limit_data",
    "slow_close", "down", "blackhole", "half_close", "corrupt", "ws_fragment", "ws_rsv",
    "ws_bad_utf8", "msg_reorder", "msg_delay", "book_bad_crc", "clock_skew"};

constexpr std::string_view faultTypeName(FaultType type)
{
    return kFaultTypeNames[static_cast<size_t>(type)];
}

} // namespace wavetape::metrics
