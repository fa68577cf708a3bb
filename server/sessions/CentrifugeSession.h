// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialects/centrifuge/CentrifugeReply.h"
#include "dialects/centrifuge/CentrifugeRequest.h"
#include "metrics/Dialect.h"
#include "sessions/CommandSession.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wavetape::sessions {

/// `/connection/websocket`: a subset of Centrifuge's JSON protocol on our channels
/// (server/dialects/centrifuge). A message is one command or several, one to a line, done in order;
/// each reply and push is a message. On the connection's I/O thread.
class CentrifugeSession final : public CommandSession {
public:
    CentrifugeSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser);
    ~CentrifugeSession() override;

private:
    class Subscriptions;

    std::unique_ptr<SubscriptionSet> makeSubscriptions(size_t way) override;
    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    bool hasCommands() const override { return m_at < m_lines.size(); }
    void runCommand() override;
    uint16_t translate(uint16_t code) const override;
    std::string_view dialect() const override { return "centrifuge"; }
    uint64_t ownDeadline(uint64_t nowMs) override;

    using CommandSession::fail;
    void fail(const protocol::CommandError &error) override;
    void unsubscribed(const protocol::RequestId &id, std::string_view channel,
        const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span) override;

    void end(dialects::centrifuge::End code, std::string_view reason);
    using CommandSession::end;
    void runLine(std::string_view line);
    void run(dialects::centrifuge::Connect &connect);
    void run(dialects::centrifuge::Refresh &refresh);
    void run(dialects::centrifuge::Subscribe &subscribe);
    void run(protocol::UnsubscribeCommand &command);
    void published(const protocol::RequestId &id, std::string_view channel,
        const protocol::StreamPosition &position) override;
    void run(protocol::PublishCommand &command);
    void run(dialects::centrifuge::History &history);
    void answer(const dialects::centrifuge::History &history);
    void run(protocol::PresenceCommand &command);
    void answer(const protocol::PresenceCommand &command);
    void run(dialects::centrifuge::PresenceStats &command);
    void answer(const dialects::centrifuge::PresenceStats &command);
    void run(dialects::centrifuge::Pong &pong);
    void run(dialects::centrifuge::Send &send);
    void run(dialects::centrifuge::FirstVersion &command);
    /// Takes over a token: false where it was answered why not, or was the end.
    bool take(const std::string &token, const protocol::RequestId &id);
    /// After how many seconds the token that came by message is to be replaced.
    std::optional<uint64_t> ttl() const;
    uint64_t pingDeadline(uint64_t nowMs);

    const metrics::DialectUse m_use;
    std::string m_lines; ///< the message that is being done
    size_t m_at = 0; ///< its next line
    bool m_connected = false;
    bool m_tokenByMessage = false;
    bool m_onlyRecovered = false; ///< of the subscribe that is being done
    bool m_pongAwaited = false;
    uint64_t m_dueMs; ///< for `connect`, then for the next ping
};

} // namespace wavetape::sessions
