// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Routes.h"

#include "http/Handlers.h"

#include <algorithm>

namespace wavetape::http {

namespace {

constexpr std::string_view kGet = "GET, HEAD";
constexpr std::string_view kDialects = "wavetape.v1, wavetape.plain";
constexpr std::string_view kBare = "wavetape.bare";
constexpr Kind kSocket = Kind::socket, kDocument = Kind::document;

// clang-format off
constexpr Route kRoutes[] = {
    {"/",               kGet,           Access::page,     kDocument, asset},
    {"/assets/",        kGet,           Access::open,     kDocument, asset},
    {"/favicon.ico",    kGet,           Access::open,     kDocument, favicon},
    {"/asyncapi.yaml",  kGet,           Access::open,     kDocument, asyncApi},

    {"/",               kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/ws",             kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/socket",         kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/chat",           kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/realtime",       kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/ws/",            kGet,           Access::data,     kSocket,   bareSocket, kBare},
    {"/stream",         kGet,           Access::data,     kSocket,   streamSocket, kBare, "streams"},
    {"/echo",           kGet,           Access::anyRight, kSocket,   echoSocket, kBare},
    {"/echo/text",      kGet,           Access::anyRight, kSocket,   echoTextSocket, kBare},
    {"/broadcast",      kGet,           Access::anyRight, kSocket,   broadcastSocket, kBare},

    {"/channels",       kGet,           Access::data,     kDocument, channelList},
    {"/snapshot/",      kGet,           Access::data,     kDocument, snapshot, {}, "limit", true},
    {"/symbols",        kGet,           Access::data,     kDocument, symbols, {}, "", true},
    {"/candles/",       kGet,           Access::data,     kDocument, candles, {}, "interval, start, end, limit", true},
    {"/sse",            kGet,           Access::data,     kDocument, eventStream, {}, "channels, since", false, true},
    {"/longpoll",       kGet,           Access::data,     kDocument, longPoll, {}, "channels, since, timeout"},
    {"/poll",           kGet,           Access::data,     kDocument, poll, {}, "channels", true},
    {"/history/",       kGet,           Access::data,     kDocument, history, {}, "since, limit", true},
    {"/publish",        "POST",         Access::data,     kDocument, publish},

    {"/auth/token",     "POST",         Access::login,    kDocument, issueToken},
    {"/auth/session",   "POST, DELETE", Access::login,    kDocument, session},

    {"/healthz",        kGet,           Access::open,     kDocument, healthz},
    {"/readyz",         kGet,           Access::open,     kDocument, readyz},
    {"/version",        kGet,           Access::open,     kDocument, version},
    {"/metrics",        kGet,           Access::metrics,  kDocument, metrics},

    {"/socket.io",      "GET, HEAD, POST", Access::open,  kDocument, socketIo},
    {"/socket.io/",     "GET, HEAD, POST", Access::open,  kDocument, socketIo},
    // Only OPTIONS comes with it: about the server as a whole (RFC 9110 9.3.7).
    {"*",               "GET, HEAD, POST, DELETE", Access::open, kDocument, wholeServer},
};
// clang-format on

} // namespace

bool listHas(std::string_view list, std::string_view item)
{
    while (!list.empty()) {
        const size_t end = std::min(list.find(", "), list.size());
        if (list.substr(0, end) == item)
            return true;
        list.remove_prefix(std::min(end + 2, list.size()));
    }
    return false;
}

bool Route::knows(std::string_view method) const
{
    return listHas(methods, method);
}

std::span<const Route> routes()
{
    return kRoutes;
}

const Route *findRoute(std::string_view path, bool upgrade)
{
    const Route *best = nullptr;
    for (const Route &route : kRoutes) {
        const bool fits = route.isPrefix() ? path.starts_with(route.path) : path == route.path;
        if (!fits)
            continue;
        // The longer one says more; of equals the one for what is asked.
        const bool longer = !best || route.path.size() > best->path.size();
        const bool wanted = (route.kind == Kind::socket) == upgrade;
        if (longer || (route.path.size() == best->path.size() && wanted))
            best = &route;
    }
    return best;
}

} // namespace wavetape::http
