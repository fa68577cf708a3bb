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

} // namespace

std::optional<Answer> takeFaults(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (!exchange.route->takesFaults() || !request.hasParameter("faults"))
        return std::nullopt;
    net::Connection &connection = exchange.connection;
    if (!exchange.context.config.makesFaults())
        return refuse(exchange, 403, "This server makes no faults on request.");
    if (connection.faults())
        return refuse(exchange, 400, "This connection has its faults already.");
    auto read = faults::readFaults(faultText(request.query).value_or(""));
    if (!read)
        return refuse(exchange, 400, "The parameter faults: " + read.error());
    const Reach reach = reachOf(*exchange.route);
    for (const faults::Fault &fault : read->faults) {
        if (const std::string_view why = cannotHappen(fault.type, reach); !why.empty())
            return refuse(exchange, 400, why);
    }
    const faults::Fault *handshake = read->find(FaultType::handshake);
    const int status = handshake ? static_cast<int>(handshake->amount) : 0;
    connection.setFaults(std::make_unique<net::FaultPath>(exchange.context,
        connection.thread().stats(), connection.id(), std::move(*read),
        connection.peer().toString(), security::validUtf8(security::redactUrl(request.path))));
    if (!status)
        return std::nullopt;
    connection.faults()->noteHandshake();
    Answer answer = refuse(exchange, status, "This was asked for as a fault.");
    answer.asked = true;
    return answer;
}

} // namespace wavetape::http
