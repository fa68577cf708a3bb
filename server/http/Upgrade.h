// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"
#include "sessions/WebSocketSession.h"

#include <functional>
#include <memory>
#include <string>

namespace wavetape::http {

/// Does it ask to become a WebSocket? An `Upgrade` to something else, without `Connection: Upgrade`
/// or under HTTP/1.0 asks for nothing (RFC 9110 7.8).
bool asksForWebSocket(const Request &request);

/// The WebSocket side of a handshake (RFC 6455 section 4.2).
struct Handshake {
    int status = 101;
    std::string sentence; ///< where refused
    std::string accept;
    std::string protocol; ///< the subprotocol chosen; empty: none
    std::string extensions; ///< as offered
    std::string unknownProtocols; ///< offered, where none of those offered is spoken here
};
/// `spoken`: the route's subprotocols, the preferred one first.
/// Is one of ours offered that is not among them? The sentence that says so; empty: no.
std::string unspokenOffer(const Request &request, std::string_view spoken);
Handshake checkHandshake(const Request &request, std::string_view spoken);

/// Makes an endpoint's session; may set what is to be done once it is in place.
using MakeSession = std::function<std::unique_ptr<sessions::WebSocketSession>(
    std::unique_ptr<websocket::FrameParser> parser, std::function<void()> &begin)>;

/// May the server take another WebSocket, and is the handshake right? Status 101: yes to both.
Handshake judgeUpgrade(const Exchange &exchange);
/// The same for an endpoint that has nothing to say about it but its session.
Answer openSocket(Exchange &exchange, const MakeSession &make);
/// The 101 and its session, noted in the dossier and reported.
Answer openSocket(Exchange &exchange, const Handshake &handshake, const MakeSession &make);

} // namespace wavetape::http
