// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "http/Request.h"
#include "http/Router.h"
#include "security/SessionStore.h"

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::http {

/// What a request shows about who sends it. A token comes by the Authorization header, else the
/// subprotocol carrier, else the query; the cookie, which a browser sends unasked, counts only
/// without one.
struct Credential {
    std::string token;
    std::string session; ///< of the cookie `wavetape_session`
    bool malformed = false; ///< a token was offered, but cannot be read
};
inline constexpr std::string_view kSessionCookie = "wavetape_session";
Credential findCredential(const Request &request);

/// The WebSocket side of a handshake (RFC 6455 section 4.2).
struct HandshakeResult {
    int status = 101;
    std::string sentence; ///< where refused
    std::string accept;
    std::string protocol; ///< the subprotocol chosen; empty: none
    std::string extensions; ///< as offered
};
HandshakeResult checkHandshake(const Request &request);

/// The 101 and the session that fits the path. `who`: null where a channel endpoint's first message
/// must tell. `channels`: of the bare endpoints.
Answer openSession(net::Connection &connection, const Request &request,
    const HandshakeResult &handshake, const security::LoginSessionRef &who,
    std::vector<channels::ChannelRef> channels);

} // namespace wavetape::http
