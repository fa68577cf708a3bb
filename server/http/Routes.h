// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace wavetape::http {

/// Whom a route lets in. The Host allowlist and a token that is shown hold on every path.
enum class Access : uint8_t {
    open, ///< everybody
    page, ///< everybody, but of another site only by a link, never in a frame or as a resource
    login, ///< allowed pages; here a token comes from
    later, ///< allowed pages; who has no token says so in the first message
    data, ///< allowed pages with a token
    anyRight, ///< `data`, and at least one right of any kind
    metrics, ///< `data`, and admin or the right `metrics`
    faultPort, ///< programs on this machine: no page, no browser, and no token
};

enum class Kind : uint8_t { document, socket };

/// Where a request says which channels it wants to read.
enum class Names : uint8_t {
    none,
    rest, ///< behind the route's path
    channels, ///< parameter `channels`, by commas
    streams, ///< parameter `streams`, by slashes
    all, ///< nowhere: all that there are
};

/// One row of the table that alone decides by path: a new endpoint is a new row.
struct Route {
    std::string_view path; ///< a prefix where it ends with `/` and is longer than that
    std::string_view methods; ///< as in an Allow header, without OPTIONS, which every path knows
    Access access = Access::data;
    Kind kind = Kind::document;
    Answer (*handler)(Exchange &) = nullptr;
    /// Of a socket: the subprotocols spoken, the preferred one first.
    std::string_view protocols = {};
    /// Query parameters besides `token`: each may come once.
    std::string_view parameters = {};
    bool strict = false; ///< any other parameter is 400
    bool events = false; ///< for EventSource: who shall come back gets 200 (Response::comeBack)
    Names names = Names::none;

    /// A client may ask here for faults on its own connection.
    bool takesFaults() const
    {
        return access == Access::data || access == Access::later || access == Access::anyRight;
    }
    bool isPrefix() const { return path.size() > 1 && path.ends_with('/'); }
    bool knows(std::string_view method) const;
};

std::span<const Route> routes();
/// The row for a path, or null. Of two rows with one path the socket's where `upgrade`.
const Route *findRoute(std::string_view path, bool upgrade);
/// The same of the control port of faults, where nothing else is.
const Route *findFaultRoute(std::string_view path);

/// The path that is meant by one that has no row: `/longpoll` by `/longpol`, `/history/` by
/// `/historyx/chat.a`; empty: none.
std::string_view nearestPath(std::string_view path);

/// Is `item` one of a list as `GET, HEAD`?
bool listHas(std::string_view list, std::string_view item);

} // namespace wavetape::http
