// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <functional>
#include <string>
#include <string_view>

namespace wavetape::documents {
class Rooms;
}

namespace wavetape::http {

/// Walks the table of routes (Routes.h): who may ask (Host, Origin, Sec-Fetch-Site, rates, token),
/// what is there, which method fits; then the row's handler. Stateless; any I/O thread.
class Router {
public:
    explicit Router(net::ServerContext &context);

    /// `first`: of its connection, which is admitted by it.
    /// Of a trusted proxy `request` gets the Host that its client asked for.
    Answer answer(net::Connection &connection, Request &request, bool first,
        PublishAllowance &allowance) const;
    /// The answer to a request whose channels are in step now (Answer::behind).
    Answer goOn(net::Connection &connection, const Request &request, Caller caller,
        PublishAllowance &allowance) const;
    /// The answer to a request that could not be read whole; `request`: what of it was.
    Response unreadable(net::Connection &connection, const Request &request, int status,
        std::string_view sentence) const;

    /// `/readyz`: empty where all is well, else what is not. Set before the first request.
    std::function<std::string()> notReady;
    /// `/metrics`. Set before the first request.
    std::function<std::string()> metrics;
    /// `/symbols`, a JSON array. Set before the first request.
    std::function<std::string()> symbols;
    int marketModel = 0; ///< `/version`'s; 0: there is no market. Set before the first request.
    /// Of `/yjs/`; null: there are none. Set before the first request.
    documents::Rooms *rooms = nullptr;

private:
    Answer respond(Exchange &exchange, bool first, bool upgrade) const;
    void finish(Exchange &exchange, Answer &answer) const;

    net::ServerContext &m_context;
};

} // namespace wavetape::http
