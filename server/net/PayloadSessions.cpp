// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/PayloadSessions.h"

#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Reply.h"
#include "security/TokenBucket.h"

#include <deque>

namespace wavetape::net {

using channels::Format;
using websocket::CloseCode;
using websocket::Opcode;

EchoSession::EchoSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser, bool prefixed)
    : WebSocketSession(connection, std::move(parser))
    , m_prefixed(prefixed)
{
}

bool EchoSession::onMessage(Opcode kind, std::span<char> payload)
{
    if (!open())
        return true;
    const std::string_view bytes(payload.data(), payload.size());
    if (!m_prefixed)
        sendMessage(kind, bytes);
    else if (kind == Opcode::text)
        sendText("Echo: " + std::string(bytes));
    else
        close(static_cast<uint16_t>(CloseCode::unsupportedData), "this endpoint takes text only");
    return mayGoOn();
}

struct FixedSubscriptions::Allowance {
    explicit Allowance(const config::ServerConfig::Limits &limits)
        : rate(limits.enabled ? limits.messagesPerSecond : 0, limits.messageBurst)
    {
    }
    security::TokenBucket rate;
    std::deque<uint64_t> breaches; ///< ms
};

FixedSubscriptions::FixedSubscriptions(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : WebSocketSession(connection, std::move(parser))
{
}

FixedSubscriptions::~FixedSubscriptions() = default;

void FixedSubscriptions::join(const channels::ChannelRef &channel, Format format, bool snapshot)
{
    auto subscription = std::make_unique<Subscription>();
    subscription->connection = &connection();
    subscription->channel = channel;
    subscription->format = format;
    subscription->policy = channel->spec().policy;
    subscription->notices = false;
    subscription->byName = true;
    subscription->deflateBits = deflateBits();
    subscription->joinedConflating = subscription->conflating();
    channels::Channel::JoinRequest request;
    request.sink = connection().thread().fanOut().sink();
    request.session = connection().id();
    request.format = format;
    request.conflating = subscription->joinedConflating;
    request.snapshot = snapshot;
    const auto result = channel->join(request);
    subscription->startSeq = subscription->liveAfter = result.position.seq;
    subscription->seenSeq = subscription->sentSeq = result.position.seq;
    connection().thread().fanOut().addSubscriber(*subscription);
    m_subscriptions.push_back(std::move(subscription));
    if (!result.snapshot.empty())
        sendSnapshot(*m_subscriptions.back(), result.snapshot);
}

void FixedSubscriptions::sendSnapshot(const Subscription &subscription, const std::string &data)
{
    if (subscription.format == Format::bare) {
        sendText(data);
        return;
    }
    std::string text;
    protocol::appendStreamMessage(text, subscription.channel->name(), data);
    sendText(text);
}

void FixedSubscriptions::onSkipped(Subscription &subscription)
{
    const auto &config = connection().context().config;
    const channels::Channel &channel = *subscription.channel;
    const auto page = subscription.conflating()
        ? channel.readNewest(1)
        : channel.read(
            subscription.seenSeq + 1, config.history.pagePublications, config.queue.high);
    const uint64_t seq = page.position.seq;
    if (!open() || subscription.seenSeq >= seq)
        return;
    subscription.liveAfter = seq;
    const bool whole = !page.publications.empty() && page.publications.back()->seq == seq;
    if (subscription.conflating() || !whole) {
        if (subscription.policy == protocol::Policy::disconnect) {
            connection().overflow();
            return;
        }
        // Payloads alone: nobody is told, but it is counted.
        const uint64_t lost
            = subscription.unaccounted(seq) - (whole && subscription.conflating() ? 1 : 0);
        (subscription.conflating() ? subscription.totals.conflated : subscription.totals.dropped)
            += lost;
        ThreadStats &stats = connection().thread().stats();
        (subscription.conflating() ? stats.conflated : stats.dropped).add(lost);
        subscription.seenSeq = subscription.sentSeq = seq;
        if (!subscription.conflating() || !whole)
            return;
    }
    if (subscription.conflating() && channel.spec().snapshot) {
        sendSnapshot(subscription, channel.snapshotNow().first);
        ++subscription.totals.conflated;
        return;
    }
    for (const channels::PublicationRef &publication : page.publications)
        connection().deliver(subscription, *publication);
}

bool FixedSubscriptions::takeRate()
{
    const auto &limits = connection().context().config.limits;
    if (!m_allowance)
        m_allowance = std::make_unique<Allowance>(limits);
    const uint64_t now = connection().nowMs();
    if (m_allowance->rate.take(now))
        return true;
    connection().thread().stats().rateLimited.add(1);
    auto &breaches = m_allowance->breaches;
    while (!breaches.empty() && now - breaches.front() >= 10'000)
        breaches.pop_front();
    breaches.push_back(now);
    if (breaches.size() >= limits.errorsPer10s)
        close(static_cast<uint16_t>(CloseCode::rateLimited), "too many messages", true, 1000);
    return false;
}

void FixedSubscriptions::onClosing()
{
    IoThread &thread = connection().thread();
    for (const auto &subscription : m_subscriptions) {
        thread.fanOut().removeSubscriber(*subscription);
        connection().queue().detach(*subscription);
        subscription->channel->leave(thread.fanOut().sink(), connection().id(),
            subscription->format, subscription->joinedConflating);
        connection().context().hub.release(subscription->channel);
    }
    m_subscriptions.clear();
}

void FixedSubscriptions::describe(ConnectionRow &row) const
{
    WebSocketSession::describe(row);
    row.channels = m_subscriptions.size();
    if (!m_subscriptions.empty())
        row.policy = protocol::policyName(m_subscriptions.front()->policy);
}

BroadcastSession::BroadcastSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : FixedSubscriptions(connection, std::move(parser))
{
}

void BroadcastSession::start()
{
    join(connection().context().broadcast, Format::bare, false);
}

bool BroadcastSession::onMessage(Opcode kind, std::span<char> payload)
{
    if (open() && takeRate()) {
        ServerContext &context = connection().context();
        context.hub.publishFrame(*context.broadcast, kind, {payload.data(), payload.size()});
    }
    return mayGoOn();
}

BareSession::BareSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser, bool combined)
    : FixedSubscriptions(connection, std::move(parser))
    , m_combined(combined)
{
}

void BareSession::start(const std::vector<channels::ChannelRef> &channels)
{
    for (const channels::ChannelRef &channel : channels)
        join(channel, m_combined ? Format::stream : Format::bare, true);
}

bool BareSession::onMessage(Opcode, std::span<char>)
{
    if (open())
        takeRate();
    return mayGoOn();
}

} // namespace wavetape::net
