// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "http/Request.h"
#include "http/Router.h"

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::http {

/// A token that came with a request, in the order of security.md: Authorization header, subprotocol carrier, query.
struct Credential {
    std::string token;
    bool malformed = false; ///< one was offered, but cannot be read
};
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

/// The 101 and the session that fits the path. `channels`: of the bare endpoints.
Answer openSession(net::Connection &connection, const Request &request, const HandshakeResult &handshake, bool admin,
    std::vector<channels::ChannelRef> channels);

} // namespace wavetape::http
