// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace wavetape::websocket {

/// Close status codes: RFC 6455 section 7.4.1, the IANA registry (1012-1014) and Wavetape's own
/// (43xx, 44xx).
enum class CloseCode : std::uint16_t {
    normal = 1000,
    goingAway = 1001,
    protocolError = 1002,
    unsupportedData = 1003,
    noStatus = 1005, ///< never on the wire: the peer's close frame was empty
    abnormal = 1006, ///< never on the wire: the connection ended without a close frame
    invalidPayload = 1007,
    policyViolation = 1008,
    messageTooBig = 1009,
    mandatoryExtension = 1010,
    internalError = 1011,
    serviceRestart = 1012,
    tryAgainLater = 1013,
    badGateway = 1014,
    tlsHandshake = 1015, ///< never on the wire
    slowConsumer = 4308,
    rateLimited = 4329,
    chaos = 4340,
    badMessages = 4400,
    notAuthenticated = 4401,
    forbidden = 4403
};

/// True for the codes that may stand in a close frame: 1000-1003, 1007-1014, 3000-4999.
bool mayBeSent(std::uint16_t code);

/// A short name for people, such as "going away"; "library or framework" and "application" for the
/// open ranges, "reserved" for the rest. Static text.
std::string_view closeCodeName(std::uint16_t code);

} // namespace wavetape::websocket
