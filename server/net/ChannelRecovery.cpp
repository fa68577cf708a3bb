// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ChannelSession that mends what a subscription missed.
#include "net/ChannelSession.h"
#include "net/ChannelState.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/Reply.h"

#include <utility>

namespace wavetape::net {

using protocol::Policy;

void ChannelSession::pullReplay(Subscription &subscription)
{
    const auto &config = connection().context().config;
    const uint64_t next = subscription.recoverNext;
    const channels::Channel::Page page
        = subscription.channel->read(next, config.history.pagePublications, config.queue.high);
    if (page.publications.empty() && next <= page.position.seq) {
        // The history moved on while the reader took its time.
        const uint64_t to = page.oldest ? page.oldest - 1 : page.position.seq;
        if (subscription.catchesUp && subscription.policy == Policy::disconnect) {
            end(EndCause::slowConsumer, 0);
            return;
        }
        connection().thread().stats().dropped.add(to - next + 1);
        sendLagged(subscription, next, to, "history");
        subscription.totals.dropped += to - next + 1;
        subscription.seenSeq = to;
        subscription.recoverNext = to + 1;
    }
    for (const channels::PublicationRef &publication : page.publications) {
        connection().deliver(subscription, *publication);
        subscription.recoverNext = publication->seq + 1;
    }
    if (subscription.recoverNext > page.position.seq) {
        // Read under the channel's mutex: what the inbox brings up to here has just been queued.
        subscription.liveAfter = page.position.seq;
        subscription.live = true;
        subscription.catchesUp = false;
        return;
    }
    Pull pull;
    pull.kind = Pull::Kind::replay;
    pull.subscription = subscription.channel->id();
    m_state->pulls.push_front(std::move(pull));
}

void ChannelSession::onSkipped(Subscription &subscription)
{
    // What is not live is still reading from the channel itself, up to wherever that is by then.
    if (!subscription.live || !open()
        || subscription.seenSeq >= subscription.channel->position().seq)
        return;
    if (subscription.resyncs && !subscription.conflating()
        && subscription.policy != Policy::disconnect) {
        startResync(subscription);
        return;
    }
    subscription.live = false;
    Pull pull;
    pull.subscription = subscription.channel->id();
    if (subscription.conflating()) {
        connection().thread().forgetRate(subscription);
        subscription.rateSlots.clear();
        pull.kind = Pull::Kind::snapshot;
    } else {
        subscription.catchesUp = true;
        subscription.recoverNext = subscription.seenSeq + 1;
        pull.kind = Pull::Kind::replay;
    }
    m_state->pulls.push_back(std::move(pull));
}

void ChannelSession::pullLatest(Subscription &subscription)
{
    const channels::Channel &channel = *subscription.channel;
    const channels::Channel::Page newest = channel.readNewest(1);
    const bool one = !channel.spec().snapshot && !newest.publications.empty();
    std::string data;
    uint64_t seq = newest.position.seq;
    if (!one) {
        auto [state, position] = channel.snapshotNow();
        data = std::move(state);
        seq = position.seq;
    }
    const uint64_t missing = subscription.unaccounted(seq);
    const uint64_t replaced = missing - (one && missing > 0 ? 1 : 0);
    subscription.totals.conflated += replaced;
    connection().thread().stats().conflated.add(replaced);
    subscription.seenSeq = subscription.liveAfter = seq;
    subscription.live = true;
    if (one) {
        connection().deliver(subscription, *newest.publications.front());
    } else if (!data.empty() && subscription.notices) {
        std::string text;
        protocol::appendSnapshot(text, channel.name(), channel.position().epoch, seq, data);
        sendText(text);
    }
}

void ChannelSession::startResyncs(Connection &connection)
{
    auto *session = dynamic_cast<ChannelSession *>(&connection.session());
    if (!session || !session->m_state)
        return; // bare forms carry payloads alone
    for (const auto &[id, subscription] : session->m_state->subscriptions) {
        if (std::exchange(subscription->needsResync, false))
            session->startResync(*subscription);
    }
}

void ChannelSession::startResync(Subscription &subscription)
{
    if (!subscription.live)
        return;
    subscription.live = false;
    subscription.recoverNext
        = connection().queue().dropAll(connection().thread().pool(), subscription);
    Pull pull;
    pull.kind = Pull::Kind::snapshot;
    pull.subscription = subscription.channel->id();
    m_state->pulls.push_back(std::move(pull));
}

void ChannelSession::pullSnapshot(Subscription &subscription)
{
    if (subscription.conflating()) {
        pullLatest(subscription);
        return;
    }
    auto [data, position] = subscription.channel->snapshotNow();
    subscription.totals.dropped += position.seq - subscription.seenSeq;
    sendLagged(subscription, subscription.recoverNext, position.seq, "drop");
    subscription.seenSeq = subscription.liveAfter = position.seq;
    std::string text;
    protocol::appendSnapshot(
        text, subscription.channel->name(), position.epoch, position.seq, data);
    sendText(text);
    subscription.live = true;
}

} // namespace wavetape::net
