// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/ErrorCode.h"

namespace wavetape::protocol {

std::string_view errorName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::internal:
        return "internal";
    case ErrorCode::authRequired:
        return "auth required";
    case ErrorCode::badToken:
        return "bad token";
    case ErrorCode::forbidden:
        return "forbidden";
    case ErrorCode::unknownChannel:
        return "unknown channel";
    case ErrorCode::notJson:
        return "not JSON";
    case ErrorCode::badRequest:
        return "bad request";
    case ErrorCode::unknownType:
        return "unknown type";
    case ErrorCode::tokenExpired:
        return "token expired";
    case ErrorCode::tooManyChannels:
        return "too many channels";
    case ErrorCode::rateLimited:
        return "rate limited";
    case ErrorCode::cannotRecover:
        return "cannot recover";
    case ErrorCode::tooLarge:
        return "too large";
    case ErrorCode::notSubscribed:
        return "not subscribed";
    case ErrorCode::unavailable:
        return "unavailable";
    case ErrorCode::secondBinaryChannel:
        return "second binary channel";
    }
    return "internal";
}

bool isTemporary(ErrorCode code)
{
    switch (code) {
    case ErrorCode::internal:
    case ErrorCode::tokenExpired:
    case ErrorCode::rateLimited:
    case ErrorCode::unavailable:
        return true;
    default:
        return false;
    }
}

} // namespace wavetape::protocol
