// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/ChannelSession.h"

#include "channels/Presence.h"
#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Reply.h"
#include "security/TokenBucket.h"
#include "sessions/AdminActions.h"
#include "sessions/HistoryAnswer.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"

#include <deque>

namespace wavetape::sessions {

using metrics::Work;
using net::Connection;
using net::ConnectionRow;
using net::EndCause;
using net::ServerContext;

using defence::armed;
using defence::Defence;

using protocol::ErrorCode;
using protocol::Policy;
using websocket::CloseCode;

namespace {
constexpr uint64_t kErrorWindowMs = 10'000;
// What a publication's own members may add to its data.
constexpr uint64_t kPublishOverhead = 4096;
} // namespace

struct ChannelSession::State {
    State(ChannelSession &session, net::Connection &connection, const config::ServerConfig &config)
        : subscriptions(connection, session, session.recoveryLimits(), session.deflateBits())
        , requests(connection, session, subscriptions)
        , rate(config.limits.enabled ? config.limits.messagesPerSecond : 0,
              config.limits.messageBurst)
    {
    }

    SubscriptionSet subscriptions;
    SubscriptionRequests requests;
    uint32_t created = 0; ///< channels that this connection's publications made
    security::TokenBucket rate;
    std::deque<uint64_t> errors; ///< when the last ones happened, ms
    channels::ChannelRef uplink;
    std::optional<uint64_t> bufferedAmount;
    std::optional<double> lagMs;
};

ChannelSession::ChannelSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser, Dialect dialect)
    : WebSocketSession(connection, std::move(parser))
    , ChannelPeer(dialect == Dialect::v1)
    , m_authDueMs(connection.nowMs() + connection.context().config.deadlines.auth)
{
}

ChannelSession::~ChannelSession() = default;

ChannelSession::State &ChannelSession::state()
{
    if (!m_state)
        m_state = std::make_unique<State>(*this, connection(), connection().context().config);
    return *m_state;
}

std::string ChannelSession::name() const
{
    return "s" + std::to_string(connection().id());
}

std::string_view ChannelSession::dialect() const
{
    return v1() ? "wavetape.v1" : "plain";
}

uint16_t ChannelSession::translate(uint16_t code) const
{
    return v1() ? code : WebSocketSession::translate(code);
}

void ChannelSession::greet()
{
    if (!v1())
        return;
    const auto &config = connection().context().config;
    const std::string session = name();
    protocol::Welcome welcome {};
    welcome.session = session;
    welcome.node = config.node;
    welcome.server = connection().context().softwareName;
    welcome.pingMs = config.deadlines.ping;
    welcome.pongMs = config.deadlines.pongs();
    welcome.messageBytes = config.limits.messageBytes;
    welcome.fragments = config.limits.fragments;
    if (config.limits.enabled) {
        welcome.messagesPerSecond = static_cast<uint64_t>(config.limits.messagesPerSecond);
        welcome.burst = config.limits.messageBurst;
        welcome.channels = config.limits.subscriptionsPerConnection;
    }
    welcome.jsonDepth = config.limits.jsonDepth;
    welcome.errorsPer10s = config.limits.errorsPer10s;
    welcome.queueLow = config.queue.low;
    welcome.queueHigh = config.queue.high;
    welcome.queueHard = config.queue.hard;
    welcome.speed = config.feed.speed;
    welcome.timeMs = connection().context().clock.wallMs();
    if (!access())
        welcome.authMs = config.deadlines.auth;
    welcome.insecure = connection().context().exposed;
    std::string text;
    protocol::appendWelcome(text, welcome);
    sendText(text);
}

bool ChannelSession::onMessage(websocket::Opcode kind, std::span<char> payload)
{
    if (!open())
        return true;
    const std::string_view bytes(payload.data(), payload.size());
    if (takeRate()) {
        if (kind == websocket::Opcode::text)
            onText(bytes);
        else
            onBinary(bytes);
        pull();
    }
    return mayGoOn(bytes.size(), Work::command);
}

bool ChannelSession::takeRate()
{
    if (state().rate.take(connection().nowMs()) || !armed(Defence::messageRate))
        return true;
    connection().thread().stats().rateLimited.add(1);
    connection().thread().stats().countRefused(metrics::Limit::messagesPerSecond);
    fail(ErrorCode::rateLimited, "too many messages; this one was dropped", "", {});
    return false;
}

void ChannelSession::onText(std::string_view text)
{
    auto command = connection().thread().commands().parse(text);
    if (!command) {
        fail(command.error());
        return;
    }
    if (!access() && !std::holds_alternative<protocol::AuthCommand>(*command)) {
        fail(ErrorCode::authRequired, "a token comes first: {\"type\":\"auth\",\"token\":\"...\"}",
            "", std::visit([](const auto &parsed) { return parsed.id; }, *command));
        return;
    }
    std::visit([this](auto &parsed) { run(parsed); }, *command);
}

void ChannelSession::onBinary(std::string_view bytes)
{
    ServerContext &context = connection().context();
    State &mine = state();
    if (!access()) {
        fail(ErrorCode::authRequired, "a token comes first", "", {});
        return;
    }
    const std::string uplink = std::string(protocol::kUplinkFamily) + name();
    if (!rights().mayPublish(uplink)) {
        fail(ErrorCode::forbidden, "this token gives no right to publish blocks", "", {});
        return;
    }
    if (bytes.size() + kPublishOverhead > context.config.limits.messageBytes) {
        fail(ErrorCode::tooLarge, "a block may have at most the message limit less 4 KiB", "", {});
        return;
    }
    if (!mine.uplink)
        mine.uplink = context.hub.create(channels::ChannelSpec::of(uplink));
    const bool floats = bytes.size() % sizeof(float) == 0;
    context.hub.publishBytes(
        *mine.uplink, bytes, floats, static_cast<uint64_t>(context.clock.wallMicros()));
}

void ChannelSession::fail(
    ErrorCode code, std::string_view message, std::string_view path, const protocol::RequestId &id)
{
    fail(protocol::CommandError {code, std::string(message), std::string(path), id});
}

void ChannelSession::fail(const protocol::CommandError &error)
{
    std::string text;
    protocol::appendError(text, error);
    sendText(text);
    State &mine = state();
    const uint64_t now = connection().nowMs();
    while (!mine.errors.empty() && now - mine.errors.front() >= kErrorWindowMs)
        mine.errors.pop_front();
    mine.errors.push_back(now);
    if (mine.errors.size() < connection().context().config.limits.errorsPer10s
        || !armed(Defence::errorBudget))
        return;
    connection().thread().stats().countRefused(metrics::Limit::errors);
    if (error.code == ErrorCode::rateLimited)
        close(static_cast<uint16_t>(CloseCode::rateLimited), "too many messages", true, 1000);
    else
        close(static_cast<uint16_t>(CloseCode::badMessages), "too many errors");
}

void ChannelSession::announceClose(
    uint16_t code, std::string_view reason, bool retry, uint64_t afterMs)
{
    std::string text;
    protocol::appendClosing(text, code, reason, retry, afterMs);
    sendText(text);
}

void ChannelSession::run(protocol::PublishCommand &command)
{
    ServerContext &context = connection().context();
    State &mine = state();
    if (!rights().mayPublish(command.channel)) {
        fail(ErrorCode::forbidden, "this channel is not open to this connection for publishing",
            "/channel", command.id);
        return;
    }
    if (command.data.size() + kPublishOverhead > context.config.limits.messageBytes) {
        fail(ErrorCode::tooLarge, "data may have at most the message limit less 4 KiB", "/data",
            command.id);
        return;
    }
    const auto mayCreate = [&] {
        return (!context.config.limits.enabled
                   || mine.created < context.config.limits.createdChannelsPerConnection
                   || !armed(Defence::createdChannels))
            && context.addresses.takeChannel(
                connection().peer().ip, connection().thread().sharedNowMs());
    };
    const auto published
        = context.hub.publishFromClient(command.channel, command.data, command.key, mayCreate);
    if (!published) {
        if (published.error() == channels::PublishFailure::forbidden)
            fail(
                ErrorCode::forbidden, "this channel belongs to the server", "/channel", command.id);
        else
            fail(ErrorCode::tooManyChannels, "no further channel can be made", "/channel",
                command.id);
        return;
    }
    if (published->created)
        ++mine.created;
    if (wantsAck(command.id)) {
        std::string text;
        protocol::appendPublishAck(text, command.id, command.channel, published->position);
        sendText(text);
    }
}

void ChannelSession::run(protocol::AuthCommand &command)
{
    auto granted = connection().context().auth->byToken(
        command.token, connection().peer().ip, security::Moment::at(connection().context().clock));
    if (!granted) {
        if (granted.error().waitMs)
            fail(ErrorCode::rateLimited, "too many failed logins from this address", "/token",
                command.id);
        else
            fail(ErrorCode::badToken, "this token is not valid", "/token", command.id);
        return;
    }
    if (!mayKeepAll((*granted)->identity().rights)) {
        fail(ErrorCode::forbidden, "this token does not cover what is subscribed already", "/token",
            command.id);
        return;
    }
    setAccess(std::move(*granted));
    connection().rescheduleTimer();
    if (!wantsAck(command.id))
        return;
    std::string text;
    protocol::appendAck(text, command.id);
    sendText(text);
}

void ChannelSession::run(protocol::GreetCommand &command)
{
    std::string text;
    protocol::appendGreet(text, command.id, "Hello Client!", name());
    sendText(text);
}

void ChannelSession::run(protocol::PingCommand &command)
{
    std::string text;
    protocol::appendPong(text, command.id, command.t, connection().context().clock.wallMs());
    sendText(text);
}

void ChannelSession::run(protocol::SubscribeCommand &command)
{
    state().requests.add(command);
}

void ChannelSession::run(protocol::UnsubscribeCommand &command)
{
    state().requests.add(command);
}

void ChannelSession::run(protocol::ListCommand &command)
{
    state().requests.add(command);
}

bool ChannelSession::busy() const
{
    return m_state && (m_state->subscriptions.recovery().busy() || !m_state->requests.empty());
}

void ChannelSession::pull()
{
    while (busy() && open() && !connection().aboveHigh() && connection().hasShare()) {
        // First: what a request pulled in stays together with its answer.
        if (delivery::Recovery &recovery = m_state->subscriptions.recovery(); recovery.busy())
            step(recovery);
        else
            m_state->requests.step();
    }
}

void ChannelSession::onTurn()
{
    if (open())
        pull();
    else if (m_state)
        m_state->subscriptions.leaveShare();
}

void ChannelSession::onClosing()
{
    connection().mute();
    if (!m_state)
        return;
    m_state->requests.clear();
    m_state->subscriptions.end();
    if (m_state->uplink)
        connection().context().hub.remove(m_state->uplink->name());
    m_state->uplink.reset();
}

bool ChannelSession::mayRead(
    std::string_view channel, std::string_view path, const protocol::RequestId &id)
{
    if (rights().maySubscribe(channel))
        return true;
    fail(ErrorCode::forbidden,
        protocol::familyOf(channel).adminOnly ? "this channel needs the admin token"
                                              : "this channel is not open to this connection",
        path, id);
    return false;
}

bool ChannelSession::mayKeepAll(const security::ChannelRights &rights) const
{
    return !m_state || m_state->subscriptions.coveredBy(rights);
}

channels::ChannelRef ChannelSession::readable(std::string_view name, const protocol::RequestId &id)
{
    if (!mayRead(name, "/channel", id))
        return nullptr;
    channels::ChannelRef channel = connection().context().hub.find(name);
    if (!channel || !channel->spec().listed)
        fail(ErrorCode::unknownChannel, "there is no such channel", "/channel", id);
    return channel && channel->spec().listed ? channel : nullptr;
}

void ChannelSession::run(protocol::HistoryCommand &command)
{
    const channels::ChannelRef channel = readable(command.channel, command.id);
    if (!channel)
        return;
    const size_t limit
        = std::min<size_t>(command.limit, connection().context().config.history.pagePublications);
    size_t told = 0;
    const auto answer = historyAnswer(*channel, command.since, limit, command.id, told);
    connection().charge(Work::row, told);
    if (answer)
        sendText(*answer);
    else
        fail(answer.error().code, answer.error().message, answer.error().path, command.id);
}

void ChannelSession::run(protocol::PresenceCommand &command)
{
    const channels::ChannelRef channel = readable(command.channel, command.id);
    if (!channel)
        return;
    const std::vector<std::string> sessions = channels::presentSessions(*channel);
    connection().charge(Work::row, sessions.size());
    std::string text;
    protocol::appendPresence(text, command.id, channel->name(), channel->subscribers(), sessions);
    sendText(text);
}

void ChannelSession::run(protocol::ReportCommand &command)
{
    State &mine = state();
    if (command.bufferedAmount)
        mine.bufferedAmount = command.bufferedAmount;
    if (command.lagMs)
        mine.lagMs = command.lagMs;
    if (wantsAck(command.id)) {
        std::string text;
        protocol::appendAck(text, command.id);
        sendText(text);
    }
}

void ChannelSession::run(protocol::AdminCommand &command)
{
    if (!rights().admin && armed(Defence::rightsAdmin)) {
        fail(ErrorCode::forbidden, "this needs the admin token", "/type", command.id);
        return;
    }
    runAdmin(connection(), command, [this](const protocol::CommandError &error) { fail(error); });
}

void ChannelSession::onAccessEnded(bool expired)
{
    std::string text;
    if (expired)
        protocol::appendError(text, {ErrorCode::tokenExpired, "the token has expired", "", {}});
    else
        protocol::appendError(text, {ErrorCode::forbidden, "access was revoked", "", {}});
    sendText(text);
}

uint64_t ChannelSession::ownDeadline(uint64_t nowMs)
{
    const uint64_t lagging = laggingDeadline(nowMs);
    if (access() || !open())
        return lagging;
    if (nowMs >= m_authDueMs && armed(Defence::authDeadline))
        close(static_cast<uint16_t>(CloseCode::notAuthenticated), "no valid token in time");
    return lagging ? std::min(lagging, m_authDueMs) : m_authDueMs;
}

uint64_t ChannelSession::laggingDeadline(uint64_t nowMs)
{
    const uint64_t since = connection().laggingSinceMs();
    if (since == 0 || !m_state)
        return 0;
    const uint64_t due = since + connection().context().config.deadlines.lagging;
    if (nowMs < due)
        return due;
    if (m_state->subscriptions.endsLagging())
        end(EndCause::slowConsumer, 0);
    return nowMs + connection().context().config.deadlines.lagging;
}

void ChannelSession::describe(ConnectionRow &row) const
{
    WebSocketSession::describe(row);
    if (!m_state)
        return;
    row.channels = m_state->subscriptions.all().size();
    row.bufferedAmount = m_state->bufferedAmount;
    row.lagMs = m_state->lagMs;
    row.policy = m_state->subscriptions.policy();
}

bool ChannelSession::setPolicy(
    std::string_view channel, std::optional<protocol::Policy> policy, double maxRate)
{
    return m_state && m_state->subscriptions.setPolicy(channel, policy, maxRate);
}

std::vector<protocol::SubscriptionDetails> ChannelSession::subscriptions() const
{
    return m_state ? m_state->subscriptions.rows() : std::vector<protocol::SubscriptionDetails>();
}

} // namespace wavetape::sessions
