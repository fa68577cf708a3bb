// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace wavetape::security {

/// Stands where a secret was.
inline constexpr std::string_view kRedacted = "***";

/// A URL or request target with the values of its `token`, `access_token`, `auth`, `jwt`, `secret`
/// and `password` query parameters replaced, however their names are written (case,
/// percent-encoding), and whatever looks like a JSON Web Token wherever it stands.
std::string redactUrl(std::string_view url);

/// The value of a header as it may be shown: Authorization keeps its scheme, cookies their names,
/// Sec-WebSocket-Protocol its offers but what follows `wavetape.token.`, Referer and Location as
/// redactUrl.
std::string redactHeader(std::string_view name, std::string_view value);

/// Whether a client's message may carry what it proves itself by, to us or to another server: it
/// has `token`, `password` or another such word, in any case, or spells letters with escapes.
bool mayCarryToken(std::string_view message);

/// A whole header block, request or status line included, lines ended by CRLF or LF.
std::string redactHeaderBlock(std::string_view block);

} // namespace wavetape::security
