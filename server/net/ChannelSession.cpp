// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ChannelSession.h"

#include "defence/Defence.h"
#include "net/AdminActions.h"
#include "net/ChannelState.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Reply.h"

#include <chrono>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

using protocol::ErrorCode;
using protocol::Policy;
using websocket::CloseCode;

namespace {
constexpr unsigned kCommandsPerTurn = 32;
constexpr uint64_t kErrorWindowMs = 10'000;
constexpr size_t kPresenceSessions = 1000;
// What a publication's own members may add to its data.
constexpr uint64_t kPublishOverhead = 4096;

int64_t wallMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}
} // namespace

ChannelSession::ChannelSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser, Dialect dialect)
    : WebSocketSession(connection, std::move(parser))
    , m_authDueMs(connection.nowMs() + connection.context().config.deadlines.auth)
    , m_dialect(dialect)
{
}

ChannelSession::~ChannelSession() = default;

ChannelSession::State &ChannelSession::state()
{
    if (!m_state)
        m_state = std::make_unique<State>(connection().context().config.limits);
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
    welcome.pongMs = config.deadlines.pong;
    welcome.messageBytes = config.limits.messageBytes;
    welcome.fragments = config.limits.fragments;
    if (config.limits.enabled) {
        welcome.messagesPerSecond = static_cast<uint64_t>(config.limits.messagesPerSecond);
        welcome.burst = config.limits.messageBurst;
        welcome.channels = config.limits.subscriptionsPerConnection;
    }
    welcome.jsonDepth = config.limits.jsonDepth;
    welcome.errorsPer10s = config.limits.errorsPer10s;
    welcome.timeMs = wallMs();
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
    return mayGoOn(kCommandsPerTurn);
}

bool ChannelSession::takeRate()
{
    if (state().rate.take(connection().nowMs()) || !armed(Defence::messageRate))
        return true;
    connection().thread().stats().rateLimited.add(1);
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
    if (!rights().mayPublish("uplink." + name())) {
        fail(ErrorCode::forbidden, "this token gives no right to publish blocks", "", {});
        return;
    }
    if (bytes.size() + kPublishOverhead > context.config.limits.messageBytes) {
        fail(ErrorCode::tooLarge, "a block may have at most the message limit less 4 KiB", "", {});
        return;
    }
    if (!mine.uplink) {
        channels::ChannelSpec spec;
        spec.name = "uplink." + name();
        spec.binary = true;
        mine.uplink = context.hub.create(std::move(spec));
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const bool floats = !bytes.empty() && bytes.size() % sizeof(float) == 0;
    context.hub.publishBytes(*mine.uplink, bytes, floats,
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
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
    const bool mayCreate = !context.config.limits.enabled
        || mine.created < context.config.limits.createdChannelsPerConnection
        || !armed(Defence::createdChannels);
    const auto published = context.hub.publishFromClient(command.channel, command.data, mayCreate);
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
    auto granted = connection().context().auth->byToken(command.token, connection().peer().ip,
        security::Moment::at(connection().thread().sharedNowMs()));
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
    protocol::appendPong(text, command.id, command.t, wallMs());
    sendText(text);
}

void ChannelSession::run(protocol::ListCommand &command)
{
    std::string rows;
    for (const channels::ChannelRef &channel : connection().context().hub.list(command.prefix)) {
        if (!rights().maySubscribe(channel->name()))
            continue;
        if (!rows.empty())
            rows += ',';
        const protocol::StreamPosition position = channel->position();
        protocol::appendChannelRow(rows,
            {channel->name(), channel->spec().binary, position.epoch, position.seq,
                channel->spec().policy, channel->subscribers()});
    }
    std::string text;
    protocol::appendList(text, command.id, rows);
    sendText(text);
}

bool ChannelSession::mayRead(
    std::string_view channel, std::string_view path, const protocol::RequestId &id)
{
    if (rights().maySubscribe(channel))
        return true;
    fail(ErrorCode::forbidden,
        channel.starts_with("sys.") ? "this channel needs the admin token"
                                    : "this channel is not open to this connection",
        path, id);
    return false;
}

bool ChannelSession::mayKeepAll(const security::ChannelRights &rights) const
{
    if (!m_state)
        return true;
    const auto &joined = m_state->subscriptions;
    const auto &prefixes = m_state->prefixes;
    return std::all_of(joined.begin(), joined.end(), [&](const auto &entry) {
        return rights.maySubscribe(entry.second->channel->name());
    }) && std::all_of(prefixes.begin(), prefixes.end(), [&](const Join &prefix) {
        return rights.maySubscribe(prefix.channel);
    });
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
    if (channel->spec().binary) {
        fail(ErrorCode::badRequest, "the history of a binary channel cannot be told as JSON",
            "/channel", command.id);
        return;
    }
    const size_t limit
        = std::min<size_t>(command.limit, connection().context().config.history.pagePublications);
    channels::Channel::Page page = command.since
        ? channel->read(command.since->seq + 1, limit, ~0ull)
        : channel->readNewest(limit);
    if (command.since
        && (command.since->epoch != page.position.epoch
            || (page.publications.empty() && command.since->seq < page.position.seq))) {
        fail(ErrorCode::cannotRecover, "history does not reach back to that position", "/since",
            command.id);
        return;
    }
    std::vector<std::string_view> publications;
    for (const channels::PublicationRef &publication : page.publications)
        publications.push_back(publication->frame(channels::Format::message)->payload());
    const bool more = command.since && !page.publications.empty()
        && page.publications.back()->seq < page.position.seq;
    std::string text;
    protocol::appendHistory(
        text, command.id, channel->name(), page.position.epoch, publications, more);
    sendText(text);
}

void ChannelSession::run(protocol::PresenceCommand &command)
{
    const channels::ChannelRef channel = readable(command.channel, command.id);
    if (!channel)
        return;
    std::vector<std::string> sessions;
    for (uint64_t session : channel->sessions(kPresenceSessions))
        sessions.push_back("s" + std::to_string(session));
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
    for (const auto &[id, subscription] : m_state->subscriptions) {
        if (subscription->policy != Policy::disconnect || subscription->maxRate > 0)
            continue;
        end(EndCause::slowConsumer, 0);
        break;
    }
    return nowMs + connection().context().config.deadlines.lagging;
}

void ChannelSession::describe(ConnectionRow &row) const
{
    WebSocketSession::describe(row);
    if (!m_state)
        return;
    row.channels = m_state->subscriptions.size();
    row.bufferedAmount = m_state->bufferedAmount;
    row.lagMs = m_state->lagMs;
    bool first = true;
    Policy common = Policy::dropOldest;
    for (const auto &[id, subscription] : m_state->subscriptions) {
        if (!first && subscription->policy != common) {
            row.policy = "mixed";
            return;
        }
        common = subscription->policy;
        first = false;
    }
    if (!first)
        row.policy = protocol::policyName(common);
}

} // namespace wavetape::net
