// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"
#include "protocol/StreamPosition.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// One encoder per packet that the server sends. Each appends it to `out`. `address`: as of
/// Packet. Pure.
namespace wavetape::dialects::socketio {

inline constexpr std::string_view kPing = "2";
inline constexpr std::string_view kProbed = "3probe";

struct Opened {
    std::string_view session;
    uint64_t pingMs = 0, pongMs = 0;
    uint64_t maxBytes = 0; ///< of a message
};
void appendOpen(std::string &out, const Opened &opened);
void appendConnected(std::string &out, std::string_view address, std::string_view session);
void appendConnectError(
    std::string &out, std::string_view address, const protocol::CommandError &error);

/// Has it the number of an acknowledgement?
bool isAcknowledged(std::string_view address);
/// `{"channel":…,"epoch":…,"seq":…}`, without the position `{"channel":…}`.
void appendAck(std::string &out, std::string_view address, std::string_view name,
    const protocol::StreamPosition &position, std::optional<bool> recovered);
void appendAck(std::string &out, std::string_view address, std::string_view name);
/// `{"error":{"code","name","message"}}` where it is to be acknowledged, else an event `error`.
void appendError(std::string &out, const protocol::CommandError &error);

/// An event named as the channel: what was published, or its snapshot at that position.
void appendSnapshot(std::string &out, std::string_view channel, bool spaced, std::string_view data,
    const protocol::StreamPosition &position);
/// An event `lagged`: from `from` to `to` nothing comes.
void appendLagged(std::string &out, std::string_view channel, bool spaced, std::string_view epoch,
    uint64_t from, uint64_t to);
/// `42/chat,["lobby",`: how an event of a channel begins.
void appendEventHead(std::string &out, std::string_view channel, bool spaced);

} // namespace wavetape::dialects::socketio
