// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/FaultQuery.h"

#include "faults/FaultText.h"
#include "http/Handlers.h"
#include "http/Routes.h"
#include "net/Connection.h"
#include "net/FaultPath.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "security/Redact.h"
#include "security/SafeText.h"

#include <algorithm>
#include <string>
#include <utility>

namespace wavetape::http {

namespace {

using faults::FaultType;

/// The value as it came, decoded where it is encoded: the `%` of a share often is not.
std::optional<std::string> faultText(std::string_view query)
{
    constexpr std::string_view key = "faults=";
    for (size_t at = 0; at < query.size();) {
        const size_t end = std::min(query.find('&', at), query.size());
        const std::string_view pair = query.substr(at, end - at);
        at = end + 1;
        if (!pair.starts_with(key))
            continue;
        std::string text;
        for (size_t i = key.size(); i < pair.size();) {
            std::string character;
            const bool encoded = pair[i] == '%' && percentDecode(pair.substr(i, 3), character);
            text += encoded ? character : std::string(1, pair[i]);
            i += encoded ? 3 : 1;
        }
        return text;
    }
    return std::nullopt;
}

/// What there is at a route for faults to happen to.
struct Reach {
    bool publications = false, end = false, pings = false;
};

Reach reachOf(const Route &route)
{
    const bool echo = route.handler == echoSocket || route.handler == echoTextSocket;
    if (route.kind == Kind::socket)
        return {!echo, true, true};
    return {route.events || route.handler == longPoll, route.events, false};
}

/// Why a fault could never happen here; empty: it can.
std::string_view cannotHappen(FaultType type, const Reach &reach)
{
    switch (type) {
    case FaultType::gap:
    case FaultType::drop:
    case FaultType::duplicate:
    case FaultType::truncateJson:
        return reach.publications ? "" : "There are no publications here that a fault could touch.";
    case FaultType::close:
        return reach.end ? "" : "An answer has no close code; ask for cut or status.";
    case FaultType::mutePong:
        return reach.pings ? "" : "There are no pings here.";
    default:
        return {};
    }
}

std::string_view transportOf(const Route &route)
{
    using metrics::Transport;
    return metrics::transportName(route.kind == Kind::socket ? Transport::webSocket
            : route.events                                   ? Transport::sse
            : route.handler == longPoll                      ? Transport::longPoll
                                                             : Transport::http);
}

faults::ConnectionFacts factsOf(const Exchange &exchange)
{
    faults::ConnectionFacts facts;
    facts.name = 'c' + std::to_string(exchange.connection.id());
    facts.path = security::validUtf8(security::redactUrl(exchange.request.path));
    facts.transport = transportOf(*exchange.route);
    if (exchange.caller.who) {
        facts.user = exchange.caller.who->identity().user;
        facts.own = exchange.caller.who->identity().rights.admin;
    }
    return facts;
}

/// What it asks for itself; an answer where that is none.
std::optional<Answer> takeOwn(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (!request.hasParameter("faults"))
        return std::nullopt;
    net::Connection &connection = exchange.connection;
    auto read = faults::readFaults(
        faultText(request.query).value_or(""), exchange.context.faultBoard != nullptr);
    // A name alone is no fault: only others' are chosen by it.
    if (!exchange.context.config.makesFaults() && !(read && read->faults.empty()))
        return refuse(exchange, 403, "This server makes no faults on request.");
    if (connection.faults())
        return refuse(exchange, 400, "This connection has its faults already.");
    if (!read)
        return refuse(exchange, 400, "The parameter faults: " + read.error());
    const Reach reach = reachOf(*exchange.route);
    for (const faults::Fault &fault : read->faults) {
        if (const std::string_view why = cannotHappen(fault.type, reach); !why.empty())
            return refuse(exchange, 400, why);
    }
    const faults::ConnectionFacts facts = factsOf(exchange);
    connection.setFaults(
        std::make_unique<net::FaultPath>(exchange.context, connection.thread().stats(),
            connection.id(), std::move(*read), facts, connection.peer().toString(), facts.path));
    return std::nullopt;
}

} // namespace

std::optional<Answer> takeFaults(Exchange &exchange)
{
    if (!exchange.route->takesFaults())
        return std::nullopt;
    if (auto refused = takeOwn(exchange))
        return refused;
    net::Connection &connection = exchange.connection;
    if (exchange.context.faultBoard) {
        faults::ConnectionFacts facts
            = connection.faults() ? connection.faults()->connection() : factsOf(exchange);
        connection.meetFaults(std::move(facts), true);
    }
    const int status = connection.faults() ? connection.faults()->handshakeStatus() : 0;
    if (!status)
        return std::nullopt;
    Answer answer = refuse(exchange, status, "This was asked for as a fault.");
    answer.asked = true;
    return answer;
}

} // namespace wavetape::http
