// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Router.h"

#include "channels/ChannelHub.h"
#include "defence/Defence.h"
#include "http/Upgrade.h"
#include "net/AdminActions.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Command.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"
#include "security/Redact.h"
#include "security/SafeText.h"
#include "web/WebAssets.h"

#include <algorithm>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

using channels::ChannelRef;

namespace {
constexpr std::string_view kChannelEndpoints[] = {"/", "/ws", "/socket", "/chat", "/realtime"};
constexpr std::string_view kBadToken = "The token is not valid.";
constexpr std::string_view kNotOpen = "This is not open to you.";
constexpr std::string_view kBroadcast = "broadcast"; // stands for that path in rights
constexpr std::string_view kPayloadEndpoints[] = {"/stream", "/echo", "/echo/text", "/broadcast"};

bool isChannelEndpoint(std::string_view path)
{
    return std::find(std::begin(kChannelEndpoints), std::end(kChannelEndpoints), path)
        != std::end(kChannelEndpoints);
}

/// Paths on which a WebSocket is spoken.
bool isSocketPath(std::string_view path)
{
    return isChannelEndpoint(path) || path.starts_with("/ws/")
        || std::find(std::begin(kPayloadEndpoints), std::end(kPayloadEndpoints), path)
        != std::end(kPayloadEndpoints);
}

/// What is not for everybody.
bool isData(std::string_view path)
{
    return path == "/publish" || path == "/channels" || path.starts_with("/snapshot/")
        || path == "/metrics" || isSocketPath(path);
}

bool isLogin(std::string_view path)
{
    return path == "/auth/token" || path == "/auth/session";
}

/// Is `method` one of `methods`, as in an Allow header?
bool knowsMethod(std::string_view methods, std::string_view method)
{
    const size_t at = methods.find(method);
    const size_t end = at + method.size();
    return !method.empty() && at != std::string_view::npos
        && (end == methods.size() || methods[end] == ',') && (at == 0 || methods[at - 1] == ' ');
}

Response errorJson(int status, const protocol::CommandError &problem)
{
    std::string text;
    protocol::appendError(text, problem);
    Response response = Response::json(text + '\n');
    response.status = status;
    return response;
}

Response notAuthenticated(
    const security::Authenticator::Refusal &refusal, std::string_view sentence)
{
    if (refusal.waitMs == 0)
        return Response::refusal(401, sentence);
    Response response = Response::refusal(429, "Too many failed logins from this address.");
    response.headers = {{"Retry-After", std::to_string((refusal.waitMs + 999) / 1000)}};
    return response;
}

bool isJson(std::string_view contentType)
{
    std::string type(contentType.substr(0, contentType.find(';')));
    while (!type.empty() && type.back() == ' ')
        type.pop_back();
    std::transform(type.begin(), type.end(), type.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type == "application/json" || !armed(Defence::jsonContentType);
}

Answer plain(Response response, bool close = false)
{
    Answer answer;
    answer.response = std::move(response);
    answer.close = close;
    return answer;
}

std::string sessionCookie(const net::Connection &connection, std::string_view id, uint64_t seconds)
{
    std::string text(kSessionCookie);
    text.append("=")
        .append(id)
        .append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=")
        .append(std::to_string(seconds));
    return connection.secure() ? text + "; Secure" : text;
}

Response methodNotAllowed(std::string_view allowed)
{
    Response response
        = Response::refusal(405, "This path knows " + std::string(allowed) + " only.");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

/// Methods of a path that is no WebSocket; empty: there is no such path.
std::string_view methodsOf(std::string_view path)
{
    if (path == "/publish" || path == "/auth/token")
        return "POST";
    if (path == "/auth/session")
        return "POST, DELETE";
    if (path == "/" || path == "/channels" || path.starts_with("/snapshot/") || path == "/healthz"
        || path == "/readyz" || path == "/version" || path == "/metrics" || web::findAsset(path))
        return "GET, HEAD";
    if (isSocketPath(path))
        return "GET";
    return {};
}
} // namespace

/// What the headers say about who asks.
struct Router::Gate {
    std::string host;
    std::string origin;
    bool originAllowed = false;
    security::LoginSessionRef who; ///< null: has not said, and must

    bool mayRead(std::string_view channel) const
    {
        return who && who->identity().rights.maySubscribe(channel);
    }
};

Router::Router(net::ServerContext &context)
    : m_context(context)
{
}

void Router::noteRefused(
    net::Connection &connection, int status, std::string_view reason, std::string_view path) const
{
    connection.thread().stats().refused.add(1);
    net::ConnectionEvent event;
    event.kind = net::ConnectionEvent::Kind::refused;
    event.id = connection.id();
    event.address = connection.peer().toString();
    event.path = security::validUtf8(path);
    event.code = static_cast<uint16_t>(status);
    event.reason = reason;
    event.by = "server";
    m_context.observer.onConnectionEvent(std::move(event));
}

Answer Router::answer(
    net::Connection &connection, const Request &request, PublishAllowance &allowance) const
{
    const auto refuse = [&](int status, std::string_view sentence) {
        noteRefused(connection, status, sentence, request.path);
        return plain(Response::refusal(status, sentence), true);
    };
    Gate gate;
    if (request.count("Host") != 1 && armed(Defence::oneHost))
        return refuse(400, "A request has exactly one Host header.");
    gate.host = request.joined("Host");
    if ((!m_context.hosts.accepts(gate.host)
            || (!request.authority.empty() && !m_context.hosts.accepts(request.authority)))
        && armed(Defence::hostAllowlist))
        return refuse(403,
            "This server does not answer to that Host; name it with --allow-host to change that.");
    gate.origin = request.joined("Origin");
    const bool hasOrigin = request.count("Origin") > 0;
    gate.originAllowed
        = (request.count("Origin") == 1
              && m_context.origins.accepts(gate.origin, gate.host, connection.secure()))
        || (hasOrigin && !armed(Defence::originPolicy));

    if (request.path == "*") {
        // Only OPTIONS comes with it: about the server as a whole (RFC 9110 9.3.7).
        Response response;
        response.status = 204;
        response.headers = {{"Allow", "GET, HEAD, POST, DELETE, OPTIONS"}};
        return plain(std::move(response));
    }
    const std::string_view methods = methodsOf(request.path);
    if (request.path == "/socket.io" || request.path.starts_with("/socket.io/"))
        return refuse(400,
            "Socket.IO speaks a protocol of its own on top of WebSocket; connect with a plain "
            "WebSocket client to /ws.");
    if (methods.empty())
        return refuse(404, "There is nothing at this path.");
    if (isData(request.path) || isLogin(request.path)) {
        if (request.joined("Sec-Fetch-Site") == "cross-site" && !gate.originAllowed
            && armed(Defence::fetchSite))
            return refuse(403, "A page of another site may not use this.");
        if (hasOrigin && !gate.originAllowed
            && (request.path != "/" || !request.joined("Upgrade").empty()))
            return refuse(403,
                "This Origin may not use this server; name it with --allow-origin to change that.");
    }
    const auto withCors = [&](Answer answer) {
        if (gate.originAllowed) {
            answer.response.headers.emplace_back("Access-Control-Allow-Origin", gate.origin);
            answer.response.headers.emplace_back("Vary", "Origin");
        }
        return answer;
    };
    if (request.method == "OPTIONS" && gate.originAllowed) {
        Response response;
        response.status = 204;
        response.headers = {{"Access-Control-Allow-Methods", std::string(methods)},
            {"Access-Control-Allow-Headers", "Content-Type, Authorization"},
            {"Access-Control-Max-Age", "600"}};
        return withCors(plain(std::move(response)));
    }
    if (!knowsMethod(methods, request.method)) {
        noteRefused(connection, 405, "method not allowed", request.path);
        return plain(methodNotAllowed(methods), isSocketPath(request.path));
    }

    const Credential credential = findCredential(request);
    if (credential.malformed)
        return refuse(401, kBadToken);
    const security::Moment now = security::Moment::at(connection.thread().sharedNowMs());
    gate.who = m_context.auth->nobody();
    if (!credential.token.empty()) {
        auto granted = m_context.auth->byToken(credential.token, connection.peer().ip, now);
        if (!granted) {
            Response response = notAuthenticated(granted.error(), kBadToken);
            noteRefused(connection, response.status, kBadToken, request.path);
            return plain(std::move(response), true);
        }
        gate.who = std::move(*granted);
    } else if (!credential.session.empty()) {
        // A cookie that has ended is what a browser sends on until it logs in again.
        if (auto session = m_context.auth->bySession(credential.session, now))
            gate.who = std::move(session);
    }

    const bool wantsUpgrade = request.count("Upgrade") > 0 || request.count("Sec-WebSocket-Key") > 0
        || request.count("Sec-WebSocket-Version") > 0;
    const bool socket = isSocketPath(request.path) && (request.path != "/" || wantsUpgrade);
    if (!gate.who && isData(request.path) && !isChannelEndpoint(request.path))
        return refuse(401, "This needs a token.");
    if (socket)
        return upgrade(connection, request, gate);
    if (isLogin(request.path))
        return withCors(plain(
            request.method == "DELETE" ? logOut(connection, request) : logIn(connection, request)));
    if (request.path == "/channels")
        return withCors(plain(channels(gate)));
    if (request.path.starts_with("/snapshot/"))
        return withCors(
            plain(snapshot(request.path.substr(std::string_view("/snapshot/").size()), gate)));
    if (request.path == "/publish")
        return withCors(plain(publish(connection, request, gate, allowance)));
    return withCors(plain(plainAnswer(connection, request)));
}

Response Router::plainAnswer(net::Connection &, const Request &request) const
{
    if (request.path == "/healthz")
        return Response::json("{\"status\":\"ok\"}\n");
    if (request.path == "/readyz") {
        const std::string reason = m_context.draining ? "draining"
            : notReady                                ? notReady()
                                                      : std::string();
        std::string text;
        protocol::JsonWriter json(text);
        json.beginObject().key("status").string(reason.empty() ? "ready" : "not ready");
        if (!reason.empty())
            json.key("reason").string(reason);
        json.endObject();
        Response response = Response::json(text + '\n');
        response.status = reason.empty() ? 200 : 503;
        return response;
    }
    if (request.path == "/version") {
        std::string text;
        protocol::JsonWriter json(text);
        json.beginObject()
            .key("server")
            .string(m_context.softwareName)
            .key("node")
            .string(m_context.config.node);
        json.key("protocol").string("wavetape.v1").endObject();
        return Response::json(text + '\n');
    }
    if (request.path == "/metrics") {
        Response response;
        response.contentType = "text/plain; version=0.0.4; charset=utf-8";
        response.body = metrics ? metrics() : std::string();
        return response;
    }
    return asset(request);
}

Response Router::asset(const Request &request) const
{
    const web::Asset *asset = web::findAsset(request.path);
    if (!asset)
        return Response::refusal(404, "There is nothing at this path.");
    Response response;
    response.contentType = asset->contentType;
    response.headers = {{"ETag", std::string(asset->etag)}, {"Cache-Control", "no-cache"}};
    if (request.joined("If-None-Match") == asset->etag) {
        response.status = 304;
        return response;
    }
    if (asset->contentType.starts_with("text/html") && armed(Defence::contentSecurityPolicy))
        response.headers.emplace_back(
            "Content-Security-Policy", web::contentSecurityPolicy(request.joined("Host")));
    response.body.assign(asset->bytes.data(), asset->bytes.size());
    return response;
}

Response Router::channels(const Gate &gate) const
{
    std::string text = "[";
    for (const ChannelRef &channel : m_context.hub.list("")) {
        if (!gate.mayRead(channel->name()))
            continue;
        if (text.size() > 1)
            text += ',';
        const protocol::StreamPosition position = channel->position();
        protocol::appendChannelRow(text,
            {channel->name(), channel->spec().binary, position.epoch, position.seq,
                channel->spec().policy, channel->subscribers()});
    }
    text += "]\n";
    return Response::json(std::move(text));
}

Response Router::snapshot(const std::string &name, const Gate &gate) const
{
    if (!protocol::isValidChannelName(name))
        return Response::refusal(
            400, "A channel's name is made of A-Z a-z 0-9 . _ : - and has at most 128 characters.");
    if (!gate.mayRead(name))
        return Response::refusal(403, kNotOpen);
    const ChannelRef channel = m_context.hub.find(name);
    if (!channel || !channel->born() || !channel->spec().listed)
        return Response::refusal(404, "There is no such channel.");
    if (channel->spec().binary)
        return Response::refusal(400, "A binary channel has no snapshot.");
    const auto [data, position] = channel->snapshotNow();
    if (data.empty())
        return Response::refusal(404, "Nothing was published on this channel yet.");
    std::string text;
    protocol::appendSnapshot(text, name, position.epoch, position.seq, data);
    return Response::json(text + '\n');
}

Response Router::publish(net::Connection &connection, const Request &request, const Gate &gate,
    PublishAllowance &allowance) const
{
    if (!isJson(request.joined("Content-Type")))
        return Response::refusal(415, "The body must be application/json.");
    const auto &limits = m_context.config.limits;
    if (!allowance.rate.take(connection.nowMs()) && armed(Defence::postRate)) {
        connection.thread().stats().rateLimited.add(1);
        Response response = errorJson(429,
            {protocol::ErrorCode::rateLimited, "too many messages; this one was dropped", "", {}});
        response.headers = {{"Retry-After", "1"}};
        return response;
    }
    thread_local protocol::CommandParser parser(limits.jsonDepth);
    const auto body = parser.parsePublishBody(request.body);
    if (!body)
        return errorJson(400, body.error());
    if (!gate.who->identity().rights.mayPublish(body->channel))
        return errorJson(403,
            {protocol::ErrorCode::forbidden,
                "this channel is not open to this connection for publishing", "/channel", {}});
    const bool mayCreate = !limits.enabled
        || allowance.created < limits.createdChannelsPerConnection
        || !armed(Defence::createdChannels);
    const auto published = m_context.hub.publishFromClient(body->channel, body->data, mayCreate);
    if (!published && published.error() == channels::PublishFailure::forbidden)
        return errorJson(403,
            {protocol::ErrorCode::forbidden, "this channel belongs to the server", "/channel", {}});
    if (!published)
        return errorJson(503,
            {protocol::ErrorCode::tooManyChannels, "no further channel can be made", "/channel",
                {}});
    allowance.created += published->created;
    std::string text;
    protocol::appendPublishAck(text, {}, body->channel, published->position);
    return Response::json(text + '\n');
}

Response Router::logIn(net::Connection &connection, const Request &request) const
{
    if (!isJson(request.joined("Content-Type")))
        return Response::refusal(415, "The body must be application/json.");
    thread_local protocol::CommandParser parser(m_context.config.limits.jsonDepth);
    const auto body = parser.parseLoginBody(request.body);
    if (!body)
        return errorJson(400, body.error());
    const bool cookie = request.path == "/auth/session";
    const security::Moment now = security::Moment::at(connection.thread().sharedNowMs());
    security::Authenticator &auth = *m_context.auth;
    const auto issued = cookie
        ? auth.openSession(body->user, body->secret, connection.peer().ip, now)
        : auth.issueToken(body->user, body->secret, connection.peer().ip, now);
    if (!issued) {
        noteRefused(connection, issued.error().waitMs ? 429 : 401, "login failed", request.path);
        return notAuthenticated(issued.error(), "User and secret do not fit.");
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
            "Set-Cookie", sessionCookie(connection, issued->text, issued->lifetimeMs / 1000));
    return response;
}

Response Router::logOut(net::Connection &connection, const Request &request) const
{
    if (const std::string id = findCredential(request).session; m_context.auth->endSession(id))
        net::recheckAccess(m_context.threads);
    // The same answer to an id that was none.
    Response response;
    response.status = 204;
    response.headers.emplace_back("Set-Cookie", sessionCookie(connection, "", 0));
    return response;
}

Answer Router::upgrade(net::Connection &connection, const Request &request, const Gate &gate) const
{
    const auto refuse = [&](int status, std::string_view sentence) {
        noteRefused(connection, status, sentence, request.path);
        return plain(Response::refusal(status, sentence), true);
    };
    const HandshakeResult handshake = checkHandshake(request);
    if (handshake.status != 101)
        return refuse(handshake.status, handshake.sentence);
    if (m_context.draining)
        return refuse(503, "This node is draining; connect to another.");
    if (m_context.connections.load(std::memory_order_relaxed)
            > static_cast<int64_t>(m_context.config.limits.connections)
        && m_context.config.limits.enabled)
        return refuse(503, "The server has as many connections as it may have.");

    if (m_context.queuedBytes() > m_context.config.queue.serverBytes / 10 * 8
        && armed(Defence::ceiling))
        return refuse(503, "The server's queues are full; come back in a moment.");

    if (request.path == "/broadcast"
        && !(gate.mayRead(kBroadcast) && gate.who->identity().rights.mayPublish(kBroadcast)))
        return refuse(403, kNotOpen);
    std::vector<ChannelRef> wanted;
    const bool bare = request.path.starts_with("/ws/");
    if (bare || request.path == "/stream") {
        std::vector<std::string> names;
        if (bare) {
            names.push_back(request.path.substr(4));
        } else {
            const std::string list = request.parameter("streams");
            for (size_t at = 0; at <= list.size() && !list.empty();) {
                const size_t slash = std::min(list.find('/', at), list.size());
                names.push_back(list.substr(at, slash - at));
                at = slash + 1;
            }
        }
        if (names.empty())
            return refuse(400, "Name the channels: /stream?streams=ticker.AAPL/trades.AAPL");
        if (names.size() > m_context.config.limits.subscriptionsPerConnection)
            return refuse(400, "That is more channels than one connection may have.");
        for (const std::string &name : names) {
            if (!protocol::isValidChannelName(name))
                return refuse(400,
                    "A channel's name is made of A-Z a-z 0-9 . _ : - and has at most 128 "
                    "characters.");
            if (!gate.mayRead(name))
                return refuse(403, kNotOpen);
            const ChannelRef channel = m_context.hub.find(name);
            if (!channel || !channel->born() || !channel->spec().listed)
                return refuse(404, "There is no channel " + name + ".");
            if (!bare && channel->spec().binary)
                return refuse(400, "Binary channels have no combined form; use /ws/" + name + ".");
            if (std::find(wanted.begin(), wanted.end(), channel) == wanted.end())
                wanted.push_back(channel);
        }
    }
    return openSession(connection, request, handshake, gate.who, std::move(wanted));
}

} // namespace wavetape::http
