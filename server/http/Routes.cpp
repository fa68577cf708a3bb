// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Routes.h"

#include "http/Handlers.h"
#include "protocol/NearestName.h"

#include <algorithm>
#include <vector>

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
    {"/client/",        kGet,           Access::open,     kDocument, asset},
    {"/favicon.ico",    kGet,           Access::open,     kDocument, favicon},
    {"/asyncapi.yaml",  kGet,           Access::open,     kDocument, description},
    {"/openapi.json",   kGet,           Access::open,     kDocument, description},
    {"/messages.schema.json", kGet,     Access::open,     kDocument, asset},
    {"/docs",           kGet,           Access::page,     kDocument, folder},
    {"/docs/",          kGet,           Access::page,     kDocument, asset},
    {"/demo",           kGet,           Access::page,     kDocument, folder},
    {"/demo/",          kGet,           Access::page,     kDocument, asset},

    {"/",               kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/ws",             kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/socket",         kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/chat",           kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/realtime",       kGet,           Access::later,    kSocket,   channelSocket, kDialects},
    {"/ws/",            kGet,           Access::data,     kSocket,   bareSocket, kBare, {}, false, false, Names::rest},
    {"/stream",         kGet,           Access::data,     kSocket,   streamSocket, kBare, "streams", false, false, Names::streams},
    {"/echo",           kGet,           Access::anyRight, kSocket,   echoSocket, kBare},
    {"/echo/text",      kGet,           Access::anyRight, kSocket,   echoTextSocket, kBare},
    {"/broadcast",      kGet,           Access::anyRight, kSocket,   broadcastSocket, kBare},

    {"/connection/websocket", kGet,     Access::later,    kSocket,   centrifugeSocket, "centrifuge-json, centrifuge-protobuf"},
    {"/binance/ws",     kGet,           Access::data,     kSocket,   binanceSocket, kBare},
    {"/binance/ws/",    kGet,           Access::data,     kSocket,   binanceSocket, kBare},
    {"/binance/stream", kGet,           Access::data,     kSocket,   binanceStreams, kBare, "streams"},
    {"/binance/api/v3/", kGet,          Access::data,     kDocument, binanceMarket},
    {"/socket.io/",     kGet,           Access::later,    kSocket,   socketIoSocket, kBare, "EIO, transport, sid"},
    {"/foxglove",       kGet,           Access::data,     kSocket,   foxgloveSocket, "foxglove.sdk.v1, foxglove.websocket.v1"},
    {"/yjs/",           kGet,           Access::data,     kSocket,   yjsSocket, kBare},

    {"/channels",       kGet,           Access::data,     kDocument, channelList, {}, {}, false, false, Names::all},
    {"/snapshot/",      kGet,           Access::data,     kDocument, snapshot, {}, "limit", true, false, Names::rest},
    {"/symbols",        kGet,           Access::data,     kDocument, symbols, {}, "", true},
    {"/candles/",       kGet,           Access::data,     kDocument, candles, {}, "interval, start, end, limit", true},
    {"/sse",            kGet,           Access::data,     kDocument, eventStream, {}, "channels, since", false, true, Names::channels},
    {"/longpoll",       kGet,           Access::data,     kDocument, longPoll, {}, "channels, since, timeout", false, false, Names::channels},
    {"/poll",           kGet,           Access::data,     kDocument, poll, {}, "channels", true, false, Names::channels},
    {"/history/",       kGet,           Access::data,     kDocument, history, {}, "since, limit", true, false, Names::rest},
    {"/publish",        "POST",         Access::data,     kDocument, publish},

    {"/auth/token",     "POST",         Access::login,    kDocument, issueToken},
    {"/auth/session",   "POST, DELETE", Access::login,    kDocument, session},

    {"/healthz",        kGet,           Access::open,     kDocument, healthz},
    {"/readyz",         kGet,           Access::open,     kDocument, readyz},
    {"/version",        kGet,           Access::open,     kDocument, version},
    {"/metrics",        kGet,           Access::metrics,  kDocument, metrics},

    {"/socket.io",      "GET, HEAD, POST", Access::open,  kDocument, socketIoPoll},
    {"/socket.io/",     "GET, HEAD, POST", Access::open,  kDocument, socketIoPoll},
    // Only OPTIONS comes with it: about the server as a whole (RFC 9110 9.3.7).
    {"*",               "GET, HEAD, POST, DELETE", Access::open, kDocument, wholeServer},
};

constexpr Route kFaultRoutes[] = {
    {"/version",        kGet,           Access::faultPort, kDocument, faultVersion},
    {"/proxies",        "GET, HEAD, POST", Access::faultPort, kDocument, faultProxies},
    {"/proxies/",       "GET, HEAD, POST, PATCH, DELETE", Access::faultPort, kDocument, faultProxy},
    {"/populate",       "POST",         Access::faultPort, kDocument, faultPopulate},
    {"/reset",          "POST",         Access::faultPort, kDocument, faultReset},
    {"/log",            "GET, HEAD, DELETE", Access::faultPort, kDocument, faultLog},
};
// clang-format on

const Route *findAmong(std::span<const Route> table, std::string_view path, bool upgrade)
{
    const Route *best = nullptr;
    for (const Route &route : table) {
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
    return findAmong(kRoutes, path, upgrade);
}

const Route *findFaultRoute(std::string_view path)
{
    return findAmong(kFaultRoutes, path, false);
}

std::string_view nearestPath(std::string_view path)
{
    std::vector<std::string_view> paths;
    for (const Route &route : kRoutes)
        paths.push_back(route.path);
    if (const std::string_view near = protocol::nearestName(path, paths); !near.empty())
        return near;
    const size_t first = path.find('/', 1);
    if (first == path.npos)
        return {};
    std::erase_if(paths, [](std::string_view each) { return !each.ends_with('/'); });
    return protocol::nearestName(path.substr(0, first + 1), paths);
}

} // namespace wavetape::http
