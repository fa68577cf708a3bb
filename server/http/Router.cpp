// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Router.h"

#include "channels/ChannelHub.h"
#include "http/Upgrade.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Command.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"
#include "security/Redact.h"
#include "web/WebAssets.h"

#include <algorithm>

namespace wavetape::http {

using channels::ChannelRef;

namespace {
constexpr std::string_view kChannelEndpoints[] = {"/", "/ws", "/socket", "/chat", "/realtime"};
constexpr std::string_view kPayloadEndpoints[] = {"/stream", "/echo", "/echo/text", "/broadcast"};

bool isChannelEndpoint(std::string_view path)
{
    return std::find(std::begin(kChannelEndpoints), std::end(kChannelEndpoints), path) != std::end(kChannelEndpoints);
}

/// Paths on which a WebSocket is spoken.
bool isSocketPath(std::string_view path)
{
    return isChannelEndpoint(path) || path.starts_with("/ws/")
        || std::find(std::begin(kPayloadEndpoints), std::end(kPayloadEndpoints), path) != std::end(kPayloadEndpoints);
}

/// What a page of another site may not even ask for.
bool isData(std::string_view path)
{
    return path == "/publish" || path == "/channels" || path.starts_with("/snapshot/") || path == "/metrics" || isSocketPath(path);
}

bool isJson(std::string_view contentType)
{
    std::string type(contentType.substr(0, contentType.find(';')));
    while (!type.empty() && type.back() == ' ')
        type.pop_back();
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type == "application/json";
}

Answer plain(Response response, bool close = false)
{
    Answer answer;
    answer.response = std::move(response);
    answer.close = close;
    return answer;
}

Response methodNotAllowed(std::string_view allowed)
{
    Response response = Response::refusal(405, "This path knows " + std::string(allowed) + " only.");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

/// Methods of a path that is no WebSocket; empty: there is no such path.
std::string_view methodsOf(std::string_view path)
{
    if (path == "/publish")
        return "POST";
    if (path == "/" || path == "/channels" || path.starts_with("/snapshot/") || path == "/healthz" || path == "/readyz"
        || path == "/version" || web::findAsset(path))
        return "GET, HEAD";
    if (isSocketPath(path))
        return "GET";
    return {};
}
}

/// What the headers say about who asks.
struct Router::Gate {
    std::string host;
    std::string origin;
    bool originAllowed = false;
    bool admin = false;
};

Router::Router(net::ServerContext &context)
    : m_context(context)
{
}

void Router::noteRefused(net::Connection &connection, int status, std::string_view reason, std::string_view path) const
{
    connection.thread().stats().refused.add(1);
    net::ConnectionEvent event;
    event.kind = net::ConnectionEvent::Kind::refused;
    event.id = connection.id();
    event.address = connection.peer().toString();
    event.path = path;
    event.code = static_cast<uint16_t>(status);
    event.reason = reason;
    event.by = "server";
    m_context.observer.onConnectionEvent(std::move(event));
}

Answer Router::answer(net::Connection &connection, const Request &request) const
{
    const auto refuse = [&](int status, std::string_view sentence) {
        noteRefused(connection, status, sentence, request.path);
        return plain(Response::refusal(status, sentence), true);
    };
    Gate gate;
    if (request.count("Host") != 1)
        return refuse(400, "A request has exactly one Host header.");
    gate.host = request.joined("Host");
    if (!m_context.hosts.accepts(gate.host)
        || (!request.authority.empty() && !m_context.hosts.accepts(request.authority)))
        return refuse(403, "This server does not answer to that Host; name it with --allow-host to change that.");
    gate.origin = request.joined("Origin");
    const bool hasOrigin = request.count("Origin") > 0;
    gate.originAllowed = request.count("Origin") == 1 && m_context.origins.accepts(gate.origin, gate.host, connection.secure());

    const std::string_view methods = methodsOf(request.path);
    if (request.path == "/socket.io" || request.path.starts_with("/socket.io/"))
        return refuse(400, "Socket.IO speaks a protocol of its own on top of WebSocket; connect with a plain WebSocket client to /ws.");
    if (methods.empty())
        return refuse(404, "There is nothing at this path.");
    if (isData(request.path)) {
        if (request.joined("Sec-Fetch-Site") == "cross-site" && !gate.originAllowed)
            return refuse(403, "A page of another site may not use this.");
        if (hasOrigin && !gate.originAllowed && (request.path != "/" || !request.joined("Upgrade").empty()))
            return refuse(403, "This Origin may not use this server; name it with --allow-origin to change that.");
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
        response.headers = {{"Access-Control-Allow-Methods", std::string(methods)}, {"Access-Control-Allow-Headers", "Content-Type, Authorization"},
            {"Access-Control-Max-Age", "600"}};
        return withCors(plain(std::move(response)));
    }
    if (methods.find(request.method == "HEAD" ? "HEAD" : request.method) == std::string_view::npos || request.method.empty()) {
        noteRefused(connection, 405, "method not allowed", request.path);
        return plain(methodNotAllowed(methods), isSocketPath(request.path));
    }

    const Credential credential = findCredential(request);
    if (credential.malformed || (!credential.token.empty() && !m_context.adminToken.matches(credential.token)))
        return refuse(401, "The token is not valid.");
    gate.admin = !credential.token.empty();

    const bool wantsUpgrade = request.count("Upgrade") > 0 || request.count("Sec-WebSocket-Key") > 0 || request.count("Sec-WebSocket-Version") > 0;
    if (isSocketPath(request.path) && (request.path != "/" || wantsUpgrade))
        return upgrade(connection, request, gate);
    if (request.path == "/channels")
        return withCors(plain(channels(gate)));
    if (request.path.starts_with("/snapshot/"))
        return withCors(plain(snapshot(request.path.substr(std::string_view("/snapshot/").size()), gate)));
    if (request.path == "/publish")
        return withCors(plain(publish(request)));
    return withCors(plain(plainAnswer(connection, request)));
}

Response Router::plainAnswer(net::Connection &, const Request &request) const
{
    if (request.path == "/healthz")
        return Response::json("{\"status\":\"ok\"}\n");
    if (request.path == "/readyz") {
        const std::string reason = m_context.draining ? "draining" : notReady ? notReady() : std::string();
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
        json.beginObject().key("server").string(m_context.softwareName).key("node").string(m_context.config.node);
        json.key("protocol").string("wavetape.v1").endObject();
        return Response::json(text + '\n');
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
    if (asset->contentType.starts_with("text/html"))
        response.headers.emplace_back("Content-Security-Policy", web::contentSecurityPolicy(request.joined("Host")));
    response.body.assign(asset->bytes.data(), asset->bytes.size());
    return response;
}

Response Router::channels(const Gate &gate) const
{
    std::string text = "[";
    for (const ChannelRef &channel : m_context.hub.list("")) {
        if (channel->spec().adminOnly && !gate.admin)
            continue;
        if (text.size() > 1)
            text += ',';
        const protocol::StreamPosition position = channel->position();
        protocol::appendChannelRow(text, {channel->name(), channel->spec().binary, position.epoch,
            position.seq, channel->spec().policy, channel->subscribers()});
    }
    text += "]\n";
    return Response::json(std::move(text));
}

Response Router::snapshot(const std::string &name, const Gate &gate) const
{
    if (!protocol::isValidChannelName(name))
        return Response::refusal(400, "A channel's name is made of A-Z a-z 0-9 . _ : - and has at most 128 characters.");
    const ChannelRef channel = m_context.hub.find(name);
    if (!channel || !channel->born() || !channel->spec().listed || (channel->spec().adminOnly && !gate.admin))
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

Response Router::publish(const Request &request) const
{
    if (!isJson(request.joined("Content-Type")))
        return Response::refusal(415, "The body must be application/json.");
    thread_local protocol::CommandParser parser(m_context.config.limits.jsonDepth);
    const auto error = [](int status, protocol::CommandError problem) {
        std::string text;
        protocol::appendError(text, problem);
        Response response = Response::json(text + '\n');
        response.status = status;
        return response;
    };
    const auto body = parser.parsePublishBody(request.body);
    if (!body)
        return error(400, body.error());
    const auto published = m_context.hub.publishFromClient(body->channel, body->data, true);
    if (!published && published.error() == channels::PublishFailure::forbidden)
        return error(403, {protocol::ErrorCode::forbidden, "this channel belongs to the server", "/channel", {}});
    if (!published)
        return error(503, {protocol::ErrorCode::tooManyChannels, "no further channel can be made", "/channel", {}});
    std::string text;
    protocol::appendPublishAck(text, {}, body->channel, published->position);
    return Response::json(text + '\n');
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
    if (m_context.connections.load(std::memory_order_relaxed) > static_cast<int64_t>(m_context.config.limits.connections) && m_context.config.limits.enabled)
        return refuse(503, "The server has as many connections as it may have.");

    if (m_context.queuedBytes() > m_context.config.queue.serverBytes / 10 * 8)
        return refuse(503, "The server's queues are full; come back in a moment.");

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
                return refuse(400, "A channel's name is made of A-Z a-z 0-9 . _ : - and has at most 128 characters.");
            const ChannelRef channel = m_context.hub.find(name);
            if (!channel || !channel->born() || !channel->spec().listed || (channel->spec().adminOnly && !gate.admin))
                return refuse(404, "There is no channel " + name + ".");
            if (!bare && channel->spec().binary)
                return refuse(400, "Binary channels have no combined form; use /ws/" + name + ".");
            if (std::find(wanted.begin(), wanted.end(), channel) == wanted.end())
                wanted.push_back(channel);
        }
    }
    return openSession(connection, request, handshake, gate.admin, std::move(wanted));
}

} // namespace wavetape::http
