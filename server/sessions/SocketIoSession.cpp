// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/SocketIoSession.h"

#include "defence/Defence.h"
#include "dialects/socketio/SocketIoForm.h"
#include "dialects/socketio/SocketIoReply.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wavetape::sessions {

namespace socketio = dialects::socketio;

using defence::armed;
using defence::Defence;
using delivery::Subscription;
using metrics::Work;
using protocol::CommandError;
using protocol::ErrorCode;
using websocket::CloseCode;

namespace {
constexpr size_t kWhole = 0, kSpaced = 1; // ways of reading: in `/`, and in other namespaces
constexpr size_t kMostSpaces = 64;
} // namespace

class SocketIoSession::Subscriptions final : public SubscriptionSet {
public:
    Subscriptions(
        SocketIoSession &session, net::Connection &connection, ChannelPeer &peer, bool spaced)
        : SubscriptionSet(connection, peer, session.recoveryLimits(), session.deflateBits())
        , m_spaced(spaced)
    {
    }

private:
    void prepare(Subscription &subscription) const override
    {
        subscription.form = &socketio::form(m_spaced);
        subscription.notices = true;
    }

    void begin(Subscription &subscription, const Join &join,
        const channels::Channel::JoinResult &result) override
    {
        if (socketio::isAcknowledged(join.id)) {
            std::string text;
            socketio::appendAck(text, join.id,
                socketio::nameOf(subscription.channel->name(), m_spaced), result.position,
                join.since ? std::optional(result.recovered) : std::nullopt);
            peer().sendText(text);
        }
        if (result.laggedFrom) {
            subscription.sentSeq = result.laggedFrom - 1;
            recovery().tellLoss(subscription, result.laggedFrom, result.position.seq, "history");
        }
        if (!result.snapshot.empty())
            sendSnapshot(subscription, result.snapshot, result.position);
        if (result.replayFrom)
            recovery().replayFrom(subscription, result.replayFrom);
    }

    channels::FrameRef encodeLoss(const Subscription &subscription, uint64_t from, uint64_t to,
        std::string_view) const override
    {
        std::string text;
        socketio::appendLagged(
            text, subscription.channel->name(), m_spaced, *subscription.epoch, from, to);
        return channels::EncodedFrame::text(text);
    }

    void sendSnapshot(const Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &position) override
    {
        if (!peer().open())
            return;
        std::string text;
        socketio::appendSnapshot(text, subscription.channel->name(), m_spaced, data, position);
        peer().sendText(text);
    }

    const bool m_spaced;
};

SocketIoSession::SocketIoSession(
    net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : CommandSession(connection, std::move(parser), Manner::dialect)
    , m_use(connection.thread().stats().of(metrics::Dialect::socketIo))
    , m_dueMs(connection.nowMs() + connection.context().config.deadlines.auth)
{
}

SocketIoSession::~SocketIoSession() = default;

std::unique_ptr<SubscriptionSet> SocketIoSession::makeSubscriptions(size_t way)
{
    ChannelPeer &peer = *this;
    return std::make_unique<Subscriptions>(*this, connection(), peer, way == kSpaced);
}

void SocketIoSession::greet()
{
    const auto &config = connection().context().config;
    const std::string session = name();
    std::string text;
    socketio::appendOpen(
        text, {session, config.deadlines.ping, config.deadlines.pong, config.limits.messageBytes});
    sendText(text);
}

bool SocketIoSession::onMessage(websocket::Opcode kind, std::span<char> payload)
{
    if (!open())
        return true;
    if (kind == websocket::Opcode::text && !payload.empty()) {
        m_message.assign(payload.data(), payload.size());
        pull();
    } else if (kind == websocket::Opcode::binary && m_attachments > 0) {
        takeAttachment();
    } else {
        endAsBroken("packets are text here, as Socket.IO's own parser writes them");
    }
    return mayGoOn(payload.size());
}

void SocketIoSession::endAsBroken(std::string_view sentence)
{
    m_use.countRefused();
    close(static_cast<uint16_t>(CloseCode::policyViolation), sentence);
}

void SocketIoSession::runCommand()
{
    connection().charge(Work::command);
    const std::string message = std::exchange(m_message, {});
    const auto packet = socketio::readPacket(message);
    if (!packet) {
        endAsBroken(packet.error());
        return;
    }
    if (packet->kind == Packet::Kind::pong) {
        if (std::exchange(m_pongAwaited, false)) {
            m_dueMs = connection().nowMs() + connection().context().config.deadlines.ping;
            connection().rescheduleTimer();
        }
        return;
    }
    m_use.countRequest();
    if (packet->kind != Packet::Kind::ping && packet->kind != Packet::Kind::close) {
        if (m_attachments > 0) {
            endAsBroken("a packet's attachments come before the next packet");
            return;
        }
        m_attachments = packet->attachments;
    }
    if (!takeRate(std::string(packet->address)))
        return;
    switch (packet->kind) {
    case Packet::Kind::ping:
        sendText(packet->payload == "probe" ? std::string(socketio::kProbed)
                                            : "3" + std::string(packet->payload));
        break;
    case Packet::Kind::close:
        close(static_cast<uint16_t>(CloseCode::normal), "");
        break;
    case Packet::Kind::connect:
        connect(*packet);
        break;
    case Packet::Kind::disconnect:
        disconnect(*packet);
        break;
    case Packet::Kind::event:
        runEvent(*packet);
        break;
    case Packet::Kind::binary:
        refuseBinary(*packet);
        break;
    case Packet::Kind::pong:
    case Packet::Kind::ack: // we ask for none
    case Packet::Kind::binaryAck:
    case Packet::Kind::upgrade:
    case Packet::Kind::connectError:
        break;
    }
}

void SocketIoSession::refuse(const Packet &packet, CommandError error)
{
    m_use.countRefused();
    error.id = packet.address;
    std::string text;
    socketio::appendConnectError(text, packet.address, error);
    sendText(text);
    noteError(error.code);
}

void SocketIoSession::connect(const Packet &packet)
{
    const auto refused = [&](ErrorCode code, const char *sentence) {
        refuse(packet, {code, sentence, "", {}});
    };
    if (!packet.payload.empty() && !connection().thread().commands().isValidJson(packet.payload)) {
        endAsBroken("what comes with a connect is not valid JSON");
        return;
    }
    if (!socketio::isSpace(packet.space)) {
        refused(ErrorCode::unknownChannel,
            "a namespace is / or the first part of channels' names, as /chat");
        return;
    }
    if (m_spaces.size() >= kMostSpaces) {
        refused(
            ErrorCode::tooManyChannels, "this connection has as many namespaces as it may have");
        return;
    }
    if (const std::string token = packet.payload.empty() ? "" : socketio::tokenOf(packet.payload);
        !token.empty()) {
        if (auto wrong = authenticate(token, {})) {
            refuse(packet, std::move(*wrong));
            return;
        }
    }
    if (!access()) {
        refused(ErrorCode::authRequired, "a token comes with connect, as auth: {token}");
        return;
    }
    if (m_spaces.empty()) {
        m_dueMs = connection().nowMs() + connection().context().config.deadlines.ping;
        connection().rescheduleTimer();
    }
    m_spaces.emplace(packet.space);
    const std::string session = name() + '.' + std::string(packet.space);
    std::string text;
    socketio::appendConnected(text, packet.address, session);
    sendText(text);
}

void SocketIoSession::disconnect(const Packet &packet)
{
    m_spaces.erase(std::string(packet.space));
    const size_t way = packet.space.empty() ? kWhole : kSpaced;
    if (!reads(way))
        return;
    std::vector<Subscription *> ended;
    for (const auto &[id, subscription] : subscribed(way).all()) {
        if (socketio::spaceOf(subscription->channel->name(), way == kSpaced) == packet.space)
            ended.push_back(subscription.get());
    }
    for (Subscription *subscription : ended) {
        connection().thread().rates().forget(*subscription);
        subscription->conclude();
        subscribed(way).leave(*subscription);
    }
}

void SocketIoSession::runEvent(const Packet &packet)
{
    if (m_spaces.find(packet.space) == m_spaces.end()) {
        endAsBroken("a namespace is connected to before its first event");
        return;
    }
    if (!connection().thread().commands().isValidJson(packet.payload)) {
        endAsBroken("an event is not valid JSON, or nested too deep");
        return;
    }
    auto request = socketio::readRequest(packet);
    if (!request)
        fail(request.error());
    else
        std::visit([&](auto &one) { run(packet, one); }, *request);
}

void SocketIoSession::refuseBinary(const Packet &packet)
{
    if (m_spaces.find(packet.space) == m_spaces.end()) {
        endAsBroken("a namespace is connected to before its first event");
        return;
    }
    fail(ErrorCode::badRequest, "binary data are not taken here: what is published is JSON", "",
        std::string(packet.address));
}

/// A message like any other, but that nothing is done with it.
void SocketIoSession::takeAttachment()
{
    --m_attachments;
    connection().charge(Work::command);
    takeRate({});
}

void SocketIoSession::run(const Packet &packet, protocol::SubscribeCommand &subscribe)
{
    requests(packet.space.empty() ? kWhole : kSpaced).add(subscribe);
}

void SocketIoSession::run(const Packet &packet, protocol::UnsubscribeCommand &unsubscribe)
{
    requests(packet.space.empty() ? kWhole : kSpaced).add(unsubscribe);
}

void SocketIoSession::run(const Packet &, protocol::PublishCommand &command)
{
    publish(command);
}

void SocketIoSession::published(const protocol::RequestId &id, std::string_view channel,
    const protocol::StreamPosition &position)
{
    if (!socketio::isAcknowledged(id))
        return;
    std::string text;
    socketio::appendAck(
        text, id, socketio::nameOf(channel, id.starts_with('/')), position, std::nullopt);
    sendText(text);
}

void SocketIoSession::unsubscribed(const protocol::RequestId &id, std::string_view channel,
    const protocol::Totals &, const std::optional<protocol::SeqSpan> &)
{
    if (!socketio::isAcknowledged(id))
        return;
    std::string text;
    socketio::appendAck(text, id, socketio::nameOf(channel, id.starts_with('/')));
    sendText(text);
}

void SocketIoSession::fail(const CommandError &error)
{
    m_use.countRefused();
    std::string text;
    socketio::appendError(text, error);
    sendText(text);
    noteError(error.code);
}

uint64_t SocketIoSession::ownDeadline(uint64_t nowMs)
{
    const auto &deadlines = connection().context().config.deadlines;
    const uint64_t lagging = laggingDeadline(nowMs);
    if (open() && nowMs >= m_dueMs) {
        const bool behind = connection().behind() || connection().readingPaused();
        if (m_spaces.empty() && armed(Defence::authDeadline)) {
            close(static_cast<uint16_t>(CloseCode::notAuthenticated), "no connect in time");
        } else if (m_pongAwaited && !behind && armed(Defence::heartbeat)) {
            close(static_cast<uint16_t>(CloseCode::goingAway), "no pong in time");
        } else if (!m_pongAwaited && !behind) {
            m_pongAwaited = true;
            sendText(socketio::kPing);
            m_dueMs = nowMs + deadlines.pong;
        } else {
            m_pongAwaited = false;
            m_dueMs = nowMs + deadlines.ping;
        }
    }
    return lagging ? std::min(lagging, m_dueMs) : m_dueMs;
}

} // namespace wavetape::sessions
