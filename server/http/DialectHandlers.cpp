// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceRequest.h"
#include "documents/Rooms.h"
#include "http/Handlers.h"
#include "http/NamedChannels.h"
#include "http/Router.h"
#include "http/Routes.h"
#include "http/Upgrade.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"
#include "protocol/JsonWriter.h"
#include "sessions/BinanceSession.h"
#include "sessions/CentrifugeSession.h"
#include "sessions/FoxgloveSession.h"
#include "sessions/SocketIoSession.h"
#include "sessions/YjsSession.h"

#include <string>
#include <vector>

namespace wavetape::http {

namespace binance = dialects::binance;

namespace {

/// Streams by names that the path has; `combined`: its way to say them.
Answer openBinance(Exchange &exchange, const std::vector<std::string> &names, bool combined)
{
    if (!exchange.context.config.dialects.binance)
        return refuse(exchange, 404, kSwitchedOff);
    if (names.size() > exchange.context.config.limits.subscriptionsPerConnection)
        return refuse(exchange, 400, "These are more streams than one connection may have.");
    std::vector<binance::Stream> streams;
    for (const std::string &name : names) {
        auto stream = binance::readStream(name);
        if (!stream)
            return refuse(
                exchange, 400, "This is " + binance::noSuchStream(name, {}).message + '.');
        if (!exchange.caller.mayRead(stream->channel))
            return refuse(exchange, 403, kNotOpen);
        if (!exchange.context.hub.find(stream->channel))
            return refuse(exchange, 404, "There is no such symbol.");
        streams.push_back(std::move(*stream));
    }
    return openSocket(exchange,
        [&](std::unique_ptr<websocket::FrameParser> parser, std::function<void()> &begin) {
            auto session = std::make_unique<sessions::BinanceSession>(
                exchange.connection, std::move(parser), combined);
            if (!streams.empty())
                begin = [made = session.get(), streams] { made->start(streams); };
            return session;
        });
}

constexpr std::string_view kWithoutSocketIo
    = "Socket.IO speaks a protocol of its own on top of WebSocket; connect with a plain WebSocket "
      "client to /ws.";

/// In the form of Engine.IO, with its number.
Answer refuseEngine(Exchange &exchange, int code, std::string_view sentence)
{
    Answer answer = refuse(exchange, 400, sentence);
    std::string body;
    protocol::JsonWriter json(body);
    json.beginObject().key("code").integer(code).key("message").string(sentence).endObject();
    answer.response = Response::json(std::move(body));
    answer.response.status = 400;
    return answer;
}

} // namespace

Answer centrifugeSocket(Exchange &exchange)
{
    if (!exchange.context.config.dialects.centrifuge)
        return refuse(exchange, 404, kSwitchedOff);
    return openSocket(
        exchange, [&](std::unique_ptr<websocket::FrameParser> parser, std::function<void()> &) {
            return std::make_unique<sessions::CentrifugeSession>(
                exchange.connection, std::move(parser));
        });
}

Answer binanceSocket(Exchange &exchange)
{
    // Some clients number their connections: /ws/0. They name streams by message.
    const std::string_view name = exchange.rest;
    if (exchange.route->isPrefix() && (name.empty() || name.find('/') != name.npos))
        return refuse(
            exchange, 404, "There is nothing at this path: /binance/ws/<stream> has one.");
    if (name.find_first_not_of("0123456789") == name.npos)
        return openBinance(exchange, {}, false);
    return openBinance(exchange, {std::string(name)}, false);
}

Answer binanceStreams(Exchange &exchange)
{
    return openBinance(exchange, splitNames(exchange.request.parameter("streams"), '/'), true);
}

Answer socketIoSocket(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (!exchange.context.config.dialects.socketIo)
        return refuse(exchange, 400, kWithoutSocketIo);
    if (request.parameter("EIO") != "4")
        return refuseEngine(exchange, 5, "Unsupported protocol version: this is Engine.IO 4.");
    if (request.parameter("transport") != "websocket")
        return refuseEngine(exchange, 0, "Transport unknown: a WebSocket's is websocket.");
    if (request.hasParameter("sid"))
        return refuseEngine(exchange, 1, "Session ID unknown: none is upgraded here.");
    return openSocket(exchange,
        [&](std::unique_ptr<websocket::FrameParser> parser, std::function<void()> &begin) {
            auto session = std::make_unique<sessions::SocketIoSession>(
                exchange.connection, std::move(parser));
            begin = [made = session.get()] { made->greet(); };
            return session;
        });
}

Answer socketIoPoll(Exchange &exchange)
{
    if (!exchange.context.config.dialects.socketIo)
        return refuse(exchange, 400, kWithoutSocketIo);
    return refuseEngine(exchange, 0,
        "Transport unknown: polling is not served; connect with transports: [\"websocket\"].");
}

Answer foxgloveSocket(Exchange &exchange)
{
    if (!exchange.context.config.dialects.foxglove)
        return refuse(exchange, 404, kSwitchedOff);
    const Handshake handshake = judgeUpgrade(exchange);
    if (handshake.status != 101)
        return refuse(exchange, handshake.status, handshake.sentence);
    if (handshake.protocol.empty())
        return refuse(exchange, 400,
            "This address speaks " + std::string(exchange.route->protocols)
                + "; offer one of them as subprotocol.");
    return openSocket(exchange, handshake,
        [&](std::unique_ptr<websocket::FrameParser> parser, std::function<void()> &begin) {
            auto session = std::make_unique<sessions::FoxgloveSession>(
                exchange.connection, std::move(parser));
            begin = [made = session.get()] { made->greet(); };
            return session;
        });
}

Answer yjsSocket(Exchange &exchange)
{
    documents::Rooms *rooms = exchange.router.rooms;
    if (!rooms)
        return refuse(exchange, 404, kSwitchedOff);
    const Handshake handshake = judgeUpgrade(exchange);
    if (handshake.status != 101)
        return refuse(exchange, handshake.status, handshake.sentence);
    const std::string name(exchange.rest);
    if (!protocol::isValidChannelName(name))
        return refuse(exchange, 400, kBadChannelName);
    if (protocol::familyOf(name).owned)
        return refuse(exchange, 404, "Names of the server's own channels are no documents'.");
    if (!exchange.caller.mayRead(name))
        return refuse(exchange, 403, kNotOpen);
    return openSocket(exchange, handshake,
        [&](std::unique_ptr<websocket::FrameParser> parser, std::function<void()> &begin) {
            auto room = rooms->enter(name);
            auto session = std::make_unique<sessions::YjsSession>(exchange.connection,
                std::move(parser), room ? *room : nullptr, room ? std::string() : room.error());
            begin = [made = session.get(), mayWrite = exchange.caller.mayPublish(name)] {
                made->start(mayWrite);
            };
            return session;
        });
}

} // namespace wavetape::http
