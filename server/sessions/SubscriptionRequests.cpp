// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/SubscriptionRequests.h"

#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "sessions/ChannelPeer.h"
#include "sessions/ChannelRows.h"
#include "sessions/MeantBy.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace wavetape::sessions {

using channels::ChannelRef;
using defence::armed;
using defence::Defence;
using delivery::Subscription;
using metrics::Work;
using protocol::ErrorCode;
using protocol::Policy;

namespace {
constexpr size_t kPage = 32; // channels looked at in one go

constexpr std::string_view kFull = "this connection has as many subscriptions as it may have";
constexpr std::string_view kSecondBinary
    = "a plain connection tells binary channels apart only if there is one";

struct Unfit {
    const char *why;
    std::string_view path; ///< of the request
};

/// What of `join` means nothing for such a channel. `deltas`: each of its publications builds on
/// the one before.
std::optional<Unfit> unfit(const Join &join, Policy usual, bool deltas, bool binary)
{
    if (deltas && join.policy == Policy::conflate)
        return Unfit {"a book's deltas cannot be conflated", "/policy"};
    if (deltas && join.maxRate > 0)
        return Unfit {"a book's deltas cannot be conflated", "/maxRate"};
    if (join.maxRate > 0 && (binary || join.policy.value_or(usual) != Policy::conflate))
        return Unfit {"maxRate goes with conflating channels only", "/maxRate"};
    return {};
}

std::optional<Unfit> unfit(const Join &join, const channels::ChannelSpec &spec)
{
    const bool deltas = spec.snapshot && !spec.recoverable && spec.policy == Policy::disconnect;
    return unfit(join, spec.policy, deltas, spec.binary);
}

/// Of a prefix: unfit for every channel of that family, whichever are there.
std::optional<Unfit> unfit(const Join &join, const protocol::ChannelFamily &family)
{
    const bool deltas = !family.replays && family.policy == Policy::disconnect;
    return unfit(join, family.policy, deltas, family.binary);
}
} // namespace

SubscriptionRequests::SubscriptionRequests(
    net::Connection &connection, ChannelPeer &peer, SubscriptionSet &subscriptions)
    : m_connection(connection)
    , m_peer(peer)
    , m_subscriptions(subscriptions)
{
}

void SubscriptionRequests::add(protocol::SubscribeCommand &command)
{
    for (size_t i = 0; i < command.channels.size(); ++i) {
        Request request;
        request.join = {command.id, std::move(command.channels[i]), command.since, command.policy,
            command.maxRate.value_or(0), command.snapshot, true,
            protocol::channelPath(command.isList, i)};
        m_waiting.push_back(std::move(request));
    }
}

void SubscriptionRequests::add(protocol::UnsubscribeCommand &command)
{
    for (size_t i = 0; i < command.channels.size(); ++i) {
        Request request;
        request.kind = Request::Kind::unsubscribe;
        request.join.id = command.id;
        request.join.channel = std::move(command.channels[i]);
        request.join.path = protocol::channelPath(command.isList, i);
        m_waiting.push_back(std::move(request));
    }
}

void SubscriptionRequests::add(protocol::ListCommand &command)
{
    Request request;
    request.kind = Request::Kind::list;
    request.join.id = std::move(command.id);
    request.join.channel = std::move(command.prefix);
    m_waiting.push_back(std::move(request));
}

bool SubscriptionRequests::mustFollow(const Request &request) const
{
    const Join &join = request.join;
    if (request.followed)
        return false;
    if (request.kind == Request::Kind::list)
        return !m_connection.context().broker->follows(cluster::Broker::kDirectory);
    return request.kind == Request::Kind::join && !protocol::isPrefix(join.channel)
        && m_peer.rights().maySubscribe(join.channel)
        && !m_connection.context().broker->follows(
            join.channel, join.since ? &*join.since : nullptr);
}

/// All that wait at once: a hundred channels are one journey.
void SubscriptionRequests::follow()
{
    for (Request &request : m_waiting) {
        if (!mustFollow(request))
            continue;
        request.followed = true;
        ++m_following;
        m_connection.context().broker->follow(request.kind == Request::Kind::list
                ? cluster::Broker::kDirectory
                : std::string_view(request.join.channel),
            [this, alive = std::weak_ptr(m_alive), &thread = m_connection.thread()] {
                thread.post([this, alive] {
                    if (alive.lock() && --m_following == 0)
                        m_peer.goOn();
                });
            });
    }
}

void SubscriptionRequests::step()
{
    if (mustFollow(m_waiting.front())) {
        follow();
        return;
    }
    Request next = std::move(m_waiting.front());
    m_waiting.pop_front();
    const bool isPrefix = protocol::isPrefix(next.join.channel);
    switch (next.kind) {
    case Request::Kind::join:
        isPrefix ? joinPrefix(next.join) : join(next.join);
        break;
    case Request::Kind::matches:
        matches(std::move(next));
        break;
    case Request::Kind::unsubscribe:
        isPrefix ? unsubscribePrefix(next.join) : unsubscribe(next.join);
        break;
    case Request::Kind::leave:
        leaves(std::move(next));
        break;
    case Request::Kind::list:
        list(std::move(next));
        break;
    }
}

/// `path`: what of the request is wrong; empty: the channel.
void SubscriptionRequests::fail(
    ErrorCode code, std::string_view message, const Join &join, std::string_view path)
{
    m_peer.fail(
        {code, std::string(message), path.empty() ? join.path : std::string(path), join.id});
}

bool SubscriptionRequests::full() const
{
    const auto &limits = m_connection.context().config.limits;
    return limits.enabled && m_peer.named() >= limits.subscriptionsPerConnection
        && armed(Defence::subscriptionCount);
}

void SubscriptionRequests::refuseFurther(const Join &join)
{
    m_connection.thread().stats().countRefused(metrics::Limit::subscriptions);
    fail(ErrorCode::tooManyChannels, kFull, join);
}

void SubscriptionRequests::join(const Join &join)
{
    channels::ChannelHub &hub = m_connection.context().hub;
    if (!m_peer.mayRead(join.channel, join.path, join.id))
        return;
    const ChannelRef existing = hub.find(join.channel);
    Subscription *former = m_subscriptions.find(join.channel);
    if (!(former && former->byName) && full()) {
        refuseFurther(join);
        return;
    }
    const ChannelRef channel = existing ? existing : hub.findOrInterest(join.channel);
    if (!channel) {
        fail(ErrorCode::unknownChannel,
            channels::noSuchChannel(meantBy(m_connection, m_peer.rights(), join.channel)), join);
        return;
    }
    const channels::ChannelSpec &spec = channel->spec();
    if (const auto wrong = unfit(join, spec)) {
        fail(ErrorCode::badRequest, wrong->why, join, wrong->path);
        hub.release(channel);
        return;
    }
    if (spec.binary && m_peer.plain()
        && (m_subscriptions.hasOtherBinary(channel->id())
            || m_subscriptions.watchesBinaryPrefix())) {
        fail(ErrorCode::secondBinaryChannel, kSecondBinary, join);
        return;
    }
    if (former)
        m_subscriptions.leave(*former);
    if (channel->born() || protocol::familyOf(join.channel).owned) {
        m_subscriptions.enter(channel, join, true);
        return;
    }
    Join hinted = join;
    hinted.hint = channels::hintOf(meantBy(m_connection, m_peer.rights(), join.channel));
    m_subscriptions.enter(channel, hinted, true);
}

void SubscriptionRequests::joinPrefix(const Join &join)
{
    if (!m_peer.mayRead(join.channel, join.path, join.id))
        return;
    constexpr size_t kLookedAt = 16;
    const auto first = m_connection.context().hub.list(join.prefix(), {}, kLookedAt).channels;
    // Families of many kinds, as recordings are, take what one of their channels can take.
    if (const auto wrong = unfit(join, protocol::familyOf(join.prefix())); wrong
        && std::none_of(first.begin(), first.end(),
            [&](const ChannelRef &channel) { return !unfit(join, channel->spec()); })) {
        fail(ErrorCode::badRequest, wrong->why, join, wrong->path);
        return;
    }
    Join *former = m_subscriptions.findPrefix(join.channel);
    if (!former) {
        if (full()) {
            refuseFurther(join);
            return;
        }
        if (m_peer.plain() && join.binaryPrefix()
            && (m_subscriptions.hasOtherBinary(0) || m_subscriptions.watchesBinaryPrefix())) {
            fail(ErrorCode::secondBinaryChannel, kSecondBinary, join);
            return;
        }
    }
    // A repeated subscribe replaces the former; where it asks for the same there is nothing to do.
    const bool repeated = former != nullptr;
    const bool same = repeated && former->asks(join);
    if (repeated)
        *former = join;
    else
        m_subscriptions.watch(join);
    if (m_peer.wantsAck(join.id)) {
        protocol::SubscribeAck ack;
        ack.id = join.id;
        ack.channel = join.channel;
        ack.policy = join.policy.value_or(
            first.empty() ? Policy::dropOldest : first.front()->spec().policy);
        if (join.maxRate > 0)
            ack.maxRate = join.maxRate;
        std::string hint;
        if (first.empty())
            hint = channels::hintOf(meantBy(m_connection, m_peer.rights(), join.channel));
        ack.hint = hint;
        std::string &text = m_connection.thread().text();
        protocol::appendSubscribeAck(text, ack);
        m_peer.sendText(text);
    }
    if (same)
        return;
    Request request;
    request.kind = Request::Kind::matches;
    request.join = join;
    request.replaces = repeated;
    // Before whatever else waits: an answer's parts stay together.
    m_waiting.push_front(std::move(request));
}

void SubscriptionRequests::matches(Request request)
{
    const Join &join = request.join;
    auto page = m_connection.context().hub.list(join.prefix(), request.from, kPage);
    m_connection.charge(Work::row, kPage);
    bool first = true;
    for (const ChannelRef &channel : page.channels) {
        // A page of joins with their snapshots may be many shares; one is always got on with.
        if (!std::exchange(first, false) && !m_connection.hasShare()) {
            page.next = channel->name();
            break;
        }
        const channels::ChannelSpec &spec = channel->spec();
        if ((spec.adminOnly && !m_peer.rights().admin)
            || (m_peer.plain() && spec.binary && !join.binaryPrefix()))
            continue;
        if (Subscription *present = m_subscriptions.find(channel->id())) {
            if (!request.replaces || present->byName)
                continue;
            m_subscriptions.leave(*present);
        }
        m_subscriptions.enter(channel, join, false);
        if (!m_peer.open())
            return;
    }
    if (page.next.empty())
        return;
    request.from = std::move(page.next);
    m_waiting.push_front(std::move(request));
}

void SubscriptionRequests::unsubscribe(const Join &join)
{
    Subscription *subscription = m_subscriptions.find(join.channel);
    if (!subscription || !subscription->byName) {
        fail(ErrorCode::notSubscribed, "this channel is not subscribed", join);
        return;
    }
    m_connection.thread().rates().forget(*subscription);
    const protocol::SeqSpan span = subscription->conclude();
    const protocol::Totals totals = subscription->totals;
    m_subscriptions.leave(*subscription);
    acknowledgeEnd(join, totals, span);
}

void SubscriptionRequests::unsubscribePrefix(const Join &join)
{
    if (!m_subscriptions.findPrefix(join.channel)) {
        fail(ErrorCode::notSubscribed, "this prefix is not subscribed", join);
        return;
    }
    m_subscriptions.unwatch(join.channel);
    Request request;
    request.kind = Request::Kind::leave;
    request.join = join;
    for (const auto &[id, subscription] : m_subscriptions.all()) {
        if (!subscription->byName && !m_subscriptions.matchesPrefix(subscription->channel->name()))
            request.left.push_back(id);
    }
    m_connection.charge(Work::row, m_subscriptions.all().size() / 16);
    m_waiting.push_front(std::move(request)); // acknowledged when all have ended
}

void SubscriptionRequests::leaves(Request request)
{
    while (!request.left.empty() && m_connection.hasShare()) {
        Subscription *subscription = m_subscriptions.find(request.left.back());
        request.left.pop_back();
        if (!subscription)
            continue;
        m_connection.thread().rates().forget(*subscription);
        subscription->conclude();
        request.totals.delivered += subscription->totals.delivered;
        request.totals.conflated += subscription->totals.conflated;
        request.totals.dropped += subscription->totals.dropped;
        m_subscriptions.leave(*subscription);
    }
    if (!request.left.empty())
        m_waiting.push_front(std::move(request));
    else
        acknowledgeEnd(request.join, request.totals, {});
}

void SubscriptionRequests::acknowledgeEnd(
    const Join &join, const protocol::Totals &totals, const std::optional<protocol::SeqSpan> &span)
{
    if (m_peer.wantsAck(join.id))
        m_peer.unsubscribed(join.id, join.channel, totals, span);
}

void SubscriptionRequests::list(Request request)
{
    request.from = appendChannelRows(request.text, m_connection.context(), request.join.channel,
        request.from,
        [this](std::string_view channel) { return m_peer.rights().maySubscribe(channel); });
    m_connection.charge(Work::row, kRowsAtOnce);
    if (!request.from.empty()) {
        m_waiting.push_front(std::move(request));
        return;
    }
    std::string &text = m_connection.thread().text();
    protocol::appendList(text, request.join.id, request.text);
    m_peer.sendText(text);
}

} // namespace wavetape::sessions
