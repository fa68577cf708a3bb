// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/RequestReader.h"
#include "http/Response.h"
#include "http/Router.h"
#include "net/Session.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::net {
class Connection;
}

namespace wavetape::http {

/// A connection before it is a WebSocket: reads requests one after the other, has the Router answer
/// them, and becomes what the Router says where the answer is 101.
class HttpSession final : public net::Session {
public:
    HttpSession(net::Connection &connection, const Router &router);
    ~HttpSession() override;

    size_t onBytes(std::span<char> bytes) override;
    void onTurn() override;
    void onDrained() override;
    void onPeerEnd() override;
    uint64_t onTimer(uint64_t nowMs) override;
    void onLost(std::string_view cause) override;
    void end(net::EndCause cause, uint64_t afterMs) override;
    void describe(net::ConnectionRow &row) const override;

private:
    struct Pending; ///< an answer that is not whole yet
    using Headers = std::vector<std::pair<std::string, std::string>>;
    struct Awaited; ///< a request whose answer comes from elsewhere

    void answer();
    void take(Answer answer, Request &request);
    void await(Answer answer, Request request);
    void goOn();
    void settle(Response response, uint32_t created);
    void complete(const Response &response, bool head, bool close);
    void hold(Answer answer, bool keepAlive);
    void endPoll(bool close);
    void send(const Response &response, bool close);
    void newReader();

    net::Connection &m_connection;
    const Router &m_router;
    std::unique_ptr<RequestReader> m_reader; ///< null while a poll is held
    std::unique_ptr<Pending> m_pending;
    uint64_t m_dueMs = 0; ///< of the request that comes, or of the answer to the poll that is held
    [[no_unique_address]] PublishAllowance m_allowance; ///< with room behind it for what follows
    bool m_served = false; ///< at least one request was answered
    bool m_keepAlive = false; ///< after the poll that is held
    std::string m_path;
    std::unique_ptr<sessions::LongPoll> m_held; ///< what is answered next; null: no poll is held
    std::unique_ptr<Headers> m_heldHeaders; ///< of that answer; null: none of its own
    std::shared_ptr<Awaited> m_awaited; ///< who answers late looks whether it is there still
};

} // namespace wavetape::http
