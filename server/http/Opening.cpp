// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Opening.h"

#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/FaultPath.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "security/Redact.h"
#include "security/SafeText.h"

#include <algorithm>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

std::string_view noRoom(const Exchange &exchange)
{
    const net::ServerContext &context = exchange.context;
    if (context.draining)
        return "This node is draining; connect to another.";
    if (context.connections.load(std::memory_order_relaxed)
            > static_cast<int64_t>(context.config.limits.connections)
        && context.config.limits.enabled) {
        exchange.connection.thread().stats().countRefused(metrics::Limit::connections);
        return "The server has as many connections as it may have.";
    }
    if (context.heldBytes() > context.config.queue.serverBytes / 10 * 8 && armed(Defence::ceiling))
        return "The server's queues are full; come back in a moment.";
    return {};
}

namespace {
/// `Wavetape-Kept-By: cookie n1`, as the shipped HAProxy configuration says it; from anybody but a
/// trusted proxy, or in another form, it is nothing.
std::string keptBy(const Exchange &exchange)
{
    constexpr size_t kMostKept = 80;
    if (!exchange.context.proxies.trusts(exchange.connection.nextHop().ip))
        return {};
    std::string text = exchange.request.joined("Wavetape-Kept-By");
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || std::string_view(" ._-").find(c) != std::string_view::npos;
    });
    return plain && text.size() <= kMostKept ? text : std::string();
}
} // namespace

void noteOpened(Exchange &exchange, std::string head, uint16_t status, std::string remark)
{
    const Request &request = exchange.request;
    net::Connection &connection = exchange.connection;
    net::Dossier dossier;
    dossier.request = security::validUtf8(security::redactHeaderBlock(request.head));
    dossier.response = std::move(head);
    dossier.path = security::validUtf8(request.query.empty()
            ? security::redactUrl(request.path)
            : security::redactUrl(request.path + "?" + request.query));
    dossier.origin = security::validUtf8(request.joined("Origin"));
    dossier.agent = security::validUtf8(request.joined("User-Agent"));
    dossier.keptBy = keptBy(exchange);
    dossier.openedAtMs = connection.context().clock.wallMs();
    dossier.handshakeMs = static_cast<double>(connection.nowMs() - connection.openedMs());
    net::ConnectionEvent event;
    event.kind = net::ConnectionEvent::Kind::open;
    event.id = connection.id();
    event.address = connection.peer().toString();
    event.path = dossier.path;
    event.code = status;
    event.reason = std::move(remark);
    if (const net::FaultPath *faults = connection.faults())
        event.reason += (event.reason.empty() ? "" : "; ") + ("with faults: " + faults->label());
    connection.thread().dossiers().open(connection.id(), std::move(dossier));
    connection.context().observer.onConnectionEvent(std::move(event));
}

} // namespace wavetape::http
