// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string_view>

namespace wavetape::inspector {

// A payload in the words of the protocol that it belongs to.
struct DecodedPayload {
    QString as; // "MessagePack", "STOMP SEND"
    QString text; // what it says, for people
};

// What a connection has agreed on; it decides what its payloads are.
struct WireTraits {
    QString subprotocol; // of the handshake's answer; "": none
    QString path; // of the request, without its query
};

// Any bytes may come, also hostile ones: what is nested deeper than 128 is none of these. Pure.

// JSON of MessagePack (github.com/msgpack/msgpack/blob/master/spec.md): one value, all of the
// bytes.
std::optional<QString> decodeMessagePack(std::string_view bytes);
// Diagnostic notation of CBOR (RFC 8949 section 8): one item, all of the bytes.
std::optional<QString> decodeCbor(std::string_view bytes);
// A frame of STOMP 1.2 (stomp.github.io): command, headers without their escapes, body.
std::optional<DecodedPayload> decodeStomp(std::string_view text);
// A packet of Engine.IO 4 and, inside, of Socket.IO 5 (socket.io/docs/v4/socket-io-protocol).
std::optional<DecodedPayload> decodeSocketIo(std::string_view text);
// A message of graphql-transport-ws (github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).
std::optional<DecodedPayload> decodeGraphQl(std::string_view text);
// Commands, replies and pushes of Centrifuge's JSON protocol, a line each.
std::optional<DecodedPayload> decodeCentrifuge(std::string_view text);

// By what the connection has agreed on; where that tells nothing, binary payloads that are whole
// maps or lists of MessagePack or CBOR are taken for that.
std::optional<DecodedPayload> decodePayload(
    std::string_view payload, bool binary, const WireTraits &traits);

} // namespace wavetape::inspector
