// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Gate.h"
#include "http/Handlers.h"
#include "http/JsonBody.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"
#include "sessions/AdminActions.h"

namespace wavetape::http {

namespace {

std::string setCookie(const Exchange &exchange, std::string_view id, uint64_t seconds)
{
    const bool secure = exchange.connection.reachedOverTls();
    std::string text = sessionCookieName(exchange.request, secure);
    text.append("=")
        .append(id)
        .append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=")
        .append(std::to_string(seconds));
    return secure ? text + "; Secure" : text;
}

Answer logIn(Exchange &exchange, bool cookie)
{
    const Request &request = exchange.request;
    net::Connection &connection = exchange.connection;
    if (!isJson(request.joined("Content-Type")))
        return plain(Response::refusal(415, "The body must be application/json."));
    thread_local protocol::CommandParser parser(exchange.context.config.limits.jsonDepth);
    const auto body = parser.parseLoginBody(request.body);
    if (!body)
        return plain(errorJson(400, body.error()));
    const security::Moment now = security::Moment::at(exchange.context.clock);
    security::Authenticator &auth = *exchange.context.auth;
    const auto issued = cookie
        ? auth.openSession(body->user, body->secret, connection.peer().ip, now)
        : auth.issueToken(body->user, body->secret, connection.peer().ip, now);
    if (!issued) {
        Answer answer = refuseLogin(exchange, issued.error(), "User and secret do not fit.");
        answer.close = false;
        return answer;
    }
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject();
    if (!cookie)
        json.key("token").string(issued->text);
    json.key("expires").integer(issued->expiresS * 1000).endObject();
    Response response = Response::json(text + '\n');
    if (cookie)
        response.headers.emplace_back(
            "Set-Cookie", setCookie(exchange, issued->text, issued->lifetimeMs / 1000));
    return plain(std::move(response));
}

Answer logOut(Exchange &exchange)
{
    const Credential shown = findCredential(exchange.request, exchange.connection.reachedOverTls());
    if (exchange.context.auth->endSession(shown.session))
        sessions::recheckAccess(exchange.context.threads);
    // The same answer to an id that was none.
    Response response;
    response.status = 204;
    response.headers.emplace_back("Set-Cookie", setCookie(exchange, "", 0));
    return plain(std::move(response));
}

} // namespace

Answer issueToken(Exchange &exchange)
{
    return logIn(exchange, false);
}

Answer session(Exchange &exchange)
{
    return exchange.request.method == "DELETE" ? logOut(exchange) : logIn(exchange, true);
}

} // namespace wavetape::http
