// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/JwtKey.h"

#include <optional>
#include <string>
#include <string_view>

namespace wavetape::security {

/// Is `signature` that of `text` by `key`, with the one algorithm of the key (RFC 7518 3.2 to 3.4)?
/// Any thread.
bool signatureHolds(const JwtKey &key, std::string_view text, std::string_view signature);

/// Base64url without padding (RFC 7515 2); nothing where it is anything else.
std::optional<std::string> decodeBase64Url(std::string_view text);

} // namespace wavetape::security
