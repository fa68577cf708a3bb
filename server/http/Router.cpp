// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Router.h"

#include "http/FaultQuery.h"
#include "http/Forwarding.h"
#include "http/Gate.h"
#include "http/NamedChannels.h"
#include "http/ParameterHint.h"
#include "http/Routes.h"
#include "http/Upgrade.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Command.h"
#include "protocol/PositionText.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <random>
#include <vector>

namespace wavetape::http {

namespace {

constexpr std::string_view kBadToken = "The token is not valid.";
// RFC 9110 9 and RFC 5789: what is none of these is not implemented, whatever the path.
constexpr std::string_view kMethods
    = "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH";

using Limiter = security::AddressLimiter;

std::string nothingHere(const Exchange &exchange)
{
    if (exchange.connection.onFaultPort())
        return std::string(kNothingOnFaultPort);
    std::string sentence(kNothingHere);
    if (const std::string_view near = nearestPath(exchange.request.path); !near.empty())
        sentence.insert(sentence.find(';') + 1, " did you mean " + std::string(near) + "? Else");
    return sentence;
}

Answer refuseArrival(const Exchange &exchange, const Limiter::Admission &admission)
{
    exchange.connection.thread().countRefused(admission.limit);
    Answer answer = refuse(exchange, admission.httpStatus(), admission.sentence());
    answer.response.headers = {{"Retry-After", std::to_string(admission.retryAfterS)}};
    return answer;
}

/// Takes the token or session that was shown; an answer where it does not hold.
std::optional<Answer> identify(Exchange &exchange)
{
    net::Connection &connection = exchange.connection;
    security::Authenticator &auth = *exchange.context.auth;
    const Credential credential = findCredential(exchange.request, connection.reachedOverTls());
    if (credential.malformed)
        return refuse(exchange, 401, kBadToken);
    const security::Moment now = security::Moment::at(exchange.context.clock);
    exchange.caller.who = auth.nobody();
    if (!credential.token.empty()) {
        auto granted = auth.byToken(credential.token, connection.peer().ip, now);
        if (!granted)
            return refuseLogin(exchange, granted.error(), kBadToken);
        exchange.caller.who = std::move(*granted);
    } else if (!credential.session.empty()) {
        // A cookie that has ended is what a browser sends on until it logs in again.
        if (auto session = auth.bySession(credential.session, now))
            exchange.caller.who = std::move(session);
    }
    return std::nullopt;
}

std::optional<Answer> judgeAccess(const Exchange &exchange)
{
    const Access access = exchange.route->access;
    if (access != Access::data && access != Access::anyRight && access != Access::metrics)
        return std::nullopt;
    if (!exchange.caller.who)
        return refuse(exchange, 401, "This needs a token.");
    const security::ChannelRights &rights = exchange.caller.who->identity().rights;
    if ((access == Access::metrics && !rights.mayReadMetrics())
        || (access == Access::anyRight && rights.none()))
        return refuse(exchange, 403, kNotOpen);
    return std::nullopt;
}

/// Before anybody is identified: of two tokens neither is the one that was meant.
std::optional<Answer> judgeRepeats(const Exchange &exchange)
{
    std::vector<std::string> seen;
    for (auto &[name, value] : exchange.request.parameters()) {
        if (!isKnownParameter(exchange, name))
            continue;
        if (std::find(seen.begin(), seen.end(), name) != seen.end())
            return refuse(exchange, 400, "The parameter " + name + " may come once.");
        seen.push_back(std::move(name));
    }
    return std::nullopt;
}

std::optional<Answer> judgeQuery(const Exchange &exchange)
{
    const Route &route = *exchange.route;
    if (!route.strict)
        return std::nullopt;
    for (const auto &[name, value] : exchange.request.parameters()) {
        if (!isKnownParameter(exchange, name))
            return refuse(exchange, 400,
                route.parameters.empty() ? "This path takes no parameters."
                                         : "This path takes these parameters alone: "
                        + std::string(route.parameters) + ".");
    }
    return std::nullopt;
}

Answer handled(Exchange &exchange)
{
    Answer answer = exchange.route->handler(exchange);
    if (std::string hint = answer.head.empty() ? parameterHint(exchange) : std::string();
        !hint.empty())
        answer.response.headers.emplace_back(kHintHeader, std::move(hint));
    return answer;
}

/// The channels of the request that are to be read and not in step with the other nodes.
std::vector<std::string> channelsBehind(const Exchange &exchange)
{
    const Request &request = exchange.request;
    std::vector<std::string> names;
    switch (exchange.route->names) {
    case Names::none:
        return {};
    case Names::rest:
        names = {std::string(exchange.rest)};
        break;
    case Names::channels:
        names = splitNames(request.parameter("channels"), ',');
        break;
    case Names::streams:
        names = splitNames(request.parameter("streams"), '/');
        break;
    case Names::all:
        if (!exchange.context.broker->follows(cluster::Broker::kDirectory))
            names.emplace_back(cluster::Broker::kDirectory);
        return names;
    }
    if (names.size() > exchange.context.config.limits.subscriptionsPerConnection)
        return {}; // refused by who reads it
    std::string since = request.joined("Last-Event-ID");
    if (since.empty())
        since = request.parameter("since");
    std::vector<protocol::StreamPosition> positions;
    if (!since.empty() && !names.empty()) {
        if (auto read = protocol::readPositions(since, names.size()))
            positions = std::move(*read);
    }
    std::vector<std::string> behind;
    for (size_t i = 0; i < names.size(); ++i) {
        const protocol::StreamPosition *from = i < positions.size() ? &positions[i] : nullptr;
        if (protocol::isValidChannelName(names[i]) && exchange.caller.mayRead(names[i])
            && !exchange.context.broker->follows(names[i], from))
            behind.push_back(std::move(names[i]));
    }
    return behind;
}

/// Who was refused for what passes is told when to come back, in the only way that a browser's
/// EventSource understands.
void keepComing(Answer &answer)
{
    Response &response = answer.response;
    if (response.status != 429 && response.status != 503)
        return;
    uint64_t seconds = 1;
    for (const auto &[name, value] : response.headers) {
        if (name == "Retry-After")
            std::from_chars(value.data(), value.data() + value.size(), seconds);
    }
    std::string sentence = std::move(response.body);
    while (sentence.ends_with('\n'))
        sentence.pop_back();
    // Not all at the same moment.
    thread_local std::minstd_rand random(std::random_device {}());
    response = Response::comeBack(seconds * 1000 + random() % 1000, sentence);
    answer.close = true;
}

} // namespace

Router::Router(net::ServerContext &context)
    : m_context(context)
{
}

Answer Router::answer(
    net::Connection &connection, Request &request, bool first, PublishAllowance &allowance) const
{
    const bool proxied = m_context.proxies.trusts(connection.nextHop().ip);
    const Forwarding forwarding
        = proxied ? readForwarding(request, m_context.proxies) : Forwarding();
    // A client that is another than before is to be admitted as one.
    std::optional<Limiter::Admission> arrival;
    if (proxied && forwarding.client) {
        first = first || forwarding.client->ip != connection.peer().ip;
        arrival = connection.standFor(*forwarding.client, forwarding.secure);
    }
    if (!forwarding.host.empty())
        request.replace("Host", forwarding.host);
    const bool upgrade = asksForWebSocket(request);
    Exchange exchange {*this, m_context, connection, request, allowance,
        connection.onFaultPort() ? findFaultRoute(request.path) : findRoute(request.path, upgrade),
        {}, readCaller(connection, request)};
    if (exchange.route && exchange.route->isPrefix())
        exchange.rest = std::string_view(request.path).substr(exchange.route->path.size());
    Answer answer;
    if (!forwarding.wrong.empty())
        answer = refuse(exchange, 400, forwarding.wrong);
    else if (arrival && !*arrival)
        answer = refuseArrival(exchange, *arrival);
    else
        answer = respond(exchange, first, upgrade);
    finish(exchange, answer);
    return answer;
}

Answer Router::goOn(net::Connection &connection, const Request &request, Caller caller,
    PublishAllowance &allowance) const
{
    Exchange exchange {*this, m_context, connection, request, allowance,
        findRoute(request.path, asksForWebSocket(request)), {}, std::move(caller)};
    if (exchange.route->isPrefix())
        exchange.rest = std::string_view(request.path).substr(exchange.route->path.size());
    Answer answer = handled(exchange);
    finish(exchange, answer);
    return answer;
}

void Router::finish(Exchange &exchange, Answer &answer) const
{
    if (!answer.behind.empty())
        return;
    if (exchange.route && exchange.route->events && !answer.asked)
        keepComing(answer);
    addCors(answer.response, exchange.caller);
}

Answer Router::respond(Exchange &exchange, bool first, bool upgrade) const
{
    const Request &request = exchange.request;
    const PageVerdict page = judgePage(exchange);
    if (first || upgrade) {
        const auto admission = m_context.addresses.ask(exchange.connection.ticket(),
            page.status ? Limiter::Source::foreign : Limiter::Source::allowed,
            exchange.connection.thread().sharedNowMs());
        if (!admission)
            return refuseArrival(exchange, admission);
    }
    if (exchange.connection.misdirected())
        return refuse(exchange, 400, "This port speaks TLS: use https:// or wss://.");
    if (page.status)
        return refuse(exchange, page.status, page.sentence);
    if (!exchange.route)
        return refuse(exchange, 404, nothingHere(exchange));
    const Route &route = *exchange.route;
    if (request.method == "OPTIONS")
        return plain(options(route, exchange.caller));
    if (!listHas(kMethods, request.method))
        return refuse(exchange, 501, "This server does not know that method.");
    if (!route.knows(request.method)) {
        Answer answer
            = refuse(exchange, 405, "This path knows " + std::string(route.methods) + " only.");
        answer.response.headers.emplace_back("Allow", std::string(route.methods) + ", OPTIONS");
        answer.close = route.kind == Kind::socket;
        return answer;
    }
    const bool data = route.access == Access::data && route.kind == Kind::document;
    if (const uint64_t waitMs = data
            ? m_context.addresses.takeRequest(
                exchange.connection.peer().ip, exchange.connection.thread().sharedNowMs())
            : 0) {
        exchange.connection.thread().stats().rateLimited.add(1);
        exchange.connection.thread().stats().countRefused(metrics::Limit::requestsPerSecond);
        Answer answer = refuse(exchange, 429, "Too many requests from this address; slow down.");
        answer.response.headers = {{"Retry-After", std::to_string((waitMs + 999) / 1000)}};
        answer.close = false;
        return answer;
    }
    if (auto refused = judgeRepeats(exchange))
        return std::move(*refused);
    // Whatever token rides beside it: who mends the offer learns about the token then.
    if (const std::string wrong = route.kind == Kind::socket && upgrade
            ? unspokenOffer(request, route.protocols)
            : std::string();
        !wrong.empty())
        return refuse(exchange, 400, wrong);
    if (auto refused = identify(exchange))
        return std::move(*refused);
    if (auto refused = judgeAccess(exchange))
        return std::move(*refused);
    if (auto refused = judgeQuery(exchange))
        return std::move(*refused);
    if (route.kind == Kind::socket && !(upgrade && request.method == "GET"))
        return refuse(exchange, 426, "This address speaks WebSocket only; ask for an upgrade.");
    if (auto refused = takeFaults(exchange))
        return std::move(*refused);
    if (std::vector<std::string> behind = channelsBehind(exchange); !behind.empty()) {
        Answer answer;
        answer.behind = std::move(behind);
        answer.caller = std::make_unique<Caller>(std::move(exchange.caller));
        return answer;
    }
    return handled(exchange);
}

Response Router::unreadable(net::Connection &connection, const Request &request, int status,
    std::string_view sentence) const
{
    // Counted as any other; what is wrong with it is said whatever the count.
    static_cast<void>(m_context.addresses.ask(
        connection.ticket(), Limiter::Source::allowed, connection.thread().sharedNowMs()));
    noteRefused(connection, status, sentence, request.path);
    Response response = Response::refusal(status, sentence);
    addCors(response, readCaller(connection, request));
    return response;
}

} // namespace wavetape::http
