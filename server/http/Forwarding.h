// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Request.h"
#include "net/PeerAddress.h"
#include "security/ProxyTrust.h"

#include <optional>
#include <string>
#include <string_view>

namespace wavetape::http {

/// What a trusted proxy says of the client that it speaks for.
struct Forwarding {
    std::optional<net::PeerAddress> client; ///< the nearest hop that is no trusted proxy
    bool secure = false; ///< the client speaks TLS to the proxy
    std::string host; ///< that the client asked for; empty: as the request's
    std::string_view wrong; ///< why the request is refused; empty: it is not
};

/// Reads `Forwarded` (RFC 7239) or `X-Forwarded-For`, `-Proto` and `-Host` of a request that came
/// from a trusted proxy. Hops are read from the nearest on: what a client wrote itself stands
/// before what proxies added. A hop without a readable address ends it.
Forwarding readForwarding(const Request &request, const security::ProxyTrust &proxies);

} // namespace wavetape::http
