// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ConnectionRow.h"
#include "net/Subscription.h"
#include "net/WebSocketSession.h"
#include "protocol/Command.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::net {

class IoThread;

/// A channel endpoint: our protocol in both dialects (protocol.md). Requests are answered in order;
/// what a request pulls in (snapshots, recovery) is fetched only as fast as the reader takes it,
/// and further requests wait until it is done.
class ChannelSession final : public WebSocketSession {
public:
    enum class Dialect : uint8_t { plain, v1 };

    ChannelSession(
        Connection &connection, std::unique_ptr<websocket::FrameParser> parser, Dialect dialect);
    ~ChannelSession() override;

    /// `wavetape.v1` begins with `welcome`.
    void greet();
    void onSkipped(Subscription &subscription) override;

    std::string name() const; ///< the session, as in `welcome`

    // Called by IoThread and Connection.
    void onChannelBorn(const channels::ChannelRef &channel);
    static void onRestart(Subscription &subscription);
    /// May this publication go out now? If not it is held, or replaces what is held.
    static bool passesRate(Subscription &subscription, const channels::PublicationRef &publication);
    /// Sends what is due; returns when to come again, 0: nothing is held.
    static uint64_t sendDue(Subscription &subscription, uint64_t nowMs);
    /// Books lost deltas: nothing more of them until there is a new snapshot.
    static void startResyncs(Connection &connection);

    /// An administrator's changes; false where there is no such subscription.
    /// Without `policy` it keeps its own; `maxRate` 0: none.
    bool setPolicy(
        std::string_view channel, std::optional<protocol::Policy> policy, double maxRate);
    std::vector<SubscriptionRow> subscriptions() const;

    void describe(ConnectionRow &row) const override;

private:
    struct Join; ///< one channel or prefix of a subscribe
    struct Pull; ///< work that waits for room in the queue
    struct State; ///< made with the first message: an idle connection stays small

    bool onMessage(websocket::Opcode kind, std::span<char> payload) override;
    void onClosing() override;
    void announceClose(
        uint16_t code, std::string_view reason, bool retry, uint64_t afterMs) override;
    uint16_t translate(uint16_t code) const override;
    void pull() override;
    bool busy() const override;
    std::string_view dialect() const override;
    uint64_t ownDeadline(uint64_t nowMs) override;
    void onAccessEnded(bool expired) override;

    State &state();
    bool v1() const { return m_dialect == Dialect::v1; }
    /// An `ack` is owed: always in wavetape.v1, else where there is an id.
    bool wantsAck(const protocol::RequestId &id) const { return v1() || !id.empty(); }

    void onText(std::string_view text);
    void onBinary(std::string_view bytes);
    bool takeRate();
    void fail(protocol::ErrorCode code, std::string_view message, std::string_view path,
        const protocol::RequestId &id);
    void fail(const protocol::CommandError &error);
    uint64_t laggingDeadline(uint64_t nowMs);
    /// Pre: access().
    const security::ChannelRights &rights() const { return access()->identity().rights; }
    /// False where it was answered that the channel or prefix is not open to this peer.
    bool mayRead(std::string_view channel, std::string_view path, const protocol::RequestId &id);
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

    void join(const Join &join);
    void joinPrefix(const Join &join);
    Subscription &enter(const channels::ChannelRef &channel, const Join &join, bool byName);
    static void releaseHeld(Subscription &subscription);
    void leave(Subscription &subscription);
    void startResync(Subscription &subscription);
    void pullReplay(Subscription &subscription);
    void pullSnapshot(Subscription &subscription);
    void pullLatest(Subscription &subscription);
    void sendLagged(
        Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason);
    void sendChannelNotice(const Subscription &subscription);
    Subscription *find(std::string_view channel) const;
    bool matchesPrefix(std::string_view channel) const;
    bool hasAllSubscriptions() const; ///< as many as it may have
    channels::ChannelRef readable(std::string_view channel, const protocol::RequestId &id);

    std::unique_ptr<State> m_state;
    const uint64_t m_authDueMs; ///< for the message `auth`, where nothing else said who this is
    const Dialect m_dialect;
};

} // namespace wavetape::net
