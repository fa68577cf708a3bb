// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/CloseCode.h"

namespace wavetape::websocket {

bool mayBeSent(std::uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
}

std::string_view closeCodeName(std::uint16_t code)
{
    switch (static_cast<CloseCode>(code)) {
    case CloseCode::normal:
        return "normal";
    case CloseCode::goingAway:
        return "going away";
    case CloseCode::protocolError:
        return "protocol error";
    case CloseCode::unsupportedData:
        return "unsupported data";
    case CloseCode::noStatus:
        return "no status";
    case CloseCode::abnormal:
        return "abnormal";
    case CloseCode::invalidPayload:
        return "invalid payload";
    case CloseCode::policyViolation:
        return "policy violation";
    case CloseCode::messageTooBig:
        return "message too big";
    case CloseCode::mandatoryExtension:
        return "mandatory extension";
    case CloseCode::internalError:
        return "internal error";
    case CloseCode::serviceRestart:
        return "service restart";
    case CloseCode::tryAgainLater:
        return "try again later";
    case CloseCode::badGateway:
        return "bad gateway";
    case CloseCode::tlsHandshake:
        return "TLS handshake";
    case CloseCode::slowConsumer:
        return "slow consumer";
    case CloseCode::rateLimited:
        return "rate limited";
    case CloseCode::chaos:
        return "chaos";
    case CloseCode::badMessages:
        return "bad messages";
    case CloseCode::notAuthenticated:
        return "not authenticated";
    case CloseCode::forbidden:
        return "forbidden";
    }
    if (code >= 3000 && code <= 3999) {
        return "library or framework";
    }
    if (code >= 4000 && code <= 4999) {
        return "application";
    }
    return "reserved";
}

} // namespace wavetape::websocket
