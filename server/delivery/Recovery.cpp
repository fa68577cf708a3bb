// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/Recovery.h"

#include "delivery/Outlet.h"
#include "delivery/RateGate.h"
#include "delivery/Subscriber.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace wavetape::delivery {

using protocol::Policy;

Recovery::Recovery(Outlet &outlet, Subscriber &subscriber, RateGate &rates, Limits limits)
    : m_outlet(outlet)
    , m_subscriber(subscriber)
    , m_rates(rates)
    , m_limits(limits)
{
}

void Recovery::wait(Subscription &subscription, Missing what)
{
    subscription.live = false;
    if (std::exchange(subscription.missing, what) != Missing::nothing)
        return;
    subscription.recoverySlot = static_cast<uint32_t>(m_queue.size());
    m_queue.push_back(&subscription);
    ++m_waiting;
}

void Recovery::forget(Subscription &subscription)
{
    if (std::exchange(subscription.missing, Missing::nothing) == Missing::nothing)
        return;
    m_queue[subscription.recoverySlot] = nullptr;
    if (--m_waiting == 0) {
        m_queue.clear();
        m_at = 0;
    }
}

void Recovery::replayFrom(Subscription &subscription, uint64_t seq)
{
    subscription.recoverNext = seq;
    wait(subscription, Missing::publications);
}

void Recovery::skipped(Subscription &subscription)
{
    // What is not live is still reading from the channel itself, up to wherever that is by then.
    if (!subscription.live)
        return;
    settle(subscription);
    const protocol::StreamPosition position = subscription.channel->position();
    if (standsStill(subscription, position) || subscription.seenSeq >= position.seq)
        return;
    if (subscription.conflating()) {
        m_rates.forget(subscription); // the newest replaces what is held
        subscription.recoverNext = subscription.seenSeq + 1;
        wait(subscription, Missing::snapshot);
    } else if (subscription.resyncs
        && (subscription.policy != Policy::disconnect || subscription.seenSeq == 0)) {
        // Who has had nothing of this numbering has lost nothing of it: it begins.
        resync(subscription);
    } else {
        subscription.catchesUp = true;
        replayFrom(subscription, subscription.seenSeq + 1);
    }
}

void Recovery::resync(Subscription &subscription)
{
    if (!subscription.live)
        return;
    m_rates.forget(subscription);
    subscription.recoverNext = m_outlet.dropWaiting(subscription);
    wait(subscription, Missing::snapshot);
}

/// What was gathered is told before anything newer is.
void Recovery::settle(Subscription &subscription)
{
    if (subscription.gathers)
        m_rates.release(subscription);
}

/// Is the channel's position of another life already? Then what is missing can be read no more; the
/// restart, which is in the inbox, says what is lost.
bool Recovery::standsStill(Subscription &subscription, const protocol::StreamPosition &position)
{
    if (position.epoch == *subscription.epoch)
        return false;
    if (subscription.live)
        subscription.recoverNext = subscription.seenSeq + 1;
    forget(subscription);
    subscription.live = false;
    return true;
}

void Recovery::restart(Subscription &subscription, const channels::Restart &restart)
{
    forget(subscription);
    settle(subscription);
    m_rates.forget(subscription);
    const uint64_t lost = subscription.unaccounted(restart.endedSeq);
    if (subscription.conflating()) {
        m_outlet.lose(subscription, Loss::conflated, lost);
    } else {
        // What a resync has dropped is counted already, but was not told.
        const uint64_t from
            = subscription.live ? subscription.seenSeq + 1 : subscription.recoverNext;
        m_outlet.lose(subscription, Loss::dropped, lost);
        tellLoss(subscription, from, restart.endedSeq, "history");
        if (from <= restart.endedSeq && subscription.policy == Policy::disconnect)
            m_outlet.overflow();
    }
    m_outlet.detach(subscription);
    subscription.epoch = restart.epoch;
    subscription.startSeq = subscription.seenSeq = subscription.sentSeq = 0;
    subscription.gapsUntil = 0;
    subscription.totals = {};
    subscription.needsResync = false;
    goLive(subscription, 0);
}

void Recovery::lost(Subscription &subscription, const channels::Gap &gap)
{
    settle(subscription);
    const uint64_t from = std::max(gap.from, subscription.seenSeq + 1);
    if (from > gap.to)
        return;
    if (subscription.conflating()) {
        m_outlet.lose(subscription, Loss::conflated, gap.to - from + 1);
    } else {
        m_outlet.lose(subscription, Loss::dropped, gap.to - from + 1);
        tellLoss(subscription, from, gap.to, "backplane");
        if (subscription.policy == Policy::disconnect)
            m_outlet.overflow();
    }
    subscription.seenSeq = gap.to;
}

void Recovery::goLive(Subscription &subscription, uint64_t after)
{
    // Read under the channel's mutex: what the inbox brings up to here has just been told.
    subscription.liveAfter = after;
    subscription.live = true;
    subscription.catchesUp = false;
}

size_t Recovery::step()
{
    while (!m_queue[m_at])
        ++m_at;
    Subscription &subscription = *m_queue[m_at];
    // A replay goes on where it was before others get theirs: an answer's parts stay together.
    if (subscription.missing == Missing::publications)
        return replay(subscription);
    return subscription.conflating() ? latest(subscription) : snapshot(subscription);
}

size_t Recovery::replay(Subscription &subscription)
{
    const uint64_t next = subscription.recoverNext;
    const channels::Channel::Page page
        = subscription.channel->read(next, m_limits.publications, m_limits.bytes);
    if (standsStill(subscription, page.position))
        return 1;
    const uint64_t last = page.position.seq;
    if (page.publications.empty() && next <= last) {
        // The history moved on while the reader took its time.
        if (subscription.catchesUp && subscription.policy == Policy::disconnect) {
            forget(subscription);
            m_outlet.overflow();
            return 1;
        }
        const uint64_t to = page.oldest ? page.oldest - 1 : last;
        m_outlet.lose(subscription, Loss::dropped, to - next + 1);
        tellLoss(subscription, next, to, "history");
        subscription.seenSeq = to;
        subscription.recoverNext = to + 1;
    }
    for (const channels::PublicationRef &publication : page.publications) {
        m_outlet.deliver(subscription, *publication);
        subscription.recoverNext = publication->seq + 1;
    }
    if (subscription.recoverNext > last) {
        forget(subscription);
        goLive(subscription, last);
    }
    return page.publications.size() + 1;
}

size_t Recovery::snapshot(Subscription &subscription)
{
    const auto [data, position] = subscription.channel->snapshotNow();
    if (standsStill(subscription, position))
        return 1;
    forget(subscription);
    m_outlet.lose(subscription, Loss::dropped, position.seq - subscription.seenSeq);
    tellLoss(subscription, subscription.recoverNext, position.seq, "drop");
    subscription.seenSeq = position.seq;
    m_subscriber.sendSnapshot(subscription, data, position);
    goLive(subscription, position.seq);
    return 1;
}

size_t Recovery::latest(Subscription &subscription)
{
    const channels::Channel &channel = *subscription.channel;
    const channels::Channel::Page newest = channel.readNewest(1);
    const bool one = !channel.spec().snapshot && !newest.publications.empty();
    std::string data;
    protocol::StreamPosition position = newest.position;
    if (!one)
        std::tie(data, position) = channel.snapshotNow();
    if (standsStill(subscription, position))
        return 1;
    forget(subscription);
    const uint64_t missing = subscription.unaccounted(position.seq);
    if (!one && data.empty()) { // history had no room for what would replace them
        m_outlet.lose(subscription, Loss::dropped, missing);
        tellLoss(subscription, position.seq + 1 - missing, position.seq, "drop");
    } else {
        m_outlet.lose(subscription, Loss::conflated, missing - (one && missing > 0 ? 1 : 0));
    }
    subscription.seenSeq = position.seq;
    goLive(subscription, position.seq);
    if (one)
        m_outlet.deliver(subscription, *newest.publications.front());
    else if (!data.empty())
        m_subscriber.sendSnapshot(subscription, data, position);
    return 1;
}

void Recovery::tellLoss(
    Subscription &subscription, uint64_t from, uint64_t to, std::string_view reason)
{
    if (!subscription.notices || from > to)
        return;
    m_outlet.sendLoss(
        subscription, from, to, m_subscriber.encodeLoss(subscription, from, to, reason));
}

} // namespace wavetape::delivery
