// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/ChannelSession.h"

#include "channels/Presence.h"
#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Reply.h"
#include "sessions/AdminActions.h"
#include "sessions/HistoryAnswer.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"

#include <cstring>

namespace wavetape::sessions {

using metrics::Work;
using net::Connection;
using net::ConnectionRow;
using net::ServerContext;

using defence::armed;
using defence::Defence;

using protocol::ErrorCode;

namespace {
// What a publication's own members may add to its data.
constexpr uint64_t kPublishOverhead = 4096;
} // namespace

struct ChannelSession::Own {
    channels::ChannelRef uplink; ///< of blocks that nobody described
    std::vector<channels::ChannelRef> signals; ///< of what was described, by number
    std::optional<uint64_t> bufferedAmount;
    std::optional<double> lagMs;
};

ChannelSession::ChannelSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser, Dialect dialect)
    : CommandSession(
        connection, std::move(parser), dialect == Dialect::v1 ? Manner::v1 : Manner::plain)
    , m_authDueMs(connection.nowMs() + connection.context().config.deadlines.auth)
{
}

ChannelSession::~ChannelSession() = default;

std::unique_ptr<SubscriptionSet> ChannelSession::makeSubscriptions(size_t)
{
    ChannelPeer &peer = *this;
    return std::make_unique<SubscriptionSet>(connection(), peer, recoveryLimits(), deflateBits());
}

ChannelSession::Own &ChannelSession::own()
{
    if (!m_own)
        m_own = std::make_unique<Own>();
    return *m_own;
}

std::string_view ChannelSession::dialect() const
{
    return v1() ? "wavetape.v1" : "plain";
}

uint16_t ChannelSession::translate(uint16_t code) const
{
    return v1() ? code : CommandSession::translate(code);
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
    std::string &text = connection().thread().text();
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
    if (!access()) {
        fail(ErrorCode::authRequired, "a token comes first", "", {});
        return;
    }
    if (m_own && !m_own->signals.empty()) {
        onSignal(bytes);
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
    if (!own().uplink)
        own().uplink = context.hub.create(channels::ChannelSpec::of(uplink));
    const bool floats = bytes.size() % sizeof(float) == 0;
    context.hub.publishBytes(
        *own().uplink, bytes, floats, static_cast<uint64_t>(context.clock.wallMicros()));
}

/// A block of a described signal: its number, then whole samples.
void ChannelSession::onSignal(std::string_view bytes)
{
    ServerContext &context = connection().context();
    const std::vector<channels::ChannelRef> &signals = own().signals;
    uint32_t number = 0;
    if (bytes.size() < sizeof number) {
        fail(ErrorCode::badRequest, "a block begins with its signal's number, four bytes", "", {});
        return;
    }
    std::memcpy(&number, bytes.data(), sizeof number); // little-endian, as blocks are
    if (number >= signals.size()) {
        fail(ErrorCode::badRequest,
            "there is no signal " + std::to_string(number) + ", " + std::to_string(signals.size())
                + " were described",
            "", {});
        return;
    }
    channels::Channel &channel = *signals[number];
    const std::string_view samples = bytes.substr(sizeof number);
    if (samples.size() % (sizeof(float) * channel.spec().lanes) != 0) {
        fail(ErrorCode::badRequest,
            "a block of signal " + std::to_string(number) + " has whole samples of "
                + std::to_string(channel.spec().lanes) + " floats",
            "", {});
        return;
    }
    if (samples.size() + kPublishOverhead > context.config.limits.messageBytes) {
        fail(ErrorCode::tooLarge, "a block may have at most the message limit less 4 KiB", "", {});
        return;
    }
    if (!rights().mayPublish(channel.name())) {
        fail(ErrorCode::forbidden, "this token gives no right to publish blocks", "", {});
        return;
    }
    context.hub.publishBytes(
        channel, samples, true, static_cast<uint64_t>(context.clock.wallMicros()));
}

void ChannelSession::dropUplinks()
{
    channels::ChannelHub &hub = connection().context().hub;
    Own &mine = own();
    for (const channels::ChannelRef &signal : mine.signals)
        hub.remove(signal->name());
    mine.signals.clear();
    if (mine.uplink)
        hub.remove(mine.uplink->name());
    mine.uplink.reset();
}

void ChannelSession::run(protocol::DescribeCommand &command)
{
    if (!v1()) {
        fail(ErrorCode::badRequest, "signals are described in wavetape.v1", "/type", command.id);
        return;
    }
    const std::string base = std::string(protocol::kUplinkFamily) + name() + '.';
    std::vector<std::string> names;
    for (size_t i = 0; i < command.described.size(); ++i) {
        names.push_back(base + std::to_string(i));
        if (!rights().mayPublish(names.back())) {
            fail(ErrorCode::forbidden, "this token gives no right to publish blocks", "/signals",
                command.id);
            return;
        }
    }
    Own &mine = own();
    dropUplinks(); // said anew, they are others
    for (size_t i = 0; i < names.size(); ++i) {
        channels::ChannelSpec spec = channels::ChannelSpec::of(names[i]);
        spec.rate = command.described[i].rate;
        spec.lanes = command.described[i].lanes;
        spec.signal
            = std::make_shared<const protocol::SignalDescription>(std::move(command.described[i]));
        mine.signals.push_back(connection().context().hub.create(std::move(spec)));
    }
    if (!wantsAck(command.id))
        return;
    std::string &text = connection().thread().text();
    protocol::appendDescribeAck(text, command.id, names);
    sendText(text);
}

void ChannelSession::fail(const protocol::CommandError &error)
{
    std::string &text = connection().thread().text();
    protocol::appendError(text, error);
    sendText(text);
    noteError(error.code);
}

void ChannelSession::unsubscribed(const protocol::RequestId &id, std::string_view channel,
    const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span)
{
    std::string &text = connection().thread().text();
    protocol::appendUnsubscribeAck(text, id, channel, totals, span);
    sendText(text);
}

void ChannelSession::announceClose(
    uint16_t code, std::string_view reason, bool retry, uint64_t afterMs)
{
    std::string &text = connection().thread().text();
    protocol::appendClosing(text, code, reason, retry, afterMs);
    sendText(text);
}

void ChannelSession::run(protocol::PublishCommand &command)
{
    publish(command);
}

void ChannelSession::published(const protocol::RequestId &id, std::string_view channel,
    const protocol::StreamPosition &position)
{
    if (!wantsAck(id))
        return;
    std::string &text = connection().thread().text();
    protocol::appendPublishAck(text, id, channel, position);
    sendText(text);
}

void ChannelSession::run(protocol::AuthCommand &command)
{
    if (const auto refused = authenticate(command.token, command.id)) {
        fail(*refused);
        return;
    }
    if (!wantsAck(command.id))
        return;
    std::string &text = connection().thread().text();
    protocol::appendAck(text, command.id);
    sendText(text);
}

void ChannelSession::run(protocol::GreetCommand &command)
{
    std::string &text = connection().thread().text();
    protocol::appendGreet(text, command.id, "Hello Client!", name());
    sendText(text);
}

void ChannelSession::run(protocol::PingCommand &command)
{
    std::string &text = connection().thread().text();
    protocol::appendPong(text, command.id, command.t, connection().context().clock.wallMs());
    sendText(text);
}

void ChannelSession::run(protocol::SubscribeCommand &command)
{
    requests().add(command);
}

void ChannelSession::run(protocol::UnsubscribeCommand &command)
{
    requests().add(command);
}

void ChannelSession::run(protocol::ListCommand &command)
{
    requests().add(command);
}

void ChannelSession::onClosing()
{
    CommandSession::onClosing();
    if (m_own)
        dropUplinks();
}

void ChannelSession::run(protocol::HistoryCommand &command)
{
    if (!followFirst(command.channel, [this, command] { answer(command); }))
        answer(command);
}

void ChannelSession::answer(const protocol::HistoryCommand &command)
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
    if (!followPresenceFirst(command.channel, [this, command] { answer(command); }))
        answer(command);
}

void ChannelSession::answer(const protocol::PresenceCommand &command)
{
    const channels::ChannelRef channel = readable(command.channel, command.id);
    if (!channel)
        return;
    const auto present = connection().context().hub.presence().of(*channel);
    connection().charge(Work::row, present.clients.size());
    std::string &text = connection().thread().text();
    protocol::appendPresence(text, command.id, channel->name(), present.count, present.clients);
    sendText(text);
}

void ChannelSession::run(protocol::ReportCommand &command)
{
    if (command.bufferedAmount)
        own().bufferedAmount = command.bufferedAmount;
    if (command.lagMs)
        own().lagMs = command.lagMs;
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

void ChannelSession::describe(ConnectionRow &row) const
{
    CommandSession::describe(row);
    if (!m_own)
        return;
    row.bufferedAmount = m_own->bufferedAmount;
    row.lagMs = m_own->lagMs;
}

} // namespace wavetape::sessions
