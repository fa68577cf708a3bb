// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Request.h"
#include "http/Response.h"
#include "net/Session.h"
#include "security/Authenticator.h"
#include "security/TokenBucket.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::net {
class Connection;
struct ServerContext;
} // namespace wavetape::net

namespace wavetape::sessions {
class LongPoll;
}

namespace wavetape::http {

class Router;
struct Route;

/// What the headers say about who asks.
struct Caller {
    std::string host;
    std::string origin;
    bool hostAllowed = false;
    bool originAllowed = false;
    security::LoginSessionRef who; ///< null: has not said, and must

    bool mayRead(std::string_view channel) const
    {
        return who && who->identity().rights.maySubscribe(channel);
    }
    bool mayPublish(std::string_view channel) const
    {
        return who && who->identity().rights.mayPublish(channel);
    }
};

/// What a request leads to: a response, or a new session after the bytes in `head` (the 101) or,
/// where there are none, after the response's head.
struct Answer {
    Answer();
    Answer(Answer &&) noexcept;
    Answer &operator=(Answer &&) noexcept;
    ~Answer();

    Response response;
    bool close = false;
    bool asked = false; ///< a refusal that is a fault on request: sent as it is
    std::unique_ptr<net::Session> session;
    std::string head;
    std::function<void()> begin; ///< called once the session is in place
    /// The rest of the response's body, a part at a time, as the connection's share of each turn
    /// allows; false: that was the last. Null: the body is whole.
    std::function<bool(std::string &body)> more;
    /// The answer waits for it, at most `holdMs`; its body is what it has found.
    std::unique_ptr<sessions::LongPoll> poll;
    uint64_t holdMs = 0;
    /// What is answered is not known yet. Called once, on this thread; `done` is called once, on
    /// any thread, with how many channels were made.
    std::function<void(std::function<void(Response response, uint32_t created)> done)> later;
    /// The channels that must be in step with the other nodes before the request is gone on with
    /// (Router::goOn()), and who asks.
    std::vector<std::string> behind;
    std::unique_ptr<Caller> caller;
};

/// What one connection has used up by POST /publish.
struct PublishAllowance {
    security::TokenBucket rate;
    uint32_t created = 0; ///< channels that its publications made
};

/// One request under way, as a route's handler gets it: everything about it that the table asks for
/// has been checked. Lives for the call; on the connection's I/O thread.
struct Exchange {
    const Router &router;
    net::ServerContext &context;
    net::Connection &connection;
    const Request &request;
    PublishAllowance &allowance;
    const Route *route = nullptr; ///< null: there is nothing at the path
    std::string_view rest; ///< of the path, behind a prefix
    Caller caller;
};

/// Counts and reports a request or handshake that was not answered as asked.
void noteRefused(
    net::Connection &connection, int status, std::string_view reason, std::string_view path);
/// 404 of a path, and where to look for what there is.
inline constexpr std::string_view kNothingHere = "There is nothing at this path; see / and /docs.";
inline constexpr std::string_view kNothingOnFaultPort
    = "There is nothing at this path; see /proxies.";
/// A refusal after which the connection ends: one plain sentence, counted and reported.
Answer refuse(const Exchange &exchange, int status, std::string_view sentence);
/// 401 with `sentence`, 429 where the address has failed too often, or 503.
Answer refuseLogin(const Exchange &exchange, const security::Authenticator::Refusal &refusal,
    std::string_view sentence);
/// An answer after which the connection goes on.
Answer plain(Response response);

inline constexpr std::string_view kNotOpen = "This is not open to you.";
inline constexpr std::string_view kSwitchedOff = "This protocol is switched off on this server.";
inline constexpr std::string_view kBadChannelName
    = "A channel's name is made of A-Z a-z 0-9 . _ : - and has at most 128 characters.";

} // namespace wavetape::http
