// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace wavetape::protocol {

/// The `code` of an `error` message. Clients act on the number; the name is for people.
enum class ErrorCode : int {
    internal = 100, ///< an unexpected fault of the server
    authRequired = 101,
    badToken = 102,
    forbidden = 103,
    unknownChannel = 104,
    notJson = 106,
    badRequest = 107,
    unknownType = 108,
    tokenExpired = 109,
    tooManyChannels = 110,
    rateLimited = 111,
    cannotRecover = 112,
    tooLarge = 113,
    notSubscribed = 115,
    unavailable = 116, ///< a broker that cannot be reached
    secondBinaryChannel = 117,
};

std::string_view errorName(ErrorCode code);
/// True where the same request may succeed later.
bool isTemporary(ErrorCode code);

} // namespace wavetape::protocol
