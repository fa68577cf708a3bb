// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ChannelSession that deals with subscriptions.
#include "defence/Defence.h"
#include "net/ChannelSession.h"
#include "net/ChannelState.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Reply.h"

#include <algorithm>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

using channels::ChannelRef;
using channels::Format;
using protocol::ErrorCode;
using protocol::Policy;

namespace {
// Prefixes under which every channel is binary.
bool isBinaryPrefix(std::string_view prefix)
{
    return prefix.starts_with("wave.") || prefix.starts_with("uplink.");
}

std::string_view prefixOf(std::string_view pattern)
{
    return pattern.substr(0, pattern.size() - 1); // `ticker.*` -> `ticker.`
}
} // namespace

void ChannelSession::run(protocol::SubscribeCommand &command)
{
    for (size_t i = 0; i < command.channels.size(); ++i) {
        Pull pull;
        pull.join = {command.id, std::move(command.channels[i]), command.since, command.policy,
            command.maxRate.value_or(0), command.snapshot, true,
            protocol::channelPath(command.isList, i)};
        state().pulls.push_back(std::move(pull));
    }
}

bool ChannelSession::busy() const
{
    return m_state && !m_state->pulls.empty();
}

void ChannelSession::pull()
{
    while (busy() && open() && !connection().aboveHigh()) {
        Pull next = std::move(m_state->pulls.front());
        m_state->pulls.pop_front();
        switch (next.kind) {
        case Pull::Kind::join:
            if (protocol::isPrefix(next.join.channel))
                joinPrefix(next.join);
            else
                join(next.join);
            break;
        case Pull::Kind::match:
            if (!m_state->subscriptions.contains(next.channel->id()))
                enter(next.channel, next.join, false);
            break;
        case Pull::Kind::replay:
        case Pull::Kind::snapshot:
            if (const auto it = m_state->subscriptions.find(next.subscription);
                it != m_state->subscriptions.end()) {
                if (next.kind == Pull::Kind::replay)
                    pullReplay(*it->second);
                else
                    pullSnapshot(*it->second);
            }
            break;
        }
    }
}

bool ChannelSession::hasAllSubscriptions() const
{
    const auto &limits = connection().context().config.limits;
    return limits.enabled
        && m_state->named + m_state->prefixes.size() >= limits.subscriptionsPerConnection
        && armed(Defence::subscriptionCount);
}

void ChannelSession::join(const Join &join)
{
    ServerContext &context = connection().context();
    if (!mayRead(join.channel, join.path, join.id))
        return;
    const ChannelRef existing = context.hub.find(join.channel);
    Subscription *former = find(join.channel);
    if (!(former && former->byName) && hasAllSubscriptions()) {
        fail(ErrorCode::tooManyChannels, "this connection has as many subscriptions as it may have",
            join.path, join.id);
        return;
    }
    const ChannelRef channel = existing ? existing : context.hub.findOrInterest(join.channel);
    if (!channel) {
        fail(ErrorCode::unknownChannel, "there is no such channel", join.path, join.id);
        return;
    }
    const channels::ChannelSpec &spec = channel->spec();
    const bool conflates = join.policy.value_or(spec.policy) == Policy::conflate;
    const char *refusal = nullptr;
    std::string_view path = "/policy";
    if (spec.snapshot && !spec.recoverable && spec.policy == Policy::disconnect
        && (join.policy == Policy::conflate || join.maxRate > 0)) {
        refusal = "a book's deltas cannot be conflated";
        path = join.policy == Policy::conflate ? "/policy" : "/maxRate";
    } else if (join.maxRate > 0 && (!conflates || spec.binary)) {
        refusal = "maxRate goes with conflating channels only";
        path = "/maxRate";
    }
    if (refusal) {
        fail(ErrorCode::badRequest, refusal, path, join.id);
        context.hub.release(channel);
        return;
    }
    if (spec.binary && !v1()) {
        const bool second
            = std::any_of(m_state->subscriptions.begin(), m_state->subscriptions.end(),
                  [&](const auto &entry) {
                      return entry.second->channel->spec().binary && entry.first != channel->id();
                  })
            || std::any_of(m_state->prefixes.begin(), m_state->prefixes.end(),
                [](const Join &prefix) { return isBinaryPrefix(prefix.channel); });
        if (second) {
            fail(ErrorCode::secondBinaryChannel,
                "a plain connection tells binary channels apart only if there is one", join.path,
                join.id);
            return;
        }
    }
    if (former)
        leave(*former);
    enter(channel, join, true);
}

void ChannelSession::joinPrefix(const Join &join)
{
    ServerContext &context = connection().context();
    const std::string_view prefix = prefixOf(join.channel);
    if (!mayRead(join.channel, join.path, join.id))
        return;
    auto &prefixes = m_state->prefixes;
    const auto former = std::find_if(prefixes.begin(), prefixes.end(),
        [&](const Join &other) { return other.channel == join.channel; });
    if (former == prefixes.end()) {
        if (hasAllSubscriptions()) {
            fail(ErrorCode::tooManyChannels,
                "this connection has as many subscriptions as it may have", join.path, join.id);
            return;
        }
        if (!v1() && isBinaryPrefix(prefix)
            && (std::any_of(m_state->subscriptions.begin(), m_state->subscriptions.end(),
                    [](const auto &entry) { return entry.second->channel->spec().binary; })
                || std::any_of(prefixes.begin(), prefixes.end(),
                    [](const Join &other) { return isBinaryPrefix(other.channel); }))) {
            fail(ErrorCode::secondBinaryChannel,
                "a plain connection tells binary channels apart only if there is one", join.path,
                join.id);
            return;
        }
    } else {
        // A repeated subscribe replaces the former.
        std::vector<Subscription *> matched;
        for (const auto &[id, subscription] : m_state->subscriptions) {
            if (!subscription->byName && subscription->channel->name().starts_with(prefix))
                matched.push_back(subscription.get());
        }
        for (Subscription *subscription : matched)
            leave(*subscription);
        prefixes.erase(former);
        context.hub.unwatchPrefix(connection().thread().fanOut().sink(), std::string(prefix));
    }
    prefixes.push_back(join);
    connection().thread().fanOut().watchPrefix(connection());
    const std::vector<ChannelRef> matches
        = context.hub.watchPrefix(connection().thread().fanOut().sink(), std::string(prefix));
    if (wantsAck(join.id)) {
        protocol::SubscribeAck ack;
        ack.id = join.id;
        ack.channel = join.channel;
        ack.policy = join.policy.value_or(
            matches.empty() ? Policy::dropOldest : matches.front()->spec().policy);
        if (join.maxRate > 0)
            ack.maxRate = join.maxRate;
        std::string text;
        protocol::appendSubscribeAck(text, ack);
        sendText(text);
    }
    // Before whatever else waits: an answer's parts stay together.
    for (auto it = matches.rbegin(); it != matches.rend(); ++it) {
        Pull pull;
        pull.kind = Pull::Kind::match;
        pull.join = join;
        pull.channel = *it;
        if (((*it)->spec().adminOnly && !rights().admin)
            || (!v1() && (*it)->spec().binary && !isBinaryPrefix(prefix)))
            continue;
        m_state->pulls.push_front(std::move(pull));
    }
}

Subscription &ChannelSession::enter(const ChannelRef &channel, const Join &join, bool byName)
{
    const channels::ChannelSpec &spec = channel->spec();
    auto made = std::make_unique<Subscription>();
    Subscription &subscription = *made;
    subscription.connection = &connection();
    subscription.channel = channel;
    subscription.format = spec.binary && !v1() ? Format::bare : Format::message;
    subscription.byName = byName;
    subscription.deflateBits = deflateBits();
    subscription.resyncs = !spec.recoverable && spec.snapshot;
    subscription.policy = join.policy.value_or(spec.policy);
    // A prefix takes what its options mean for each match, and leaves out what they cannot mean.
    if (subscription.resyncs && spec.policy != Policy::conflate
        && subscription.policy == Policy::conflate)
        subscription.policy = spec.policy;
    if (join.maxRate > 0 && subscription.policy == Policy::conflate && !spec.binary)
        subscription.maxRate = join.maxRate;
    subscription.notices = !(spec.binary && !v1());
    subscription.joinedConflating = subscription.conflating();

    channels::Channel::JoinRequest request;
    request.sink = connection().thread().fanOut().sink();
    request.session = connection().id();
    request.format = subscription.format;
    request.conflating = subscription.joinedConflating;
    request.snapshot = join.snapshot;
    request.since = join.since;
    const channels::Channel::JoinResult result = channel->join(request);

    const uint64_t seq = result.position.seq;
    subscription.startSeq = result.replayFrom ? result.replayFrom - 1 : seq;
    subscription.seenSeq = subscription.sentSeq = subscription.startSeq;
    subscription.liveAfter = seq;
    if (byName)
        ++m_state->named;
    m_state->subscriptions[channel->id()] = std::move(made);
    connection().thread().fanOut().addSubscriber(subscription);

    std::string text;
    if (byName && join.answered && wantsAck(join.id)) {
        protocol::SubscribeAck ack;
        ack.id = join.id;
        ack.channel = channel->name();
        ack.channelId = channel->id();
        ack.epoch = result.position.epoch;
        ack.seq = seq;
        ack.policy = subscription.policy;
        if (subscription.maxRate > 0)
            ack.maxRate = subscription.maxRate;
        ack.recovered = result.recovered;
        ack.replayed = result.replayFrom ? seq - result.replayFrom + 1 : 0;
        if (spec.binary) {
            ack.rate = channel->rate();
            ack.lanes = spec.lanes;
        }
        protocol::appendSubscribeAck(text, ack);
        sendText(text);
    } else if (!byName && v1()) {
        sendChannelNotice(subscription);
    }
    if (result.laggedFrom) {
        subscription.sentSeq = result.laggedFrom - 1;
        sendLagged(subscription, result.laggedFrom, seq, "history");
    }
    if (!result.snapshot.empty() && !(spec.binary && !v1())) {
        text.clear();
        protocol::appendSnapshot(
            text, channel->name(), result.position.epoch, seq, result.snapshot);
        sendText(text);
    }
    if (result.replayFrom) {
        subscription.live = false;
        subscription.recoverNext = result.replayFrom;
        Pull pull;
        pull.kind = Pull::Kind::replay;
        pull.subscription = channel->id();
        m_state->pulls.push_front(std::move(pull));
    }
    return subscription;
}

void ChannelSession::onChannelBorn(const ChannelRef &channel)
{
    if (!open() || !m_state || m_state->subscriptions.contains(channel->id()))
        return;
    if (channel->spec().adminOnly && !rights().admin)
        return;
    for (const Join &prefix : m_state->prefixes) {
        if (!channel->name().starts_with(prefixOf(prefix.channel)))
            continue;
        if (!v1() && channel->spec().binary && !isBinaryPrefix(prefix.channel))
            continue;
        Subscription &subscription = enter(channel, prefix, false);
        // The thread's inbox holds everything since the birth: without a snapshot, that is where it
        // begins.
        if (!channel->hasSnapshot())
            subscription.startSeq = subscription.seenSeq = subscription.sentSeq
                = subscription.liveAfter = 0;
        return;
    }
}

void ChannelSession::onRestart(Subscription &subscription)
{
    subscription.startSeq = subscription.seenSeq = subscription.sentSeq = subscription.liveAfter
        = subscription.gapsUntil = 0;
    subscription.live = true;
    subscription.catchesUp = false;
    subscription.connection->queue().detach(subscription);
    auto &session = static_cast<WebSocketSession &>(subscription.connection->session());
    if (auto *channelSession = dynamic_cast<ChannelSession *>(&session);
        channelSession && channelSession->v1())
        channelSession->sendChannelNotice(subscription);
}

void ChannelSession::sendLagged(
    Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason)
{
    if (!subscription.notices || from > to)
        return;
    std::string text;
    protocol::appendLagged(text, subscription.channel->name(),
        subscription.channel->position().epoch, from, to, reason);
    connection().sendLoss(subscription, from, to, channels::EncodedFrame::text(text));
    connection().thread().stats().lagged.add(1);
}

void ChannelSession::sendChannelNotice(const Subscription &subscription)
{
    const channels::ChannelSpec &spec = subscription.channel->spec();
    const protocol::StreamPosition position = subscription.channel->position();
    protocol::ChannelNotice notice {subscription.channel->name(), subscription.channel->id(),
        position.epoch, subscription.liveAfter, {}, {}};
    if (spec.binary) {
        notice.rate = subscription.channel->rate();
        notice.lanes = spec.lanes;
    }
    std::string text;
    protocol::appendChannelNotice(text, notice);
    sendText(text);
}

Subscription *ChannelSession::find(std::string_view channel) const
{
    if (!m_state)
        return nullptr;
    for (const auto &[id, subscription] : m_state->subscriptions) {
        if (subscription->channel->name() == channel)
            return subscription.get();
    }
    return nullptr;
}

bool ChannelSession::matchesPrefix(std::string_view channel) const
{
    return std::any_of(m_state->prefixes.begin(), m_state->prefixes.end(),
        [&](const Join &prefix) { return channel.starts_with(prefixOf(prefix.channel)); });
}

void ChannelSession::leave(Subscription &subscription)
{
    IoThread &thread = connection().thread();
    thread.forgetRate(subscription);
    thread.fanOut().removeSubscriber(subscription);
    connection().queue().detach(subscription);
    const ChannelRef channel = subscription.channel;
    channel->leave(thread.fanOut().sink(), connection().id(), subscription.format,
        subscription.joinedConflating);
    if (subscription.byName)
        --m_state->named;
    m_state->subscriptions.erase(channel->id());
    connection().context().hub.release(channel);
}

void ChannelSession::run(protocol::UnsubscribeCommand &command)
{
    ServerContext &context = connection().context();
    for (size_t i = 0; i < command.channels.size(); ++i) {
        const std::string &name = command.channels[i];
        const std::string path = protocol::channelPath(command.isList, i);
        protocol::Totals totals;
        if (protocol::isPrefix(name)) {
            auto &prefixes = state().prefixes;
            const auto it = std::find_if(prefixes.begin(), prefixes.end(),
                [&](const Join &prefix) { return prefix.channel == name; });
            if (it == prefixes.end()) {
                fail(ErrorCode::notSubscribed, "this prefix is not subscribed", path, command.id);
                continue;
            }
            context.hub.unwatchPrefix(
                connection().thread().fanOut().sink(), std::string(prefixOf(name)));
            prefixes.erase(it);
            if (prefixes.empty())
                connection().thread().fanOut().unwatchPrefix(connection());
            std::vector<Subscription *> ended;
            for (const auto &[id, subscription] : m_state->subscriptions) {
                if (!subscription->byName && !matchesPrefix(subscription->channel->name()))
                    ended.push_back(subscription.get());
            }
            for (Subscription *subscription : ended) {
                connection().queue().detach(*subscription);
                totals.delivered += subscription->totals.delivered;
                totals.conflated += subscription->totals.conflated;
                totals.dropped += subscription->totals.dropped;
                leave(*subscription);
            }
        } else {
            Subscription *subscription = find(name);
            if (!subscription || !subscription->byName) {
                fail(ErrorCode::notSubscribed, "this channel is not subscribed", path, command.id);
                continue;
            }
            // What waits goes out before the ack, so it counts as delivered.
            connection().queue().detach(*subscription);
            totals = subscription->totals;
            leave(*subscription);
        }
        if (wantsAck(command.id)) {
            std::string text;
            protocol::appendUnsubscribeAck(text, command.id, name, totals);
            sendText(text);
        }
    }
}

void ChannelSession::onClosing()
{
    if (!m_state)
        return;
    ServerContext &context = connection().context();
    IoThread &thread = connection().thread();
    m_state->pulls.clear();
    while (!m_state->subscriptions.empty())
        leave(*m_state->subscriptions.begin()->second);
    for (const Join &prefix : m_state->prefixes)
        context.hub.unwatchPrefix(thread.fanOut().sink(), std::string(prefixOf(prefix.channel)));
    if (!m_state->prefixes.empty())
        thread.fanOut().unwatchPrefix(connection());
    m_state->prefixes.clear();
    if (m_state->uplink)
        context.hub.remove(m_state->uplink->name());
    m_state->uplink.reset();
}

bool ChannelSession::passesRate(
    Subscription &subscription, const channels::PublicationRef &publication)
{
    const uint64_t now = subscription.connection->nowMs();
    const auto interval = static_cast<uint64_t>(1000 / subscription.maxRate);
    auto &slots = subscription.rateSlots;
    auto slot = std::find_if(slots.begin(), slots.end(),
        [&](const RateSlot &other) { return other.key == publication->key; });
    if (slot == slots.end()) {
        // Keys pass (a candle's start): those that are through with their interval and hold nothing
        // make room.
        std::erase_if(
            slots, [now](const RateSlot &other) { return !other.held && other.nextMs <= now; });
        slots.push_back({publication->key, 0, nullptr});
        slot = slots.end() - 1;
    }
    if (slot->nextMs <= now && !slot->held) {
        slot->nextMs = now + interval;
        return true;
    }
    if (slot->held) {
        ++subscription.totals.conflated;
        subscription.connection->thread().stats().conflated.add(1);
    }
    slot->held = publication;
    subscription.connection->thread().scheduleRate(subscription);
    return false;
}

uint64_t ChannelSession::sendDue(Subscription &subscription, uint64_t nowMs)
{
    const auto interval = static_cast<uint64_t>(1000 / subscription.maxRate);
    uint64_t next = 0;
    for (RateSlot &slot : subscription.rateSlots) {
        if (!slot.held)
            continue;
        if (slot.nextMs <= nowMs) {
            subscription.connection->deliver(subscription, *slot.held);
            slot.held.reset();
            slot.nextMs = nowMs + interval;
        } else {
            next = next ? std::min(next, slot.nextMs) : slot.nextMs;
        }
    }
    return next;
}

/// Sends what `maxRate` holds back.
void ChannelSession::releaseHeld(Subscription &subscription)
{
    subscription.connection->thread().forgetRate(subscription);
    std::vector<RateSlot> slots = std::exchange(subscription.rateSlots, {});
    std::erase_if(slots, [](const RateSlot &slot) { return !slot.held; });
    std::sort(slots.begin(), slots.end(),
        [](const RateSlot &a, const RateSlot &b) { return a.held->seq < b.held->seq; });
    const uint64_t seen = subscription.seenSeq;
    for (const RateSlot &slot : slots)
        subscription.connection->deliver(subscription, *slot.held);
    subscription.seenSeq = std::max(subscription.seenSeq, seen);
}

bool ChannelSession::setPolicy(
    std::string_view channel, std::optional<Policy> policy, double maxRate)
{
    Subscription *subscription = find(channel);
    if (!subscription)
        return false;
    const Policy wanted = policy.value_or(subscription->policy);
    if (subscription->resyncs && wanted == Policy::conflate)
        return false;
    if (maxRate > 0 && (wanted != Policy::conflate || subscription->channel->spec().binary))
        return false;
    if (maxRate == 0)
        releaseHeld(*subscription);
    const bool conflated = subscription->conflating();
    subscription->policy = wanted;
    subscription->maxRate = maxRate;
    if (conflated && !subscription->conflating())
        subscription->gapsUntil = subscription->channel->position().seq;
    connection().queue().policyChanged();
    return true;
}

std::vector<SubscriptionRow> ChannelSession::subscriptions() const
{
    std::vector<SubscriptionRow> rows;
    if (!m_state)
        return rows;
    for (const auto &[id, subscription] : m_state->subscriptions) {
        rows.push_back({subscription->channel->name(),
            std::string(protocol::policyName(subscription->policy)), subscription->maxRate,
            subscription->totals.delivered, subscription->totals.conflated,
            subscription->totals.dropped, subscription->seenSeq, subscription->startSeq});
    }
    std::sort(rows.begin(), rows.end(),
        [](const auto &a, const auto &b) { return a.channel < b.channel; });
    return rows;
}

} // namespace wavetape::net
