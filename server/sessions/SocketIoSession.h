// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialects/socketio/SocketIoRequest.h"
#include "metrics/Dialect.h"
#include "sessions/CommandSession.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace wavetape::sessions {

/// `/socket.io/`: a subset of Socket.IO's protocol, version 5, over Engine.IO's WebSocket
/// transport, version 4, on our channels (server/dialects/socketio). A namespace is the first part
/// of channels' names; channels read in `/` and in others are two ways of reading. On the
/// connection's I/O thread.
class SocketIoSession final : public CommandSession {
public:
    SocketIoSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    ~SocketIoSession() override;

    /// Opens the transport. Once, when it is in place.
    void greet();

private:
    class Subscriptions;
    using Packet = dialects::socketio::Packet;

    std::unique_ptr<SubscriptionSet> makeSubscriptions(size_t way) override;
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    bool hasCommands() const override { return !m_message.empty(); }
    void runCommand() override;
    std::string_view dialect() const override { return "socket.io"; }
    uint64_t ownDeadline(uint64_t nowMs) override;

    using CommandSession::fail;
    void fail(const protocol::CommandError &error) override;
    void unsubscribed(const protocol::RequestId &id, std::string_view channel,
        const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span) override;
    void published(const protocol::RequestId &id, std::string_view channel,
        const protocol::StreamPosition &position) override;

    void connect(const Packet &packet);
    void disconnect(const Packet &packet);
    void runEvent(const Packet &packet);
    void refuseBinary(const Packet &packet);
    void takeAttachment();
    void run(const Packet &packet, protocol::SubscribeCommand &subscribe);
    void run(const Packet &packet, protocol::UnsubscribeCommand &unsubscribe);
    void run(const Packet &packet, protocol::PublishCommand &publish);
    void refuse(const Packet &packet, protocol::CommandError error);
    void endAsBroken(std::string_view sentence);

    const metrics::DialectUse m_use;
    std::string m_message; ///< the next to be done
    std::set<std::string, std::less<>> m_spaces; ///< that it has connected to
    size_t m_attachments = 0; ///< binary messages to come that belong to what was refused
    bool m_pongAwaited = false;
    uint64_t m_dueMs; ///< for a namespace to be connected to, then for the next ping or its answer
};

} // namespace wavetape::sessions
