// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "cluster/Broker.h"
#include "net/ConnectionRow.h"
#include "protocol/Command.h"
#include "sessions/ChannelPeer.h"
#include "sessions/WebSocketSession.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::sessions {

class SubscriptionRequests;
class SubscriptionSet;

/// What every protocol has in common in which a client asks for channels by messages: ours in both
/// dialects, and other people's. Commands are done in order; what one pulls in (snapshots,
/// recovery) is fetched only as fast as the reader takes it, and further ones wait until it is
/// done. A derived class turns texts into commands and answers in its protocol. On the connection's
/// I/O thread.
class CommandSession : public WebSocketSession, protected ChannelPeer {
public:
    ~CommandSession() override;

    std::string name() const; ///< the session, as in `welcome`

    bool setPolicy(
        std::string_view channel, std::optional<protocol::Policy> policy, double maxRate) override;
    std::vector<protocol::SubscriptionDetails> subscriptions() const override;
    void describe(net::ConnectionRow &row) const override;

protected:
    CommandSession(
        net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser, Manner manner);

    /// What it is subscribed to, told of in its protocol: one set, or, where a channel may be read
    /// in several ways at once, one for each (`way`, from 0). Each is made when it is first needed.
    virtual std::unique_ptr<SubscriptionSet> makeSubscriptions(size_t way) = 0;
    /// Commands of a message that was taken which still wait.
    virtual bool hasCommands() const { return false; }
    /// Does the first of them. Pre: hasCommands().
    virtual void runCommand() { }

    SubscriptionSet &subscribed(size_t way = 0);
    SubscriptionRequests &requests(size_t way = 0);
    /// Was that one needed so far?
    bool reads(size_t way) const;

    /// Takes one message of the allowance; false where it is answered that there was none.
    bool takeRate(const protocol::RequestId &id = {});
    /// An error was answered: after the tenth within 10 s the connection ends.
    void noteError(protocol::ErrorCode code);
    void fail(protocol::ErrorCode code, std::string_view message, std::string_view path,
        const protocol::RequestId &id);
    using ChannelPeer::fail;

    /// Answers why this may not be published, or has it published: published() follows, at once or
    /// when the broker has numbered it.
    void publish(const protocol::PublishCommand &command);
    virtual void published(const protocol::RequestId &id, std::string_view channel,
        const protocol::StreamPosition &position)
        = 0;
    /// False where `channel` is in step with the other nodes, or not to be read. Else brings it in
    /// step; `then` is called on this thread unless the connection has ended.
    bool followFirst(std::string_view channel, std::function<void()> then);
    /// The same of who reads `channel`.
    bool followPresenceFirst(const std::string &channel, std::function<void()> then);
    /// A channel that exists and may be read; null where it was answered that there is none.
    channels::ChannelRef readable(std::string_view channel, const protocol::RequestId &id);
    /// Takes over who `token` says this is; or why not.
    std::optional<protocol::CommandError> authenticate(
        const std::string &token, const protocol::RequestId &id);
    /// Closes where nobody has said who this is by `dueMs`, or a reader under `disconnect` lags
    /// for too long. When to look again; 0: never.
    uint64_t deadlineOf(uint64_t nowMs, uint64_t authDueMs);
    uint64_t laggingDeadline(uint64_t nowMs);

    void onClosing() override;
    void onTurn() override;
    void pull() override;
    bool busy() const override;

    bool open() const override { return WebSocketSession::open(); }
    size_t named() const override;
    const security::ChannelRights &rights() const override { return access()->identity().rights; }
    bool mayRead(
        std::string_view channel, std::string_view path, const protocol::RequestId &id) override;
    void sendText(std::string_view text) override { WebSocketSession::sendText(text); }
    void goOn() override;

private:
    struct Group;
    struct State; ///< made with the first message: an idle connection stays small

    /// followFirst() without a look at rights.
    bool goFirst(std::string_view channel, std::function<void()> then);
    State &state();
    Group &group(size_t way);
    void settle(
        const protocol::RequestId &id, std::string_view channel, const cluster::Published &result);

    std::unique_ptr<State> m_state;
};

} // namespace wavetape::sessions
