// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <string>
#include <string_view>

namespace wavetape::http {

/// What a request shows about who sends it. A token comes by the Authorization header, else the
/// subprotocol carrier, else the query; the cookie, which a browser sends unasked, counts only
/// without one.
struct Credential {
    std::string token;
    std::string session; ///< of the session cookie
    bool malformed = false; ///< a token was offered, but cannot be read
};
Credential findCredential(const Request &request, bool secure);

/// `wavetape_session_<port>`, with the port that the browser sees: two servers on one machine are
/// one site to a browser, and each has its own. With `__Host-` in front over TLS (RFC 6265bis
/// 4.1.3.2).
std::string sessionCookieName(const Request &request, bool secure);

/// Host and Origin of a request, judged. No credential is looked at.
Caller readCaller(net::Connection &connection, const Request &request);

/// Why a page may not ask this; status 0: it may.
struct PageVerdict {
    int status = 0;
    std::string_view sentence;
};
PageVerdict judgePage(const Exchange &exchange);

/// CORS (Fetch 3.2): an answer to an allowed origin names it, and what a script there may read.
void addCors(Response &response, const Caller &caller);
/// OPTIONS: what the path knows, and for an allowed page's preflight what it may send.
Response options(const Route &route, const Caller &caller);

} // namespace wavetape::http
