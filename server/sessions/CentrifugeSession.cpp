// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/CentrifugeSession.h"

#include "channels/Presence.h"
#include "defence/Defence.h"
#include "dialects/centrifuge/CentrifugeForm.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"

#include <algorithm>

namespace wavetape::sessions {

namespace centrifuge = dialects::centrifuge;

using centrifuge::End;
using defence::armed;
using defence::Defence;
using delivery::Subscription;
using metrics::Work;
using protocol::ErrorCode;
using websocket::CloseCode;

/// What is told of subscriptions: a loss, and whatever only a new snapshot mends, ends a
/// subscription so that its client takes it up again from where it is.
class CentrifugeSession::Subscriptions final : public SubscriptionSet {
public:
    Subscriptions(CentrifugeSession &session, net::Connection &connection, ChannelPeer &peer)
        : SubscriptionSet(connection, peer, session.recoveryLimits(), session.deflateBits())
        , m_session(session)
    {
    }

private:
    void prepare(Subscription &subscription) const override
    {
        subscription.form = &centrifuge::form;
        subscription.notices = true;
    }

    void begin(Subscription &subscription, const Join &join,
        const channels::Channel::JoinResult &result) override
    {
        const channels::Channel &channel = *subscription.channel;
        const uint64_t seq = result.position.seq;
        centrifuge::Subscribed told;
        told.id = join.id;
        told.epoch = result.position.epoch;
        told.seq = seq;
        told.recoverable = centrifuge::isRecoverable(channel.spec()) && !subscription.conflating();
        told.wasRecovering = join.since.has_value();
        told.recovered = result.recovered && told.recoverable;
        told.snapshot = result.snapshot;
        channels::Channel::Page page;
        if (told.recovered && result.replayFrom) {
            const auto most = connection().context().config.history.pagePublications;
            const uint64_t missing = seq - result.replayFrom + 1;
            if (missing <= most)
                page = channel.read(result.replayFrom, missing, ~0ull);
            connection().charge(Work::replay, page.publications.size());
            // Since the join history may have moved on, and the numbering begun anew.
            told.recovered = page.publications.size() == missing
                && page.publications.front()->seq == result.replayFrom
                && page.position.epoch == result.position.epoch;
            if (told.recovered)
                told.missed = page.publications;
        }
        if (told.recovered && join.since)
            told.seq = join.since->seq;
        subscription.startSeq = subscription.seenSeq = subscription.sentSeq = seq;
        if (told.wasRecovering && !told.recovered && m_session.m_onlyRecovered) {
            m_session.fail(
                ErrorCode::cannotRecover, "that position cannot be recovered", "/offset", join.id);
            leave(subscription);
            return;
        }
        std::string text;
        centrifuge::appendSubscribed(text, told);
        peer().sendText(text);
    }

    channels::FrameRef encodeLoss(
        const Subscription &subscription, uint64_t, uint64_t, std::string_view) const override
    {
        std::string text;
        centrifuge::appendInsufficientState(text, subscription.channel->name());
        return channels::EncodedFrame::text(text);
    }

    void onRestart(Subscription &subscription, const channels::Restart &restart) override
    {
        SubscriptionSet::onRestart(subscription, restart);
        sendInsufficientState(subscription);
    }

    void sendSnapshot(const Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &) override
    {
        if (!subscription.channel->spec().latestIsSnapshot) {
            sendInsufficientState(subscription);
            return;
        }
        std::string text;
        centrifuge::appendPush(text, subscription.channel->name(), data);
        peer().sendText(text);
    }

    void sendInsufficientState(const Subscription &subscription)
    {
        if (!peer().open())
            return;
        std::string text;
        centrifuge::appendInsufficientState(text, subscription.channel->name());
        peer().sendText(text);
    }

    CentrifugeSession &m_session;
};

CentrifugeSession::CentrifugeSession(
    net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : CommandSession(connection, std::move(parser), Manner::dialect)
    , m_use(connection.thread().stats().of(metrics::Dialect::centrifuge))
    , m_dueMs(connection.nowMs() + connection.context().config.deadlines.auth)
{
}

CentrifugeSession::~CentrifugeSession() = default;

std::unique_ptr<SubscriptionSet> CentrifugeSession::makeSubscriptions(size_t)
{
    ChannelPeer &peer = *this;
    return std::make_unique<Subscriptions>(*this, connection(), peer);
}

uint16_t CentrifugeSession::translate(uint16_t code) const
{
    const auto end = [](End one) { return static_cast<uint16_t>(one); };
    switch (static_cast<CloseCode>(code)) {
    case CloseCode::goingAway:
    case CloseCode::serviceRestart:
        return end(End::shutdown);
    case CloseCode::slowConsumer:
        return end(End::slow);
    case CloseCode::rateLimited:
        return end(End::tooManyRequests);
    case CloseCode::badMessages:
        return end(End::tooManyErrors);
    case CloseCode::notAuthenticated:
        return end(End::expired);
    case CloseCode::forbidden:
        return end(End::permissionDenied);
    default:
        return code;
    }
}

void CentrifugeSession::end(End code, std::string_view reason)
{
    m_use.countRefused();
    close(static_cast<uint16_t>(code), reason);
}

bool CentrifugeSession::onMessage(websocket::Opcode kind, std::span<char> payload)
{
    if (!open())
        return true;
    if (kind == websocket::Opcode::text) {
        m_lines.assign(payload.data(), payload.size());
        m_at = 0;
        pull();
    } else {
        end(End::inappropriateProtocol,
            "JSON in text messages is spoken here, no protobuf: use the client's JSON form");
    }
    return mayGoOn(payload.size());
}

void CentrifugeSession::runCommand()
{
    const std::string_view rest = std::string_view(m_lines).substr(m_at);
    const size_t end = std::min(rest.find('\n'), rest.size());
    m_at += end + 1;
    connection().charge(Work::command);
    const std::string_view line = rest.substr(0, end);
    if (line.find_first_not_of(" \t\r") != line.npos)
        runLine(line);
    if (!hasCommands()) {
        // What a large message took is given back.
        constexpr size_t kKept = 4096;
        m_at = 0;
        m_lines.clear();
        if (m_lines.capacity() > kKept)
            m_lines.shrink_to_fit();
    }
}

void CentrifugeSession::runLine(std::string_view line)
{
    m_use.countRequest();
    if (!connection().thread().commands().isValidJson(line)) {
        end(End::badRequest, "bad request: not one valid JSON text, or nested too deep");
        return;
    }
    auto request = centrifuge::readRequest(line);
    if (!request && request.error().error.id.empty()) {
        end(End::badRequest, "bad request: " + request.error().error.message);
        return;
    }
    if (!request) {
        if (takeRate(request.error().error.id))
            fail(request.error().error);
        return;
    }
    if (!m_connected && !std::holds_alternative<centrifuge::Pong>(*request)
        && !std::holds_alternative<centrifuge::Connect>(*request)
        && !std::holds_alternative<centrifuge::FirstVersion>(*request)) {
        end(End::badRequest, "bad request: connect comes first");
        return;
    }
    const auto id = std::visit(
        [](const auto &one) -> protocol::RequestId {
            using One = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<One, centrifuge::Subscribe>)
                return one.command.id;
            else if constexpr (requires { one.id; })
                return one.id;
            else
                return {};
        },
        *request);
    if (takeRate(id))
        std::visit([this](auto &one) { run(one); }, *request);
}

void CentrifugeSession::fail(const protocol::CommandError &error)
{
    m_use.countRefused();
    // Without an id it would be taken for a ping.
    if (!error.id.empty()) {
        std::string text;
        centrifuge::appendError(text, error);
        sendText(text);
    }
    noteError(error.code);
}

void CentrifugeSession::unsubscribed(const protocol::RequestId &id, std::string_view,
    const protocol::Totals &, const std::optional<protocol::SeqSpan> &)
{
    std::string text;
    centrifuge::appendDone(text, id, "unsubscribe");
    sendText(text);
}

bool CentrifugeSession::take(const std::string &token, const protocol::RequestId &id)
{
    const auto refused = authenticate(token, id);
    if (!refused) {
        m_tokenByMessage = true;
        return true;
    }
    if (refused->code == ErrorCode::badToken)
        end(End::invalidToken, "invalid token");
    else
        fail(*refused);
    return false;
}

std::optional<uint64_t> CentrifugeSession::ttl() const
{
    constexpr uint64_t kForEver = 365ull * 24 * 3600 * 1000;
    if (!m_tokenByMessage)
        return {};
    const uint64_t now = connection().thread().sharedNowMs();
    const uint64_t left = access()->expiresMs() > now ? access()->expiresMs() - now : 0;
    if (left > kForEver)
        return {};
    // Here nothing is left open beyond its time, so the next one must come before.
    return std::max<uint64_t>(1, left / 1000 * 4 / 5);
}

void CentrifugeSession::run(centrifuge::Connect &connect)
{
    if (m_connected) {
        end(End::badRequest, "bad request: it is connected already");
        return;
    }
    if (!connect.token.empty() && !take(connect.token, connect.id))
        return;
    if (!access()) {
        fail(ErrorCode::authRequired, "a token comes with connect", "/token", connect.id);
        return;
    }
    m_connected = true;
    const auto &config = connection().context().config;
    m_dueMs = connection().nowMs() + config.deadlines.ping;
    connection().rescheduleTimer();
    const std::string client = name();
    std::string text;
    centrifuge::appendConnected(text,
        {connect.id, client, connection().context().softwareName, config.node,
            (config.deadlines.ping + 999) / 1000, ttl()});
    sendText(text);
}

void CentrifugeSession::run(centrifuge::Refresh &refresh)
{
    if (!take(refresh.token, refresh.id))
        return;
    const std::string client = name();
    std::string text;
    centrifuge::appendRefreshed(text, refresh.id, client, ttl());
    sendText(text);
}

void CentrifugeSession::run(centrifuge::Subscribe &subscribe)
{
    m_onlyRecovered = subscribe.onlyRecovered;
    requests().add(subscribe.command);
}

void CentrifugeSession::run(protocol::UnsubscribeCommand &command)
{
    // Its client does not wait for the answer, and may ask twice.
    if (subscribed().find(command.channels.front())) {
        requests().add(command);
        return;
    }
    unsubscribed(command.id, command.channels.front(), {}, {});
}

void CentrifugeSession::run(protocol::PublishCommand &command)
{
    publish(command);
}

void CentrifugeSession::published(
    const protocol::RequestId &id, std::string_view, const protocol::StreamPosition &)
{
    std::string &text = connection().thread().text();
    centrifuge::appendDone(text, id, "publish");
    sendText(text);
}

void CentrifugeSession::run(centrifuge::History &history)
{
    if (!followFirst(history.channel, [this, history] { answer(history); }))
        answer(history);
}

void CentrifugeSession::answer(const centrifuge::History &history)
{
    const channels::ChannelRef channel = readable(history.channel, history.id);
    if (!channel)
        return;
    if (!centrifuge::isRecoverable(channel->spec())) {
        fail(ErrorCode::unavailable, "this channel has no history that could be told", "/channel",
            history.id);
        return;
    }
    const auto most = static_cast<uint64_t>(connection().context().config.history.pagePublications);
    const uint64_t limit
        = history.limit < 0 ? most : std::min(most, static_cast<uint64_t>(history.limit));
    channels::Channel::Page page;
    if (!history.since) {
        page = history.reverse ? channel->readNewest(limit) : channel->read(1, limit, ~0ull);
        // Forward it begins with the oldest that there is.
        if (!history.reverse && page.publications.empty() && page.oldest > 1)
            page = channel->read(page.oldest, limit, ~0ull);
    } else if (!history.reverse) {
        page = channel->read(history.since->seq + 1, limit, ~0ull);
    } else {
        const uint64_t last = history.since->seq > 0 ? history.since->seq - 1 : 0;
        const uint64_t first = last > limit ? last - limit + 1 : 1;
        page = channel->read(first, std::min(limit, last), ~0ull);
        while (!page.publications.empty() && page.publications.back()->seq > last)
            page.publications.pop_back();
    }
    if (history.since
        && (history.since->epoch != page.position.epoch
            || history.since->seq > page.position.seq)) {
        fail(ErrorCode::cannotRecover, "there is no such position", "/since", history.id);
        return;
    }
    if (limit == 0)
        page.publications.clear();
    if (history.reverse)
        std::reverse(page.publications.begin(), page.publications.end());
    connection().charge(Work::row, page.publications.size());
    std::string text;
    centrifuge::appendHistory(text, history.id, page.position, page.publications);
    sendText(text);
}

void CentrifugeSession::run(protocol::PresenceCommand &command)
{
    if (!followPresenceFirst(command.channel, [this, command] { answer(command); }))
        answer(command);
}

void CentrifugeSession::answer(const protocol::PresenceCommand &command)
{
    const channels::ChannelRef channel = readable(command.channel, command.id);
    if (!channel)
        return;
    const auto present = connection().context().hub.presence().of(*channel);
    connection().charge(Work::row, present.clients.size());
    std::vector<std::string> names;
    const std::string &here = connection().context().config.node;
    for (const protocol::PresentClient &client : present.clients)
        names.push_back(client.node.empty() || client.node == here
                ? client.session
                : client.session + '@' + client.node);
    std::string text;
    centrifuge::appendPresence(text, command.id, names);
    sendText(text);
}

void CentrifugeSession::run(centrifuge::PresenceStats &command)
{
    if (!followPresenceFirst(command.channel, [this, command] { answer(command); }))
        answer(command);
}

void CentrifugeSession::answer(const centrifuge::PresenceStats &command)
{
    const channels::ChannelRef channel = readable(command.channel, command.id);
    if (!channel)
        return;
    std::string text;
    centrifuge::appendPresenceStats(
        text, command.id, connection().context().hub.presence().of(*channel).count);
    sendText(text);
}

void CentrifugeSession::run(centrifuge::Pong &)
{
    m_pongAwaited = false;
}

void CentrifugeSession::run(centrifuge::FirstVersion &)
{
    // As that version says an end that is final.
    end(End::badRequest,
        R"({"reason":"version 1 of the protocol is not spoken here, version 2 is","reconnect":false})");
}

void CentrifugeSession::run(centrifuge::Send &)
{
    end(End::notAvailable, "not available: there is nobody to send to; publish to a channel");
}

uint64_t CentrifugeSession::ownDeadline(uint64_t nowMs)
{
    const uint64_t lagging = laggingDeadline(nowMs);
    const uint64_t own = pingDeadline(nowMs);
    return lagging ? std::min(lagging, own) : own;
}

uint64_t CentrifugeSession::pingDeadline(uint64_t nowMs)
{
    if (!open() || nowMs < m_dueMs)
        return m_dueMs;
    if (!m_connected) {
        if (armed(Defence::authDeadline))
            end(End::stale, "stale: connect did not come in time");
        return nowMs + connection().context().config.deadlines.auth;
    }
    m_dueMs = nowMs + connection().context().config.deadlines.ping;
    // What waits for it proves as much to its client, and shows that it could not answer yet.
    if (connection().behind() || connection().readingPaused())
        return m_dueMs;
    if (m_pongAwaited && armed(Defence::heartbeat)) {
        close(static_cast<uint16_t>(End::noPong), "no pong");
        return m_dueMs;
    }
    m_pongAwaited = true;
    sendText("{}");
    return m_dueMs;
}

} // namespace wavetape::sessions
