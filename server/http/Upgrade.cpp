// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Upgrade.h"

#include "http/Opening.h"
#include "http/ParameterHint.h"
#include "http/Routes.h"
#include "net/Connection.h"
#include "net/ServerContext.h"
#include "security/SafeText.h"
#include "security/TokenOffer.h"
#include "websocket/Deflate.h"
#include "websocket/Handshake.h"
#include "websocket/HeaderList.h"

#include <algorithm>

namespace wavetape::http {

namespace {
/// Ours, each spoken at some endpoints; `wavetape.plain` and `wavetape.bare` mean nothing but that
/// a browser, which needs an answer to its offer, gets one.
constexpr std::string_view kOurs[] = {"wavetape.v1", "wavetape.plain", "wavetape.bare"};

bool contains(const std::vector<std::string> &items, std::string_view item)
{
    return std::find(items.begin(), items.end(), item) != items.end();
}

} // namespace

bool asksForWebSocket(const Request &request)
{
    return request.minorVersion >= 1
        && websocket::headerHasToken(request.joined("Upgrade"), "websocket")
        && websocket::headerHasToken(request.joined("Connection"), "upgrade");
}

std::string unspokenOffer(const Request &request, std::string_view spoken)
{
    const std::vector<std::string> offers = listItems(request.joined("Sec-WebSocket-Protocol")),
                                   here = listItems(spoken);
    for (const std::string_view name : kOurs) {
        if (contains(offers, name) && !contains(here, name))
            return "The subprotocol " + std::string(name) + " is not spoken here; offer "
                + std::string(spoken) + " or none.";
    }
    return {};
}

Handshake checkHandshake(const Request &request, std::string_view spoken)
{
    Handshake result;
    const auto refuse = [&](int status, std::string_view sentence) {
        result.status = status;
        result.sentence = sentence;
        return result;
    };
    const std::string upgrade = request.joined("Upgrade"),
                      connection = request.joined("Connection"),
                      version = request.joined("Sec-WebSocket-Version"),
                      key = request.joined("Sec-WebSocket-Key"),
                      protocols = request.joined("Sec-WebSocket-Protocol"),
                      extensions = request.joined("Sec-WebSocket-Extensions");
    const websocket::UpgradeDecision decision
        = websocket::checkUpgrade({upgrade, connection, version, key, protocols, extensions,
            request.count("Sec-WebSocket-Key"), request.count("Sec-WebSocket-Version")});
    if (decision.status != 101)
        return refuse(decision.status, decision.sentence);
    if (const std::string wrong = unspokenOffer(request, spoken); !wrong.empty())
        return refuse(400, wrong);
    const std::vector<std::string> offers = listItems(protocols), here = listItems(spoken);
    for (const std::string &name : here) {
        if (result.protocol.empty() && contains(offers, name))
            result.protocol = name;
    }
    const bool token = std::any_of(offers.begin(), offers.end(),
        [](const std::string &offer) { return offer.starts_with(security::kTokenOffer); });
    if (result.protocol.empty() && !token)
        result.unknownProtocols = protocols;
    result.extensions = extensions;
    result.accept = websocket::acceptKey(key);
    return result;
}

Handshake judgeUpgrade(const Exchange &exchange)
{
    Handshake handshake = checkHandshake(exchange.request, exchange.route->protocols);
    if (handshake.status != 101)
        return handshake;
    if (const std::string_view full = noRoom(exchange); !full.empty()) {
        handshake.status = 503;
        handshake.sentence = full;
    }
    return handshake;
}

Answer openSocket(Exchange &exchange, const MakeSession &make)
{
    const Handshake handshake = judgeUpgrade(exchange);
    if (handshake.status != 101)
        return refuse(exchange, handshake.status, handshake.sentence);
    return openSocket(exchange, handshake, make);
}

Answer openSocket(Exchange &exchange, const Handshake &handshake, const MakeSession &make)
{
    net::Connection &connection = exchange.connection;
    Answer answer;
    std::optional<websocket::DeflateParams> deflate;
    std::string extensions;
    // What faults do to messages they do before compression, and the shared frames have it behind
    // them. Who gets faults later is sent what it agreed to without it from then on.
    if (connection.context().config.deflate && !connection.faults())
        deflate = websocket::negotiateDeflate(handshake.extensions, extensions);
    answer.head = websocket::switchingProtocols(handshake.accept, handshake.protocol, extensions);

    std::string remark = parameterHint(exchange);
    if (!remark.empty()) // before the empty line that ends the head
        answer.head.insert(answer.head.size() - 2,
            std::string(kHintHeader).append(": ").append(remark).append("\r\n"));
    if (!handshake.unknownProtocols.empty())
        remark += std::string(remark.empty() ? "" : "; ")
            + "none of the subprotocols offered is spoken here ("
            + security::validUtf8(handshake.unknownProtocols)
            + "): a browser ends such a connection";
    noteOpened(exchange, answer.head, 101, std::move(remark));

    auto parser = deflate
        ? std::make_unique<websocket::FrameParser>(websocket::Role::server, *deflate)
        : std::make_unique<websocket::FrameParser>(websocket::Role::server);
    auto session = make(std::move(parser), answer.begin);
    session->setAccess(exchange.caller.who);
    if (deflate)
        session->enableDeflate(*deflate);
    answer.session = std::move(session);
    return answer;
}

} // namespace wavetape::http
