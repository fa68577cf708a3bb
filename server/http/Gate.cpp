// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Gate.h"

#include "defence/Defence.h"
#include "http/JsonBody.h"
#include "http/Routes.h"
#include "net/Connection.h"
#include "net/ServerContext.h"
#include "security/Authority.h"
#include "security/TokenOffer.h"
#include "security/TokenSignature.h"
#include "websocket/HeaderList.h"

namespace wavetape::http {

using defence::armed;
using defence::Defence;

std::string sessionCookieName(const Request &request, bool secure)
{
    const auto authority = security::parseAuthority(request.joined("Host"));
    const uint16_t port = authority && authority->port ? *authority->port : secure ? 443 : 80;
    return (secure ? "__Host-wavetape_session_" : "wavetape_session_") + std::to_string(port);
}

Credential findCredential(const Request &request, bool secure)
{
    Credential credential;
    const std::string cookies = request.joined("Cookie");
    const std::string cookie = cookies.empty() ? "" : sessionCookieName(request, secure);
    for (const std::string &pair : listItems(cookies, ";,")) {
        if (pair.starts_with(cookie)
            && std::string_view(pair).substr(cookie.size()).starts_with('='))
            credential.session = pair.substr(cookie.size() + 1);
    }
    if (request.count("Authorization") > 0) {
        constexpr std::string_view scheme = "bearer ";
        const std::string authorization = request.joined("Authorization");
        credential.malformed = request.count("Authorization") > 1
            || !websocket::equalsIgnoringCase(authorization.substr(0, scheme.size()), scheme)
            || authorization.size() == scheme.size();
        if (!credential.malformed)
            credential.token = authorization.substr(scheme.size());
        return credential;
    }
    for (const std::string &offer : listItems(request.joined("Sec-WebSocket-Protocol"))) {
        if (!offer.starts_with(security::kTokenOffer))
            continue;
        credential.token = security::decodeBase64Url(
            std::string_view(offer).substr(security::kTokenOffer.size()))
                               .value_or("");
        credential.malformed = credential.token.empty();
        return credential;
    }
    credential.token = request.parameter("token");
    return credential;
}

Caller readCaller(net::Connection &connection, const Request &request)
{
    net::ServerContext &context = connection.context();
    Caller caller;
    caller.host = request.joined("Host");
    caller.hostAllowed
        = (context.hosts.accepts(caller.host)
              && (request.authority.empty() || context.hosts.accepts(request.authority)))
        || !armed(Defence::hostAllowlist);
    caller.origin = request.joined("Origin");
    // A Host that is not answered to makes no page the server's own.
    caller.originAllowed
        = (request.count("Origin") == 1
              && context.origins.accepts(caller.origin, caller.hostAllowed ? caller.host : "",
                  connection.reachedOverTls()))
        || (request.count("Origin") > 0 && !armed(Defence::originPolicy));
    return caller;
}

namespace {

/// No page gets here, whosever it is: every one of its requests bears one of these (Fetch 4.5;
/// Node's own fetch sends none of them). The agent is Toxiproxy's own rule.
PageVerdict judgeFaultPort(const Request &request)
{
    const bool page = request.count("Origin") > 0 || request.count("Sec-Fetch-Site") > 0
        || request.joined("User-Agent").starts_with("Mozilla/");
    if (page && armed(Defence::faultPort))
        return {403, "This port is for programs: no page and no browser may ask it."};
    if (!request.body.empty() && !isJson(request.joined("Content-Type")))
        return {415, "A body is JSON here (Content-Type: application/json), or there is none."};
    return {};
}

} // namespace

PageVerdict judgePage(const Exchange &exchange)
{
    const Request &request = exchange.request;
    const Caller &caller = exchange.caller;
    if (request.count("Host") != 1 && armed(Defence::oneHost))
        return {400, "A request has exactly one Host header."};
    if (!caller.hostAllowed)
        return {403,
            "This server does not answer to that Host; name it with --allow-host to change that."};
    if (exchange.connection.onFaultPort())
        return judgeFaultPort(request);
    if (!exchange.route || exchange.route->access == Access::open)
        return {};
    const bool crossSite
        = request.joined("Sec-Fetch-Site") == "cross-site" && armed(Defence::fetchSite);
    if (exchange.route->access == Access::page) {
        const bool link = request.joined("Sec-Fetch-Mode") == "navigate"
            && request.joined("Sec-Fetch-Dest") == "document";
        if (crossSite && !link && !caller.originAllowed)
            return {403, "A page of another site may only link to this."};
        return {};
    }
    if (crossSite && !caller.originAllowed)
        return {403, "A page of another site may not use this."};
    if (request.count("Origin") > 0 && !caller.originAllowed)
        return {403,
            "This Origin may not use this server; name it with --allow-origin to change that."};
    return {};
}

void addCors(Response &response, const Caller &caller)
{
    if (!caller.originAllowed)
        return;
    response.headers.emplace_back("Access-Control-Allow-Origin", caller.origin);
    response.headers.emplace_back("Access-Control-Expose-Headers",
        "Retry-After, WWW-Authenticate, Wavetape-Hint, Wavetape-Resumed-From");
    response.headers.emplace_back("Vary", "Origin");
}

Response options(const Route &route, const Caller &caller)
{
    Response response;
    response.status = 204;
    const std::string methods = std::string(route.methods) + ", OPTIONS";
    response.headers = {{"Allow", methods}};
    if (caller.originAllowed) {
        response.headers.emplace_back("Access-Control-Allow-Methods", methods);
        response.headers.emplace_back(
            "Access-Control-Allow-Headers", "Content-Type, Authorization, Last-Event-ID");
        response.headers.emplace_back("Access-Control-Max-Age", "600");
    }
    return response;
}

} // namespace wavetape::http
