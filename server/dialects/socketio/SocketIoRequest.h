// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace wavetape::dialects::socketio {

/// One packet of Engine.IO version 4 and, where that is a message, of Socket.IO's protocol
/// version 5 in it. Views are into the text.
struct Packet {
    enum class Kind : uint8_t {
        ping, ///< `payload`: `probe`, or nothing
        pong,
        close,
        upgrade,
        connect,
        disconnect,
        event,
        ack,
        connectError,
        binary, ///< an event with attachments, which come next, each a message of its own
        binaryAck,
    };
    Kind kind = Kind::ping;
    /// What stands before the payload: the namespace with its comma, unless it is `/`, and the
    /// number of an acknowledgement. What answers it begins with the same.
    std::string_view address;
    std::string_view space; ///< `chat` of `/chat`; empty: `/`
    bool wantsAck = false;
    size_t attachments = 0; ///< binary messages that belong to it
    std::string_view payload; ///< JSON, or nothing
};
/// Or what is wrong with it, in a sentence. Pure.
tl::expected<Packet, std::string> readPacket(std::string_view text);

/// A namespace is the first part of channels' names; `/` is all of them.
bool isSpace(std::string_view space);
/// `chat` and `lobby` → `chat.lobby`.
std::string channelOf(std::string_view space, std::string_view name);
/// The other way; `spaced`: the channel's first part is the namespace.
std::string_view spaceOf(std::string_view channel, bool spaced);
std::string_view nameOf(std::string_view channel, bool spaced);

/// The token that a CONNECT brings (`auth: {token}`); empty: none.
std::string tokenOf(std::string_view payload);

using Request = std::variant<protocol::SubscribeCommand, protocol::UnsubscribeCommand,
    protocol::PublishCommand>;
/// What an event asks for: `["subscribe", channel | {channel, since}]`, `["unsubscribe", channel]`,
/// `["publish", channel, data]`. Pre: the packet is an event whose payload is valid JSON.
tl::expected<Request, protocol::CommandError> readRequest(const Packet &packet);

} // namespace wavetape::dialects::socketio
