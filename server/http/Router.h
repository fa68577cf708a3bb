// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Request.h"
#include "http/Response.h"
#include "net/Session.h"
#include "security/TokenBucket.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wavetape::net {
class Connection;
struct ServerContext;
} // namespace wavetape::net

namespace wavetape::http {

/// What a request leads to: a response, or a new session after the 101 in `upgrade`.
struct Answer {
    Response response;
    bool close = false;
    std::unique_ptr<net::Session> session;
    std::string upgrade;
    std::function<void()> begin; ///< called once the session is in place
};

/// What one connection has used up by POST /publish.
struct PublishAllowance {
    security::TokenBucket rate;
    uint32_t created = 0; ///< channels that its publications made
};

/// All endpoints of protocol.md: who may ask (Host, Origin, Sec-Fetch-Site, token), what is there,
/// which method fits, and the upgrade to a WebSocket. Stateless; any I/O thread.
class Router {
public:
    explicit Router(net::ServerContext &context);

    Answer answer(
        net::Connection &connection, const Request &request, PublishAllowance &allowance) const;
    /// Counts and reports a handshake that was not answered 101.
    void noteRefused(net::Connection &connection, int status, std::string_view reason,
        std::string_view path) const;

    /// `/readyz`: empty where all is well, else what is not. Set before the first request.
    std::function<std::string()> notReady;
    /// `/metrics`. Set before the first request.
    std::function<std::string()> metrics;

private:
    struct Gate;
    Response plainAnswer(net::Connection &connection, const Request &request) const;
    Answer upgrade(net::Connection &connection, const Request &request, const Gate &gate) const;
    Response publish(net::Connection &connection, const Request &request, const Gate &gate,
        PublishAllowance &allowance) const;
    Response logIn(net::Connection &connection, const Request &request) const;
    Response logOut(net::Connection &connection, const Request &request) const;
    Response channels(const Gate &gate) const;
    Response snapshot(const std::string &name, const Gate &gate) const;
    Response asset(const Request &request) const;

    net::ServerContext &m_context;
};

} // namespace wavetape::http
