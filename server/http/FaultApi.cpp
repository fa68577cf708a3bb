// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultBoard.h"
#include "faults/ToxicJson.h"
#include "http/Handlers.h"
#include "http/Routes.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wavetape::http {

using faults::BoardRefusal;
using faults::BoardResult;
using faults::Fault;
using faults::FaultBoard;
using faults::FaultProxy;

namespace {

/// As Toxiproxy says it.
Answer faultRefusal(const BoardRefusal &refusal)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("error").string(refusal.sentence).key("status");
    json.integer(refusal.status).endObject();
    Response response = Response::json(text + '\n');
    response.status = refusal.status;
    return plain(std::move(response));
}

Answer nothingLeft()
{
    Response response;
    response.status = 204;
    return plain(std::move(response));
}

Answer told(int status, std::string json)
{
    Response response = Response::json(std::move(json) + '\n');
    response.status = status;
    return plain(std::move(response));
}

Answer tellProxy(const BoardResult<FaultProxy> &proxy, int status = 200)
{
    if (!proxy)
        return faultRefusal(proxy.error());
    std::string text;
    protocol::JsonWriter json(text);
    faults::writeProxy(json, *proxy);
    return told(status, std::move(text));
}

Answer tellToxic(const BoardResult<Fault> &toxic)
{
    if (!toxic)
        return faultRefusal(toxic.error());
    std::string text;
    protocol::JsonWriter json(text);
    faults::writeToxic(json, *toxic);
    return told(200, std::move(text));
}

Answer tellDone(const BoardResult<void> &done)
{
    return done ? nothingLeft() : faultRefusal(done.error());
}

bool changes(const Exchange &exchange)
{
    return exchange.request.method == "POST" || exchange.request.method == "PATCH";
}

Answer allToxics(const Exchange &exchange, const FaultProxy &proxy)
{
    FaultBoard &board = *exchange.context.faultBoard;
    if (exchange.request.method == "DELETE")
        return refuse(exchange, 405, "Toxics are deleted one by one, or all by POST /reset.");
    if (changes(exchange)) {
        auto toxic = faults::readToxic(exchange.request.body);
        if (!toxic)
            return faultRefusal(toxic.error());
        return tellToxic(board.addToxic(proxy.name, std::move(*toxic)));
    }
    std::string text;
    protocol::JsonWriter json(text);
    json.beginArray();
    for (const Fault &toxic : proxy.toxics)
        faults::writeToxic(json, toxic);
    json.endArray();
    return told(200, std::move(text));
}

Answer oneToxic(const Exchange &exchange, const FaultProxy &proxy, std::string_view name)
{
    FaultBoard &board = *exchange.context.faultBoard;
    if (exchange.request.method == "DELETE")
        return tellDone(board.removeToxic(proxy.name, name));
    auto toxic = board.toxic(proxy.name, name);
    if (!toxic || !changes(exchange))
        return tellToxic(toxic);
    auto changed = faults::readToxicChange(exchange.request.body, *toxic);
    if (!changed)
        return faultRefusal(changed.error());
    return tellToxic(board.changeToxic(proxy.name, std::move(*changed)));
}

/// `hold` and `held`, `held/CONNECTION`; what clients say with `/upstream` behind it.
Answer breakpoint(const Exchange &exchange, const FaultProxy &proxy, std::string_view rest)
{
    faults::Breakpoints *points = exchange.context.faultBoard->breakpoints;
    if (proxy.own || !points)
        return refuse(exchange, 400, "Messages are held at a proxy before a foreign server only.");
    const bool takesAway = exchange.request.method == "DELETE";
    constexpr std::string_view one = "/held/", upstream = "/upstream";
    const auto direction
        = rest.ends_with(upstream) ? faults::Direction::up : faults::Direction::down;
    if (direction == faults::Direction::up)
        rest.remove_suffix(upstream.size());
    if (rest == "/hold" && (changes(exchange) || takesAway)) {
        points->hold(proxy.name, direction, !takesAway);
        return nothingLeft();
    }
    const std::vector<faults::HeldMessage> held = points->held(proxy.name);
    if (rest == "/held" && !changes(exchange) && !takesAway) {
        std::string text;
        protocol::JsonWriter json(text);
        json.beginArray();
        for (const faults::HeldMessage &message : held)
            faults::writeHeld(json, message);
        json.endArray();
        return told(200, std::move(text));
    }
    const auto message
        = std::find_if(held.begin(), held.end(), [&](const faults::HeldMessage &candidate) {
              return rest.starts_with(one) && candidate.connection == rest.substr(one.size())
                  && candidate.direction == direction;
          });
    if (message == held.end())
        return refuse(exchange, 404, kNothingOnFaultPort);
    faults::LetGo what;
    what.leaveOut = takesAway;
    if (changes(exchange)) {
        const bool asItIs = exchange.request.body.empty();
        auto body = faults::readLetGo(asItIs ? std::string_view("{}") : exchange.request.body);
        if (!body)
            return faultRefusal(body.error());
        if (body->text && !message->text)
            return refuse(
                exchange, 400, "This message is binary: it goes on as it is, or not at all.");
        what = std::move(*body);
    } else if (!takesAway) {
        std::string text;
        protocol::JsonWriter json(text);
        faults::writeHeld(json, *message);
        return told(200, std::move(text));
    }
    return points->letGo(message->connection, direction, std::move(what))
        ? nothingLeft()
        : refuse(exchange, 404, "It is not held any more.");
}

} // namespace

Answer faultVersion(Exchange &exchange)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("version").string(exchange.context.softwareName).endObject();
    return told(200, std::move(text));
}

Answer faultProxies(Exchange &exchange)
{
    FaultBoard &board = *exchange.context.faultBoard;
    if (changes(exchange)) {
        auto proxy = faults::readProxy(exchange.request.body);
        if (!proxy)
            return faultRefusal(proxy.error());
        return tellProxy(board.addProxy(std::move(*proxy)), 201);
    }
    std::string text = "{";
    for (const FaultProxy &proxy : board.proxies()) {
        if (text.size() > 1)
            text += ',';
        protocol::appendJsonString(text, proxy.name);
        text += ':';
        protocol::JsonWriter json(text);
        faults::writeProxy(json, proxy);
    }
    return told(200, text + '}');
}

/// `NAME`, `NAME/toxics`, `NAME/toxics/TOXIC`.
Answer faultProxy(Exchange &exchange)
{
    FaultBoard &board = *exchange.context.faultBoard;
    constexpr std::string_view toxics = "/toxics";
    const std::string_view name = exchange.rest.substr(0, exchange.rest.find('/'));
    const std::string_view rest = exchange.rest.substr(name.size());
    const auto proxy = board.proxy(name);
    if (!proxy)
        return faultRefusal(proxy.error());
    if (rest == toxics)
        return allToxics(exchange, *proxy);
    if (rest.starts_with(toxics) && rest[toxics.size()] == '/')
        return oneToxic(exchange, *proxy, rest.substr(toxics.size() + 1));
    if (rest.starts_with("/h"))
        return breakpoint(exchange, *proxy, rest);
    if (!rest.empty())
        return refuse(exchange, 404, kNothingOnFaultPort);
    if (exchange.request.method == "DELETE")
        return tellDone(board.removeProxy(name));
    if (!changes(exchange))
        return tellProxy(proxy);
    const auto change = faults::readProxyChange(exchange.request.body);
    return change ? tellProxy(board.changeProxy(name, *change)) : faultRefusal(change.error());
}

Answer faultPopulate(Exchange &exchange)
{
    auto proxies = faults::readProxies(exchange.request.body);
    if (!proxies)
        return faultRefusal(proxies.error());
    const auto all = exchange.context.faultBoard->populate(std::move(*proxies));
    if (!all)
        return faultRefusal(all.error());
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("proxies").beginArray();
    for (const FaultProxy &proxy : *all)
        faults::writeProxy(json, proxy);
    json.endArray().endObject();
    return told(201, std::move(text));
}

Answer faultReset(Exchange &exchange)
{
    exchange.context.faultBoard->reset();
    return nothingLeft();
}

/// NDJSON: what faults did so far (FaultLog.h).
Answer faultLog(Exchange &exchange)
{
    faults::FaultLog &log = exchange.context.faultBoard->log();
    if (exchange.request.method == "DELETE") {
        log.clear();
        return nothingLeft();
    }
    Response response;
    response.contentType = "application/x-ndjson";
    response.body = log.text();
    return plain(std::move(response));
}

} // namespace wavetape::http
