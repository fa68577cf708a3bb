// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/HeaderList.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace wavetape::websocket {

/// Sec-WebSocket-Accept for a key: RFC 6455 section 4.2.2, step 5.4. Throws std::runtime_error if
/// OpenSSL has no SHA-1.
std::string acceptKey(std::string_view key);

/// True for the base64 form of exactly 16 bytes.
bool isValidKey(std::string_view key);

/// The header fields of a GET that decide about an upgrade. Values of several lines are joined by
/// ", "; absent ones are empty.
struct UpgradeRequest {
    std::string_view upgrade;
    std::string_view connection;
    std::string_view version; ///< Sec-WebSocket-Version
    std::string_view key; ///< Sec-WebSocket-Key
    std::string_view protocols; ///< Sec-WebSocket-Protocol
    std::string_view extensions; ///< Sec-WebSocket-Extensions
    unsigned keyCount = 0; ///< header lines
    unsigned versionCount = 0; ///< header lines
};

/// 101 (go on), 400 or 426 with one plain sentence, static text. A 426 carries `Upgrade:
/// websocket`, `Connection: Upgrade` and `Sec-WebSocket-Version: 13`.
struct UpgradeDecision {
    int status = 101;
    std::string_view sentence;
};

/// RFC 6455 sections 4.2.1, 4.2.2 and 9.1. Method, HTTP version, Host and Origin are the caller's.
UpgradeDecision checkUpgrade(const UpgradeRequest &request);

/// The whole response. `protocol` and `extensions` are left out when empty.
std::string switchingProtocols(
    std::string_view accept, std::string_view protocol, std::string_view extensions);

/// What a client asks for. No value may contain a line break.
struct ClientHandshake {
    std::string_view host; ///< with the port where it is not the scheme's own
    std::string_view target; ///< path and query
    std::string_view key; ///< base64 of 16 fresh random bytes
    std::string_view protocols; ///< comma-separated; may be empty
    std::string_view extensions; ///< may be empty
    std::string_view origin; ///< may be empty
    std::string_view moreHeaders; ///< further lines, each ended by CR LF; may be empty
};

std::string upgradeRequest(const ClientHandshake &handshake);

struct ServerHandshake {
    std::string protocol; ///< empty: none
    std::string extensions; ///< as the server wrote them, still to be checked against the offer
};

/// Checks a response head up to and with its empty line: RFC 6455 section 4.1. The error is one
/// plain sentence.
tl::expected<ServerHandshake, std::string> checkUpgradeResponse(
    std::string_view head, const ClientHandshake &handshake);

} // namespace wavetape::websocket
