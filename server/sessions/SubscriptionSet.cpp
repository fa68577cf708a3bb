// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/SubscriptionSet.h"

#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Reply.h"
#include "sessions/ChannelPeer.h"

#include <algorithm>
#include <utility>

namespace wavetape::sessions {

using channels::ChannelRef;
using delivery::Subscription;
using metrics::Work;
using net::IoThread;
using protocol::Policy;
using protocol::SubscriptionDetails;

bool Join::binaryPrefix() const
{
    return protocol::familyOf(prefix()).binary;
}

SubscriptionSet::SubscriptionSet(net::Connection &connection, ChannelPeer &peer,
    delivery::Recovery::Limits limits, uint8_t deflateBits)
    : m_connection(connection)
    , m_peer(peer)
    , m_recovery(connection, *this, connection.thread().rates(), limits)
    , m_deflateBits(deflateBits)
{
    // Most have one: without this the first of each would make room for eleven.
    m_subscriptions.reserve(1);
    m_byName.reserve(1);
}

SubscriptionSet::~SubscriptionSet()
{
    while (!m_subscriptions.empty())
        leave(*m_subscriptions.begin()->second);
}

void SubscriptionSet::enter(const ChannelRef &channel, const Join &join, bool byName, bool born)
{
    const channels::ChannelSpec &spec = channel->spec();
    auto made = std::make_unique<Subscription>();
    Subscription &subscription = *made;
    subscription.outlet = &m_connection;
    subscription.subscriber = this;
    subscription.channel = channel;
    subscription.byName = byName;
    subscription.deflateBits = m_deflateBits;
    subscription.resyncs = !spec.recoverable && spec.snapshot;
    subscription.policy = join.policy.value_or(spec.policy);
    // A prefix takes what its options mean for each match, and leaves out what they cannot mean.
    if (subscription.resyncs && spec.policy != Policy::conflate
        && subscription.policy == Policy::conflate)
        subscription.policy = spec.policy;
    if (join.maxRate > 0 && subscription.policy == Policy::conflate && !spec.binary)
        subscription.maxRate = join.maxRate;
    prepare(subscription);
    subscription.joinedConflating = subscription.conflating();

    channels::Channel::JoinRequest request;
    request.sink = m_connection.thread().fanOut().sink();
    request.session = m_connection.id();
    request.conflating = subscription.joinedConflating;
    request.snapshot = join.snapshot;
    request.since = join.since;
    const channels::Channel::JoinResult result = channel->join(request);

    // The thread's inbox holds everything since a birth: without a snapshot, that is where it
    // begins.
    const uint64_t seq = born && !channel->hasSnapshot() ? channel->bornAt() : result.position.seq;
    subscription.epoch = result.epoch;
    subscription.startSeq = result.replayFrom ? result.replayFrom - 1 : seq;
    subscription.seenSeq = subscription.sentSeq = subscription.startSeq;
    subscription.liveAfter = seq;
    m_named += byName;
    m_connection.charge(Work::join);
    m_binary += spec.binary;
    ++m_policies[static_cast<size_t>(subscription.policy)];
    m_byName.erase(channel->name()); // its key is another channel's name
    m_byName.emplace(channel->name(), &subscription);
    m_subscriptions[channel->id()] = std::move(made);
    m_connection.thread().fanOut().addSubscriber(subscription);

    begin(subscription, join, result);
}

void SubscriptionSet::prepare(Subscription &subscription) const
{
    const bool bare = subscription.channel->spec().binary && m_peer.plain();
    if (bare)
        subscription.form = &channels::forms::bare;
    subscription.notices = !bare;
}

void SubscriptionSet::begin(
    Subscription &subscription, const Join &join, const channels::Channel::JoinResult &result)
{
    if (subscription.byName && join.answered && m_peer.wantsAck(join.id))
        acknowledge(subscription, join, result);
    else if (!subscription.byName && m_peer.v1())
        sendChannelNotice(subscription);
    if (result.laggedFrom) {
        subscription.sentSeq = result.laggedFrom - 1;
        m_recovery.tellLoss(subscription, result.laggedFrom, result.position.seq, "history");
    }
    if (!result.snapshot.empty())
        sendSnapshot(subscription, result.snapshot, result.position);
    if (result.replayFrom)
        m_recovery.replayFrom(subscription, result.replayFrom);
}

void SubscriptionSet::acknowledge(
    const Subscription &subscription, const Join &join, const channels::Channel::JoinResult &result)
{
    const channels::Channel &channel = *subscription.channel;
    const uint64_t seq = result.position.seq;
    protocol::SubscribeAck ack;
    ack.id = join.id;
    ack.channel = channel.name();
    ack.channelId = channel.id();
    ack.epoch = result.position.epoch;
    ack.seq = seq;
    ack.policy = subscription.policy;
    if (subscription.maxRate > 0)
        ack.maxRate = subscription.maxRate;
    ack.recovered = result.recovered;
    ack.replayed = result.replayFrom ? seq - result.replayFrom + 1 : 0;
    if (channel.spec().binary) {
        ack.rate = channel.rate();
        ack.lanes = channel.spec().lanes;
        ack.signal = channel.spec().signal.get();
    }
    ack.hint = join.hint;
    std::string &text = m_connection.thread().text();
    protocol::appendSubscribeAck(text, ack);
    m_peer.sendText(text);
}

void SubscriptionSet::leave(Subscription &subscription)
{
    IoThread &thread = m_connection.thread();
    thread.rates().forget(subscription);
    m_recovery.forget(subscription);
    thread.fanOut().removeSubscriber(subscription);
    m_connection.queue().detach(subscription);
    const ChannelRef channel = subscription.channel;
    m_connection.charge(Work::join);
    channel->leave(thread.fanOut().sink(), m_connection.id(), subscription.joinedConflating);
    m_named -= subscription.byName;
    m_binary -= channel->spec().binary;
    --m_policies[static_cast<size_t>(subscription.policy)];
    if (const auto it = m_byName.find(channel->name());
        it != m_byName.end() && it->second == &subscription)
        m_byName.erase(it);
    m_subscriptions.erase(channel->id());
    m_connection.context().hub.release(channel);
}

void SubscriptionSet::leaveShare()
{
    while (!m_subscriptions.empty() && m_connection.hasShare())
        leave(*m_subscriptions.begin()->second);
    if (!m_subscriptions.empty())
        m_connection.thread().makeReady(m_connection);
}

void SubscriptionSet::end()
{
    leaveShare();
    for (const Join &prefix : m_prefixes) {
        m_connection.thread().fanOut().unwatchPrefix(*this, prefix.prefix());
        m_connection.context().broker->unwatch(prefix.prefix());
    }
    m_prefixes.clear();
}

Subscription *SubscriptionSet::find(std::string_view channel) const
{
    const auto it = m_byName.find(channel);
    return it == m_byName.end() ? nullptr : it->second;
}

Subscription *SubscriptionSet::find(uint32_t channel) const
{
    const auto it = m_subscriptions.find(channel);
    return it == m_subscriptions.end() ? nullptr : it->second.get();
}

Join *SubscriptionSet::findPrefix(std::string_view pattern)
{
    const auto it = std::find_if(m_prefixes.begin(), m_prefixes.end(),
        [&](const Join &prefix) { return prefix.channel == pattern; });
    return it == m_prefixes.end() ? nullptr : &*it;
}

void SubscriptionSet::watch(const Join &join)
{
    m_prefixes.push_back(join);
    m_connection.thread().fanOut().watchPrefix(*this, join.prefix());
    m_connection.context().broker->watch(join.prefix());
}

void SubscriptionSet::unwatch(std::string_view pattern)
{
    const auto it = std::find_if(m_prefixes.begin(), m_prefixes.end(),
        [&](const Join &prefix) { return prefix.channel == pattern; });
    m_connection.thread().fanOut().unwatchPrefix(*this, it->prefix());
    m_connection.context().broker->unwatch(it->prefix());
    m_prefixes.erase(it);
}

bool SubscriptionSet::matchesPrefix(std::string_view channel) const
{
    return std::any_of(m_prefixes.begin(), m_prefixes.end(),
        [&](const Join &prefix) { return channel.starts_with(prefix.prefix()); });
}

bool SubscriptionSet::hasOtherBinary(uint32_t channel) const
{
    const Subscription *same = find(channel);
    return m_binary > (same && same->channel->spec().binary ? 1u : 0u);
}

bool SubscriptionSet::watchesBinaryPrefix() const
{
    return std::any_of(m_prefixes.begin(), m_prefixes.end(),
        [](const Join &prefix) { return prefix.binaryPrefix(); });
}

bool SubscriptionSet::coveredBy(const security::ChannelRights &rights) const
{
    return std::all_of(m_subscriptions.begin(), m_subscriptions.end(), [&](const auto &entry) {
        return rights.maySubscribe(entry.second->channel->name());
    }) && std::all_of(m_prefixes.begin(), m_prefixes.end(), [&](const Join &prefix) {
        return rights.maySubscribe(prefix.channel);
    });
}

bool SubscriptionSet::endsLagging() const
{
    return std::any_of(m_subscriptions.begin(), m_subscriptions.end(), [](const auto &entry) {
        return entry.second->policy == Policy::disconnect && !entry.second->conflating();
    });
}

bool SubscriptionSet::setPolicy(
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
        m_connection.thread().rates().release(*subscription);
    const bool conflated = subscription->conflating();
    --m_policies[static_cast<size_t>(subscription->policy)];
    ++m_policies[static_cast<size_t>(wanted)];
    subscription->policy = wanted;
    subscription->maxRate = maxRate;
    if (conflated && !subscription->conflating())
        // The channel may have begun anew, which the thread's inbox has still to tell.
        subscription->gapsUntil
            = std::max(subscription->seenSeq, subscription->channel->position().seq);
    m_connection.queue().policyChanged();
    return true;
}

std::string SubscriptionSet::policy() const
{
    std::string name;
    for (size_t i = 0; i < protocol::kPolicies; ++i) {
        if (m_policies[i])
            name = name.empty() ? protocol::policyName(static_cast<Policy>(i)) : "mixed";
    }
    return name;
}

std::vector<SubscriptionDetails> SubscriptionSet::rows() const
{
    std::vector<SubscriptionDetails> rows;
    for (const auto &[id, subscription] : m_subscriptions) {
        rows.push_back({subscription->channel->name(),
            std::string(protocol::policyName(subscription->policy)), subscription->maxRate,
            subscription->totals.delivered, subscription->totals.conflated,
            subscription->totals.dropped, subscription->seenSeq, subscription->startSeq});
    }
    std::sort(rows.begin(), rows.end(),
        [](const auto &a, const auto &b) { return a.channel < b.channel; });
    return rows;
}

void SubscriptionSet::onSkipped(Subscription &subscription)
{
    if (m_peer.open())
        m_recovery.skipped(subscription);
}

void SubscriptionSet::onRestart(Subscription &subscription, const channels::Restart &restart)
{
    m_recovery.restart(subscription, restart);
    if (m_peer.v1() && m_peer.open())
        sendChannelNotice(subscription);
}

void SubscriptionSet::onGap(Subscription &subscription, const channels::Gap &gap)
{
    if (m_peer.open())
        m_recovery.lost(subscription, gap);
}

void SubscriptionSet::onResyncWanted()
{
    for (const auto &[id, subscription] : m_subscriptions) {
        if (std::exchange(subscription->needsResync, false))
            m_recovery.resync(*subscription);
    }
}

void SubscriptionSet::onChannelBorn(const ChannelRef &channel)
{
    const channels::ChannelSpec &spec = channel->spec();
    if (!m_peer.open() || find(channel->id()) || (spec.adminOnly && !m_peer.rights().admin))
        return;
    for (const Join &prefix : m_prefixes) {
        if (!channel->name().starts_with(prefix.prefix()))
            continue;
        if (m_peer.plain() && spec.binary && !prefix.binaryPrefix())
            continue;
        enter(channel, prefix, false, true);
        return;
    }
}

void SubscriptionSet::sendSnapshot(const Subscription &subscription, const std::string &data,
    const protocol::StreamPosition &position)
{
    if (!subscription.notices)
        return;
    std::string &text = m_connection.thread().text();
    protocol::appendSnapshot(
        text, subscription.channel->name(), position.epoch, position.seq, data);
    if (m_deflateBits && !m_connection.faults()) {
        const auto shared = subscription.channel->compressedSnapshot(position, m_deflateBits, text);
        if (shared.made)
            m_connection.charge(Work::compressed, text.size());
        if (shared.frame) {
            m_connection.sendShared(shared.frame);
            return;
        }
    }
    m_peer.sendText(text);
}

void SubscriptionSet::sendChannelNotice(const Subscription &subscription)
{
    const channels::ChannelSpec &spec = subscription.channel->spec();
    const protocol::StreamPosition position = subscription.channel->position();
    protocol::ChannelNotice notice {subscription.channel->name(), subscription.channel->id(),
        position.epoch, subscription.liveAfter, {}, {}, spec.signal.get()};
    if (spec.binary) {
        notice.rate = subscription.channel->rate();
        notice.lanes = spec.lanes;
    }
    std::string &text = m_connection.thread().text();
    protocol::appendChannelNotice(text, notice);
    m_peer.sendText(text);
}

} // namespace wavetape::sessions
