// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "net/ConnectionRow.h"
#include "protocol/Command.h"
#include "sessions/CommandSession.h"

#include <memory>
#include <string_view>

namespace wavetape::sessions {

/// A channel endpoint: our protocol in both dialects (protocol.md).
class ChannelSession final : public CommandSession {
public:
    enum class Dialect : uint8_t { plain, v1 };

    ChannelSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser,
        Dialect dialect);
    ~ChannelSession() override;

    /// `wavetape.v1` begins with `welcome`.
    void greet();

    void describe(net::ConnectionRow &row) const override;

private:
    struct Own; ///< made when a client tells of itself or sends blocks

    std::unique_ptr<SubscriptionSet> makeSubscriptions(size_t way) override;
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    void onClosing() override;
    void announceClose(
        uint16_t code, std::string_view reason, bool retry, uint64_t afterMs) override;
    uint16_t translate(uint16_t code) const override;
    std::string_view dialect() const override;
    uint64_t ownDeadline(uint64_t nowMs) override { return deadlineOf(nowMs, m_authDueMs); }
    void onAccessEnded(bool expired) override;

    using CommandSession::fail;
    void fail(const protocol::CommandError &error) override;
    void unsubscribed(const protocol::RequestId &id, std::string_view channel,
        const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span) override;

    Own &own();
    void onText(std::string_view text);
    void onBinary(std::string_view bytes);
    void onSignal(std::string_view bytes);
    void dropUplinks();

    void run(protocol::SubscribeCommand &command);
    void run(protocol::UnsubscribeCommand &command);
    void published(const protocol::RequestId &id, std::string_view channel,
        const protocol::StreamPosition &position) override;
    void run(protocol::PublishCommand &command);
    void run(protocol::AuthCommand &command);
    void run(protocol::GreetCommand &command);
    void run(protocol::PingCommand &command);
    void run(protocol::ListCommand &command);
    void run(protocol::HistoryCommand &command);
    void run(protocol::PresenceCommand &command);
    void answer(const protocol::HistoryCommand &command);
    void answer(const protocol::PresenceCommand &command);
    void run(protocol::ReportCommand &command);
    void run(protocol::AdminCommand &command);
    void run(protocol::DescribeCommand &command);

    std::unique_ptr<Own> m_own;
    const uint64_t m_authDueMs; ///< for the message `auth`, where nothing else said who this is
};

} // namespace wavetape::sessions
