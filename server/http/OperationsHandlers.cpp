// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Handlers.h"
#include "http/Router.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"

namespace wavetape::http {

Answer healthz(Exchange &)
{
    return plain(Response::json("{\"status\":\"ok\"}\n"));
}

Answer readyz(Exchange &exchange)
{
    const auto &notReady = exchange.router.notReady;
    const std::string reason = exchange.context.draining ? "draining"
        : notReady                                       ? notReady()
                                                         : std::string();
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("status").string(reason.empty() ? "ready" : "not ready");
    if (!reason.empty())
        json.key("reason").string(reason);
    // A node without its broker serves what it has: with the others in the same state there would
    // be nobody left to serve anything.
    if (const auto broker = exchange.context.broker->reading(); broker.shared)
        json.key("broker").string(broker.up ? "up" : "away");
    json.endObject();
    Response response = Response::json(text + '\n');
    response.status = reason.empty() ? 200 : 503;
    return plain(std::move(response));
}

Answer version(Exchange &exchange)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject()
        .key("server")
        .string(exchange.context.softwareName)
        .key("node")
        .string(exchange.context.config.node);
    json.key("protocol").string("wavetape.v1");
    if (exchange.router.marketModel != 0)
        json.key("marketModel").integer(exchange.router.marketModel);
    if (exchange.context.config.feed.speed != 1)
        json.key("speed").number(exchange.context.config.feed.speed);
    json.endObject();
    return plain(Response::json(text + '\n'));
}

Answer metrics(Exchange &exchange)
{
    Response response;
    response.contentType = "text/plain; version=0.0.4; charset=utf-8";
    response.body = exchange.router.metrics ? exchange.router.metrics() : std::string();
    return plain(std::move(response));
}

Answer wholeServer(Exchange &exchange)
{
    return refuse(exchange, 400, "A request's target is a path.");
}

} // namespace wavetape::http
