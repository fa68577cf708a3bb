// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Upgrade.h"

#include "net/ChannelSession.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/PayloadSessions.h"
#include "net/ServerContext.h"
#include "security/Redact.h"
#include "security/SafeText.h"
#include "websocket/Deflate.h"
#include "websocket/Handshake.h"

#include <openssl/evp.h>

#include <chrono>

namespace wavetape::http {

namespace {
constexpr std::string_view kSubprotocol = "wavetape.v1";
constexpr std::string_view kTokenOffer = "wavetape.token.";

std::vector<std::string> listItems(std::string_view list, std::string_view separators = ",")
{
    std::vector<std::string> items;
    while (!list.empty()) {
        const size_t comma = std::min(list.find_first_of(separators), list.size());
        std::string_view item = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (!item.empty() && (item.front() == ' ' || item.front() == '\t'))
            item.remove_prefix(1);
        while (!item.empty() && (item.back() == ' ' || item.back() == '\t'))
            item.remove_suffix(1);
        if (!item.empty())
            items.emplace_back(item);
    }
    return items;
}

bool decodeBase64Url(std::string_view text, std::string &out)
{
    std::string standard(text);
    for (char &c : standard)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    if (standard.size() % 4 == 1 || standard.find('=') != std::string::npos)
        return false;
    const size_t padding = (4 - standard.size() % 4) % 4;
    standard.append(padding, '=');
    out.resize(standard.size() / 4 * 3);
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char *>(out.data()),
        reinterpret_cast<const unsigned char *>(standard.data()),
        static_cast<int>(standard.size()));
    if (size < 0)
        return false;
    out.resize(static_cast<size_t>(size) - padding);
    return true;
}
} // namespace

Credential findCredential(const Request &request)
{
    Credential credential;
    for (std::string_view pair : listItems(request.joined("Cookie"), ";,")) {
        if (pair.starts_with(kSessionCookie) && pair.substr(kSessionCookie.size()).starts_with('='))
            credential.session = pair.substr(kSessionCookie.size() + 1);
    }
    const std::string authorization = request.joined("Authorization");
    if (request.count("Authorization") > 0) {
        constexpr std::string_view scheme = "bearer ";
        std::string lower = authorization.substr(0, scheme.size());
        for (char &c : lower)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        credential.malformed = request.count("Authorization") > 1 || lower != scheme
            || authorization.size() == scheme.size();
        if (!credential.malformed)
            credential.token = authorization.substr(scheme.size());
        return credential;
    }
    const std::string offers = request.joined("Sec-WebSocket-Protocol");
    for (const std::string_view offer : listItems(offers)) {
        if (!offer.starts_with(kTokenOffer))
            continue;
        credential.malformed = !decodeBase64Url(offer.substr(kTokenOffer.size()), credential.token)
            || credential.token.empty();
        return credential;
    }
    credential.token = request.parameter("token");
    return credential;
}

HandshakeResult checkHandshake(const Request &request)
{
    HandshakeResult result;
    const auto refuse = [&](int status, std::string_view sentence) {
        result.status = status;
        result.sentence = sentence;
        return result;
    };
    if (request.minorVersion < 1)
        return refuse(400, "A WebSocket handshake needs HTTP/1.1.");
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
    for (std::string_view offer : listItems(protocols)) {
        if (offer == kSubprotocol)
            result.protocol = kSubprotocol;
    }
    result.extensions = extensions;
    result.accept = websocket::acceptKey(key);
    return result;
}

Answer openSession(net::Connection &connection, const Request &request,
    const HandshakeResult &handshake, const security::LoginSessionRef &who,
    std::vector<channels::ChannelRef> channels)
{
    Answer answer;
    const bool channelEndpoint = !request.path.starts_with("/echo") && request.path != "/broadcast"
        && request.path != "/stream" && !request.path.starts_with("/ws/");
    const std::string protocol = channelEndpoint ? handshake.protocol : std::string();
    std::optional<websocket::DeflateParams> deflate;
    std::string extensions;
    if (connection.context().config.deflate)
        deflate = websocket::negotiateDeflate(handshake.extensions, extensions);
    answer.upgrade = websocket::switchingProtocols(handshake.accept, protocol, extensions);

    net::Dossier dossier;
    dossier.request = security::validUtf8(security::redactHeaderBlock(request.head));
    dossier.response = answer.upgrade;
    dossier.path = security::validUtf8(request.query.empty()
            ? request.path
            : security::redactUrl(request.path + "?" + request.query));
    dossier.origin = security::validUtf8(request.joined("Origin"));
    dossier.agent = security::validUtf8(request.joined("User-Agent"));
    dossier.openedAtMs = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch())
                             .count();
    dossier.handshakeMs = static_cast<double>(connection.nowMs() - connection.openedMs());
    net::ConnectionEvent event;
    event.kind = net::ConnectionEvent::Kind::open;
    event.id = connection.id();
    event.address = connection.peer().toString();
    event.path = dossier.path;
    event.code = 101;
    connection.thread().dossiers().open(connection.id(), std::move(dossier));

    auto parser = deflate
        ? std::make_unique<websocket::FrameParser>(websocket::Role::server, *deflate)
        : std::make_unique<websocket::FrameParser>(websocket::Role::server);
    const auto opened = [&](auto session) {
        session->setAccess(who);
        if (deflate)
            session->enableDeflate(*deflate);
        return session;
    };
    if (request.path == "/echo" || request.path == "/echo/text") {
        answer.session = opened(std::make_unique<net::EchoSession>(
            connection, std::move(parser), request.path != "/echo"));
    } else if (request.path == "/broadcast") {
        auto session
            = opened(std::make_unique<net::BroadcastSession>(connection, std::move(parser)));
        answer.begin = [made = session.get()] { made->start(); };
        answer.session = std::move(session);
    } else if (!channelEndpoint) {
        auto session = opened(std::make_unique<net::BareSession>(
            connection, std::move(parser), request.path == "/stream"));
        answer.begin
            = [made = session.get(), channels = std::move(channels)] { made->start(channels); };
        answer.session = std::move(session);
    } else {
        const auto dialect = protocol.empty() ? net::ChannelSession::Dialect::plain
                                              : net::ChannelSession::Dialect::v1;
        auto session
            = opened(std::make_unique<net::ChannelSession>(connection, std::move(parser), dialect));
        answer.begin = [made = session.get()] { made->greet(); };
        answer.session = std::move(session);
    }
    connection.context().observer.onConnectionEvent(std::move(event));
    return answer;
}

} // namespace wavetape::http
