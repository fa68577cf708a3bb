// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/PayloadSessions.h"

#include "channels/Forms.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Reply.h"
#include "security/TokenBucket.h"

#include <deque>

namespace wavetape::sessions {

using net::Connection;
using net::ConnectionRow;
using net::IoThread;
using net::ServerContext;

using channels::Form;
using delivery::Subscription;
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
    return mayGoOn(payload.size());
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

void FixedSubscriptions::join(const channels::ChannelRef &channel, const Form &form, bool snapshot)
{
    auto subscription = std::make_unique<Subscription>();
    subscription->outlet = &connection();
    subscription->subscriber = this;
    subscription->channel = channel;
    subscription->form = &form;
    subscription->policy = channel->spec().policy;
    subscription->notices = false;
    subscription->byName = true;
    subscription->deflateBits = deflateBits();
    subscription->joinedConflating = subscription->conflating();
    channels::Channel::JoinRequest request;
    request.sink = connection().thread().fanOut().sink();
    request.session = connection().id();
    request.conflating = subscription->joinedConflating;
    request.snapshot = snapshot;
    const auto result = channel->join(request);
    subscription->epoch = result.epoch;
    subscription->startSeq = subscription->liveAfter = result.position.seq;
    subscription->seenSeq = subscription->sentSeq = result.position.seq;
    connection().thread().fanOut().addSubscriber(*subscription);
    m_subscriptions.push_back(std::move(subscription));
    if (!result.snapshot.empty())
        sendSnapshot(*m_subscriptions.back(), result.snapshot, result.position);
}

void FixedSubscriptions::sendSnapshot(
    const Subscription &subscription, const std::string &data, const protocol::StreamPosition &)
{
    if (subscription.form == &channels::forms::bare) {
        sendText(data);
        return;
    }
    std::string text;
    protocol::appendStreamMessage(text, subscription.channel->name(), data);
    sendText(text);
}

delivery::Recovery &FixedSubscriptions::recovery()
{
    IoThread &thread = connection().thread();
    if (!m_recovery)
        m_recovery = std::make_unique<delivery::Recovery>(
            connection(), *this, thread.rates(), recoveryLimits());
    return *m_recovery;
}

void FixedSubscriptions::onSkipped(Subscription &subscription)
{
    if (open())
        recovery().skipped(subscription);
}

void FixedSubscriptions::onRestart(Subscription &subscription, const channels::Restart &restart)
{
    recovery().restart(subscription, restart);
}

void FixedSubscriptions::onGap(Subscription &subscription, const channels::Gap &gap)
{
    if (open())
        recovery().lost(subscription, gap);
}

void FixedSubscriptions::pull()
{
    while (m_recovery && m_recovery->busy() && open() && !connection().aboveHigh()
        && connection().hasShare())
        step(*m_recovery);
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
    connection().thread().stats().countRefused(metrics::Limit::messagesPerSecond);
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
        if (m_recovery)
            m_recovery->forget(*subscription);
        thread.fanOut().removeSubscriber(*subscription);
        connection().queue().detach(*subscription);
        subscription->channel->leave(
            thread.fanOut().sink(), connection().id(), subscription->joinedConflating);
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
    join(connection().context().broadcast, channels::forms::bare, false);
}

bool BroadcastSession::onMessage(Opcode kind, std::span<char> payload)
{
    if (open() && takeRate()) {
        ServerContext &context = connection().context();
        context.hub.publishFrame(*context.broadcast, kind, {payload.data(), payload.size()});
    }
    return mayGoOn(payload.size());
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
        join(channel, m_combined ? channels::forms::stream : channels::forms::bare, true);
}

bool BareSession::onMessage(Opcode, std::span<char> payload)
{
    if (open())
        takeRate();
    return mayGoOn(payload.size());
}

} // namespace wavetape::sessions
