// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/FanOut.h"

#include "defence/Defence.h"
#include "delivery/Loop.h"
#include "delivery/Outlet.h"
#include "delivery/RateGate.h"
#include "delivery/Subscriber.h"
#include "delivery/Subscription.h"

#include <algorithm>
#include <chrono>

namespace wavetape::delivery {

using defence::armed;
using defence::Defence;

namespace {
// What a publication holds besides its frame, about.
constexpr uint64_t kPublicationBytes = 256;
constexpr size_t kClockEvery = 32; // subscribers between two looks at the clock
constexpr size_t kRunBytes = 64 * 1024; // a connection's share of one turn

/// The clock that `untilNanos` is of.
uint64_t steadyNanos()
{
    return static_cast<uint64_t>(
        std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
}
} // namespace

FanOut::FanOut(Loop &loop, channels::ChannelHub &hub, RateGate &rates, uint64_t inboxBytes,
    metrics::ThreadStats &stats)
    : m_loop(loop)
    , m_hub(hub)
    , m_rates(rates)
    , m_stats(stats)
    , m_sink(hub.attach(this))
    , m_inboxLimit(inboxBytes)
{
}

template <typename Part>
void FanOut::queue(Part part)
{
    const std::lock_guard lock(m_inboxMutex);
    m_inbox.emplace_back(std::move(part));
    m_inboxPending.store(true, std::memory_order_relaxed);
}

void FanOut::post(std::function<void()> task)
{
    queue(std::move(task));
    m_loop.wakeUp();
}

void FanOut::push(channels::PublicationRef publication)
{
    const uint64_t bytes = publication->message->size() + kPublicationBytes;
    const std::lock_guard lock(m_inboxMutex);
    if (m_inboxBytes + bytes > m_inboxLimit && m_inboxBytes > 0 && armed(Defence::inboxBound)) {
        m_stats.inboxSkipped.add(1);
        const uint32_t channel = publication->channelId;
        if (std::find(m_skippedChannels.begin(), m_skippedChannels.end(), channel)
            == m_skippedChannels.end()) {
            m_skippedChannels.push_back(channel);
            m_inbox.push_back(Skipped {channel});
        }
        return;
    }
    m_inboxBytes += bytes;
    m_inbox.push_back(std::move(publication));
    m_inboxPending.store(true, std::memory_order_relaxed);
}

void FanOut::channelBorn(channels::ChannelRef channel)
{
    queue(Born {std::move(channel)});
}

void FanOut::channelRestarted(channels::ChannelRef channel, const channels::Restart &restart)
{
    const std::lock_guard lock(m_inboxMutex);
    // What the new numbering loses is to be found out about by itself, behind this.
    std::erase(m_skippedChannels, channel->id());
    m_inbox.push_back(Restarted {std::move(channel), restart});
    m_inboxPending.store(true, std::memory_order_relaxed);
}

void FanOut::channelSkipped(channels::ChannelRef channel, const channels::Gap &gap)
{
    queue(Lost {std::move(channel), gap});
}

void FanOut::wake()
{
    // The thread itself looks at its inbox before it waits again.
    if (!m_loop.isCurrent())
        m_loop.wakeUp();
}

void FanOut::addSubscriber(Subscription &subscription)
{
    Subscribers &subscribers = m_subscribers[subscription.channel->id()];
    subscription.slot = static_cast<uint32_t>(subscribers.list.size());
    subscribers.list.push_back(&subscription);
}

void FanOut::removeSubscriber(Subscription &subscription)
{
    const auto it = m_subscribers.find(subscription.channel->id());
    if (it == m_subscribers.end())
        return;
    Subscribers &subscribers = it->second;
    if (m_group == &subscribers) {
        // Places must not move while a fan-out is between two of them.
        subscribers.list[subscription.slot] = nullptr;
        ++subscribers.holes;
        return;
    }
    subscribers.list[subscription.slot] = subscribers.list.back();
    subscribers.list[subscription.slot]->slot = subscription.slot;
    subscribers.list.pop_back();
    if (subscribers.list.empty())
        m_subscribers.erase(it);
}

void FanOut::watchPrefix(Subscriber &subscriber, std::string_view prefix)
{
    m_prefixWatchers.at(prefix).insert(&subscriber);
    m_hub.watchPrefix(m_sink, prefix);
}

void FanOut::unwatchPrefix(Subscriber &subscriber, std::string_view prefix)
{
    m_hub.unwatchPrefix(m_sink, prefix);
    std::unordered_set<Subscriber *> *watchers = m_prefixWatchers.find(prefix);
    if (!watchers)
        return;
    watchers->erase(&subscriber);
    if (watchers->empty())
        m_prefixWatchers.erase(prefix);
    if (!m_born)
        return;
    bool watches = false; // what has come to be, by another prefix
    m_prefixWatchers.visit(m_born->name(), [&](const std::unordered_set<Subscriber *> &others) {
        watches = watches || others.contains(&subscriber);
    });
    if (!watches)
        std::erase(m_toBeTold, &subscriber);
}

bool FanOut::take(uint64_t untilNanos)
{
    for (;;) {
        if (m_group && !deliverGroup(untilNanos))
            return false;
        if (m_born && !tellOfBirth(untilNanos))
            return false;
        if (m_batchAt == m_batch.size() && !nextBatch())
            return true;
        if (channelOf(m_batch[m_batchAt]))
            beginGroup();
        else
            handle(std::move(m_batch[m_batchAt++]));
    }
}

/// 0 for what is no publication.
uint32_t FanOut::channelOf(const Item &item)
{
    const auto *publication = std::get_if<channels::PublicationRef>(&item);
    return publication ? (*publication)->channelId : 0;
}

const channels::Publication &FanOut::publicationAt(size_t place) const
{
    return *std::get<channels::PublicationRef>(m_batch[place]);
}

bool FanOut::nextBatch()
{
    m_batch.clear();
    m_batchAt = 0;
    {
        const std::lock_guard lock(m_inboxMutex);
        m_batch.swap(m_inbox);
        m_inboxBytes = 0;
        m_skippedChannels.clear();
        m_inboxPending.store(false, std::memory_order_relaxed);
    }
    if (m_batch.empty())
        return false;
    const uint32_t first = channelOf(m_batch.front());
    m_batchIsOneChannel = first
        && std::all_of(m_batch.begin(), m_batch.end(),
            [&](const Item &item) { return channelOf(item) == first; });
    return true;
}

void FanOut::handle(Item item)
{
    if (auto *born = std::get_if<Born>(&item)) {
        m_born = std::move(born->channel);
        m_prefixWatchers.visit(
            m_born->name(), [this](const std::unordered_set<Subscriber *> &watchers) {
                m_toBeTold.insert(m_toBeTold.end(), watchers.begin(), watchers.end());
            });
    } else if (auto *restarted = std::get_if<Restarted>(&item)) {
        restart(*restarted);
    } else if (auto *lost = std::get_if<Lost>(&item)) {
        tellOfGap(*lost);
    } else if (const auto *skipped = std::get_if<Skipped>(&item)) {
        catchUp(skipped->channelId);
    } else {
        std::get<std::function<void()>>(item)();
    }
}

bool FanOut::tellOfBirth(uint64_t untilNanos)
{
    for (size_t told = 1; !m_toBeTold.empty(); ++told) {
        Subscriber *subscriber = m_toBeTold.back();
        m_toBeTold.pop_back();
        subscriber->onChannelBorn(m_born);
        if (told % kClockEvery == 0 && steadyNanos() > untilNanos && !m_toBeTold.empty())
            return false;
    }
    m_born->dropBirthHold(m_sink);
    m_born.reset();
    return true;
}

void FanOut::restart(const Restarted &restarted)
{
    const auto it = m_subscribers.find(restarted.channel->id());
    if (it == m_subscribers.end())
        return;
    for (Subscription *subscription : it->second.list) {
        // Who joined since then began with the new numbering, or a newer one.
        if (subscription->epoch == restarted.restart.endedEpoch)
            subscription->subscriber->onRestart(*subscription, restarted.restart);
    }
}

void FanOut::tellOfGap(const Lost &lost)
{
    const auto it = m_subscribers.find(lost.channel->id());
    if (it == m_subscribers.end())
        return;
    for (Subscription *subscription : it->second.list) {
        // Who is not live finds the hole in the history; who joined behind it knows of none.
        if (!subscription->live || subscription->epoch != lost.gap.epoch
            || subscription->liveAfter >= lost.gap.to)
            continue;
        if (lost.channel->hasSnapshot())
            subscription->subscriber->onSkipped(*subscription);
        else
            subscription->subscriber->onGap(*subscription, lost.gap);
        subscription->outlet->makeReady();
    }
}

void FanOut::catchUp(uint32_t channelId)
{
    const auto found = m_subscribers.find(channelId);
    if (found == m_subscribers.end())
        return;
    for (Subscription *subscription : found->second.list) {
        subscription->subscriber->onSkipped(*subscription);
        subscription->outlet->makeReady();
    }
}

void FanOut::beginGroup()
{
    const uint32_t channel = channelOf(m_batch[m_batchAt]);
    m_groupEnd = m_batchAt + 1;
    while (m_groupEnd < m_batch.size() && channelOf(m_batch[m_groupEnd]) == channel)
        ++m_groupEnd;
    const auto it = m_subscribers.find(channel);
    // Whatever is still to be said, the end does not wait for it.
    if (it == m_subscribers.end() || m_loop.stopRequested()) {
        m_batchAt = m_groupEnd;
        return;
    }
    m_group = &it->second;
    m_groupAt = 0;
    m_groupFirstSeq = publicationAt(m_batchAt).seq;
    // With other channels in the turn a connection may get more, and then in one write.
    m_takesRuns = m_batchIsOneChannel && !m_loop.gathersPublications();
    m_runsMade = 0;
}

/// The group as `subscription` would be sent it without a backlog; null where it is not all of it,
/// or more than the same bytes for all.
const PublicationRun *FanOut::runFor(const Subscription &subscription)
{
    if (!m_takesRuns || subscription.liveAfter >= m_groupFirstSeq || subscription.maxRate > 0
        || subscription.deflateBits || subscription.prefixed)
        return nullptr;
    for (size_t i = 0; i < m_runsMade; ++i) {
        if (m_runs[i].form == subscription.form)
            return m_runs[i].bytes.empty() ? nullptr : &m_runs[i];
    }
    if (m_runsMade == m_runs.size())
        m_runs.emplace_back();
    PublicationRun &run = m_runs[m_runsMade++];
    run.form = subscription.form;
    run.bytes.clear();
    run.publications.clear();
    run.headers = {};
    for (size_t i = m_batchAt; i < m_groupEnd; ++i) {
        const channels::Publication &publication = publicationAt(i);
        const channels::FrameRef &frame
            = subscription.channel->frame(publication, *subscription.form);
        if (run.bytes.size() + frame->size() > kRunBytes) {
            run.bytes.clear();
            return nullptr;
        }
        run.bytes += frame->bytes();
        if (const uint8_t header = frame->headerSize())
            ++run.headers[header == 2 ? 0 : header == 4 ? 1 : 2];
        run.publications.push_back(&publication);
    }
    return &run;
}

/// Asks for the memory of the next readers: where there are thousands it is in no cache, and comes
/// while the one before them is written to.
void FanOut::fetchAhead() const
{
    constexpr size_t kLine = 64, kSubscription = 3 * kLine, kOutlet = 6 * kLine; // what is used
    const auto fetch = [](const void *object, size_t bytes) {
        for (size_t at = 0; at < bytes; at += kLine)
            __builtin_prefetch(static_cast<const char *>(object) + at);
    };
    const std::vector<Subscription *> &list = m_group->list;
    if (m_groupAt + 2 < list.size())
        fetch(list[m_groupAt + 2], kSubscription);
    if (m_groupAt + 1 < list.size() && list[m_groupAt + 1])
        fetch(list[m_groupAt + 1]->outlet, kOutlet);
}

bool FanOut::deliverGroup(uint64_t untilNanos)
{
    // Subscribers outside, publications inside: a connection's queue is touched while it is in the
    // cache, and where nothing else came in this turn its one write follows at once.
    const std::shared_ptr<const std::string> epoch = publicationAt(m_batchAt).epoch;
    for (; m_groupAt < m_group->list.size(); ++m_groupAt) {
        if (m_groupAt % kClockEvery == kClockEvery - 1 && steadyNanos() > untilNanos)
            return false;
        fetchAhead();
        Subscription *subscription = m_group->list[m_groupAt];
        // Another epoch: it joined after a restart that the inbox has still to come to.
        if (!subscription || !subscription->live || subscription->epoch != epoch)
            continue;
        Outlet &outlet = *subscription->outlet;
        const PublicationRun *run = runFor(*subscription);
        if (run && outlet.takesRun()) {
            outlet.sendRun(*subscription, *run);
            continue;
        }
        const bool untouched = !outlet.touched();
        deliverTo(*subscription);
        if (m_batchIsOneChannel && untouched)
            outlet.writeNow();
    }
    endGroup();
    return true;
}

void FanOut::deliverTo(Subscription &subscription)
{
    Outlet &outlet = *subscription.outlet;
    for (size_t i = m_batchAt; i < m_groupEnd; ++i) {
        const auto &publication = std::get<channels::PublicationRef>(m_batch[i]);
        if (!subscription.live)
            return; // the one before made a gap: a snapshot comes
        if (publication->seq <= subscription.liveAfter)
            continue;
        if (subscription.maxRate > 0 && !m_rates.passes(subscription, publication))
            continue;
        outlet.deliver(subscription, *publication);
        if (outlet.behind() || !outlet.aboveHigh())
            continue;
        // Nobody is slow yet: it only has much to say in one turn.
        outlet.flush();
        if (m_group->list[m_groupAt] != &subscription)
            return; // the connection ended
    }
}

void FanOut::endGroup()
{
    const uint32_t channel = publicationAt(m_batchAt).channelId;
    for (; m_batchAt < m_groupEnd; ++m_batchAt)
        std::get<channels::PublicationRef>(m_batch[m_batchAt]).reset();
    Subscribers &subscribers = *m_group;
    m_group = nullptr;
    if (subscribers.holes) {
        std::erase(subscribers.list, nullptr);
        for (size_t i = 0; i < subscribers.list.size(); ++i)
            subscribers.list[i]->slot = static_cast<uint32_t>(i);
        subscribers.holes = 0;
    }
    if (subscribers.list.empty())
        m_subscribers.erase(channel);
}

} // namespace wavetape::delivery
