// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "net/ConnectionRow.h"
#include "protocol/Command.h"
#include "sessions/ChannelPeer.h"
#include "sessions/WebSocketSession.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::sessions {

/// A channel endpoint: our protocol in both dialects (protocol.md). Requests are answered in order;
/// what a request pulls in (snapshots, recovery) is fetched only as fast as the reader takes it,
/// and further requests wait until it is done.
class ChannelSession final : public WebSocketSession, private ChannelPeer {
public:
    enum class Dialect : uint8_t { plain, v1 };

    ChannelSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser,
        Dialect dialect);
    ~ChannelSession() override;

    /// `wavetape.v1` begins with `welcome`.
    void greet();

    std::string name() const; ///< the session, as in `welcome`

    bool setPolicy(
        std::string_view channel, std::optional<protocol::Policy> policy, double maxRate) override;
    std::vector<protocol::SubscriptionDetails> subscriptions() const override;

    void describe(net::ConnectionRow &row) const override;

private:
    struct State; ///< made with the first message: an idle connection stays small

    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    void onClosing() override;
    void onTurn() override;
    void announceClose(
        uint16_t code, std::string_view reason, bool retry, uint64_t afterMs) override;
    uint16_t translate(uint16_t code) const override;
    void pull() override;
    bool busy() const override;
    std::string_view dialect() const override;
    uint64_t ownDeadline(uint64_t nowMs) override;
    void onAccessEnded(bool expired) override;

    bool open() const override { return WebSocketSession::open(); }
    const security::ChannelRights &rights() const override { return access()->identity().rights; }
    bool mayRead(
        std::string_view channel, std::string_view path, const protocol::RequestId &id) override;
    void sendText(std::string_view text) override { WebSocketSession::sendText(text); }
    void fail(const protocol::CommandError &error) override;

    State &state();
    void onText(std::string_view text);
    void onBinary(std::string_view bytes);
    bool takeRate();
    void fail(protocol::ErrorCode code, std::string_view message, std::string_view path,
        const protocol::RequestId &id);
    uint64_t laggingDeadline(uint64_t nowMs);
    bool mayKeepAll(const security::ChannelRights &rights) const;

    void run(protocol::SubscribeCommand &command);
    void run(protocol::UnsubscribeCommand &command);
    void run(protocol::PublishCommand &command);
    void run(protocol::AuthCommand &command);
    void run(protocol::GreetCommand &command);
    void run(protocol::PingCommand &command);
    void run(protocol::ListCommand &command);
    void run(protocol::HistoryCommand &command);
    void run(protocol::PresenceCommand &command);
    void run(protocol::ReportCommand &command);
    void run(protocol::AdminCommand &command);

    channels::ChannelRef readable(std::string_view channel, const protocol::RequestId &id);

    std::unique_ptr<State> m_state;
    const uint64_t m_authDueMs; ///< for the message `auth`, where nothing else said who this is
};

} // namespace wavetape::sessions
