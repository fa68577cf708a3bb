// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Handlers.h"
#include "http/NamedChannels.h"
#include "http/Upgrade.h"
#include "net/Connection.h"
#include "net/ServerContext.h"
#include "sessions/ChannelSession.h"
#include "sessions/PayloadSessions.h"

#include <vector>

namespace wavetape::http {

using Parser = std::unique_ptr<websocket::FrameParser>;

namespace {

Answer openBare(Exchange &exchange, const std::vector<std::string> &names, bool combined)
{
    const Handshake handshake = judgeUpgrade(exchange);
    if (handshake.status != 101)
        return refuse(exchange, handshake.status, handshake.sentence);
    const auto found = std::make_shared<NamedChannels>(exchange.context.hub);
    if (!found->find(exchange, names, combined))
        return std::move(found->refusal);
    const auto make = [&](Parser parser, std::function<void()> &begin) {
        auto session = std::make_unique<sessions::BareSession>(
            exchange.connection, std::move(parser), combined);
        begin = [made = session.get(), found] { made->start(found->channels()); };
        return session;
    };
    Answer answer = openSocket(exchange, handshake, make);
    // Nothing but what is published comes here: the answer's head is the place to tell it.
    if (!found->hint().empty())
        answer.head.insert(answer.head.size() - 2,
            std::string(kHintHeader).append(": ").append(found->hint()).append("\r\n"));
    return answer;
}

template <typename Make>
Answer open(Exchange &exchange, Make make)
{
    const Handshake handshake = judgeUpgrade(exchange);
    if (handshake.status != 101)
        return refuse(exchange, handshake.status, handshake.sentence);
    return openSocket(exchange, handshake, [&](Parser parser, std::function<void()> &begin) {
        return make(handshake, std::move(parser), begin);
    });
}

Answer openEcho(Exchange &exchange, bool prefixed)
{
    return open(exchange, [&](const Handshake &, Parser parser, std::function<void()> &) {
        return std::make_unique<sessions::EchoSession>(
            exchange.connection, std::move(parser), prefixed);
    });
}

} // namespace

Answer channelSocket(Exchange &exchange)
{
    return open(
        exchange, [&](const Handshake &handshake, Parser parser, std::function<void()> &begin) {
            using Dialect = sessions::ChannelSession::Dialect;
            auto session
                = std::make_unique<sessions::ChannelSession>(exchange.connection, std::move(parser),
                    handshake.protocol == "wavetape.v1" ? Dialect::v1 : Dialect::plain);
            begin = [made = session.get()] { made->greet(); };
            return session;
        });
}

Answer bareSocket(Exchange &exchange)
{
    return openBare(exchange, {std::string(exchange.rest)}, false);
}

Answer streamSocket(Exchange &exchange)
{
    const std::vector<std::string> names = splitNames(exchange.request.parameter("streams"), '/');
    if (names.empty())
        return refuse(exchange, 400, "Name the channels: /stream?streams=ticker.AAPL/trades.AAPL");
    return openBare(exchange, names, true);
}

Answer echoSocket(Exchange &exchange)
{
    return openEcho(exchange, false);
}

Answer echoTextSocket(Exchange &exchange)
{
    return openEcho(exchange, true);
}

Answer broadcastSocket(Exchange &exchange)
{
    return open(exchange, [&](const Handshake &, Parser parser, std::function<void()> &begin) {
        auto session
            = std::make_unique<sessions::BroadcastSession>(exchange.connection, std::move(parser));
        begin = [made = session.get()] { made->start(); };
        return session;
    });
}

} // namespace wavetape::http
