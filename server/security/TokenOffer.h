// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace wavetape::security {

/// A browser cannot set `Authorization` on a WebSocket: it offers a subprotocol of this name with
/// the token, in base64url, behind it.
inline constexpr std::string_view kTokenOffer = "wavetape.token.";

} // namespace wavetape::security
