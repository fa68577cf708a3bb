// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/AdminTarget.h"
#include "net/Session.h"
#include "security/SessionStore.h"
#include "sessions/PositionedSubscriptions.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::sessions {

/// `/sse`: server-sent events of some channels, subscribed from the start (protocol.md, "Over
/// HTTP"). Every event with data carries the position after it, so that a browser's EventSource
/// goes on where it was by itself. What the client sends after its request is ignored.
class EventSession final : public net::Session,
                           public net::AdminTarget,
                           public PositionedSubscriptions {
public:
    /// `chunked`: the answer's body is (HTTP/1.1); else the connection's end is its end.
    EventSession(net::Connection &connection, bool chunked, security::LoginSessionRef access);
    ~EventSession() override;

    /// After join() and the answer's head: the first comment, which is `comment`, where it goes on
    /// from, what was missed.
    void begin(std::string_view comment);

    size_t onBytes(std::span<char> bytes) override;
    void onPeerEnd() override;
    void onTurn() override;
    void onDrained() override;
    uint64_t onTimer(uint64_t nowMs) override;
    void onLost(std::string_view cause) override;
    void end(net::EndCause cause, uint64_t afterMs) override;
    void endByFault(uint16_t code, std::string_view reason) override;
    bool open() const override { return m_open; }
    void checkAccess() override;
    net::AdminTarget *adminTarget() override { return this; }
    void describe(net::ConnectionRow &row) const override;

    void closeByAdmin(uint16_t code, std::string_view reason, bool retry) override;
    void cut() override;
    void ping() override;
    void mutePongs() override { }
    void tap(uint64_t, bool) override { }
    std::vector<protocol::SubscriptionDetails> subscriptions() const override;

private:
    Manner manner(size_t channels) const override;
    void sendSnapshot(const delivery::Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &position) override;
    channels::FrameRef encodeLoss(const delivery::Subscription &subscription, uint64_t from,
        uint64_t to, std::string_view reason) const override;
    channels::FrameRef prefix(const delivery::Subscription &subscription, uint64_t seq,
        const channels::EncodedFrame &body, bool first) const override;

    void pull();
    void send(std::string_view text);
    void close(uint16_t code, std::string_view reason, bool retry, uint64_t afterMs);
    void endStream(uint16_t code, std::string_view reason, std::string_view farewell);
    uint64_t progressDeadline(uint64_t nowMs);

    const security::LoginSessionRef m_access;
    std::string m_reason;
    uint64_t m_commentDueMs;
    uint16_t m_code = 1006; ///< as if it were a WebSocket: how it ended
    const bool m_chunked;
    bool m_open = true;
    bool m_byServer = false;
};

} // namespace wavetape::sessions
