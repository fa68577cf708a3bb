// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FanOut.h"

#include "defence/Defence.h"
#include "net/ChannelSession.h"
#include "net/Connection.h"
#include "net/IoThread.h"

#include <algorithm>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

namespace {
// What a publication holds besides its frame, about.
constexpr uint64_t kPublicationBytes = 256;
constexpr size_t kClockEvery = 32; // subscribers between two looks at the clock
} // namespace

FanOut::FanOut(IoThread &thread, channels::ChannelHub &hub, uint64_t inboxBytes, ThreadStats &stats)
    : m_thread(thread)
    , m_stats(stats)
    , m_sink(hub.attach(this))
    , m_inboxLimit(inboxBytes)
{
}

template <typename Part> void FanOut::queue(Part part)
{
    const std::lock_guard lock(m_inboxMutex);
    m_inbox.emplace_back(std::move(part));
    m_inboxPending.store(true, std::memory_order_relaxed);
}

void FanOut::post(std::function<void()> task)
{
    queue(std::move(task));
    m_thread.wakeUp();
}

void FanOut::push(channels::PublicationRef publication)
{
    const uint64_t bytes = publication->frames.front()->size() + kPublicationBytes;
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

void FanOut::channelRestarted(channels::ChannelRef channel)
{
    queue(Restarted {std::move(channel)});
}

void FanOut::wake()
{
    // The thread itself looks at its inbox before it waits again.
    if (!m_thread.isCurrent())
        m_thread.wakeUp();
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

void FanOut::watchPrefix(Connection &connection)
{
    if (std::find(m_prefixWatchers.begin(), m_prefixWatchers.end(), &connection)
        == m_prefixWatchers.end())
        m_prefixWatchers.push_back(&connection);
}

void FanOut::unwatchPrefix(Connection &connection)
{
    std::erase(m_prefixWatchers, &connection);
}

bool FanOut::take(uint64_t untilNanos)
{
    for (;;) {
        if (m_group && !deliverGroup(untilNanos))
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
        const std::vector<Connection *> watchers = m_prefixWatchers;
        for (Connection *connection : watchers)
            static_cast<ChannelSession &>(connection->session()).onChannelBorn(born->channel);
        born->channel->dropBirthHold(m_sink);
    } else if (auto *restarted = std::get_if<Restarted>(&item)) {
        restart(*restarted->channel);
    } else if (const auto *skipped = std::get_if<Skipped>(&item)) {
        catchUp(skipped->channelId);
    } else {
        std::get<std::function<void()>>(item)();
    }
}

void FanOut::restart(const channels::Channel &channel)
{
    const auto it = m_subscribers.find(channel.id());
    if (it == m_subscribers.end())
        return;
    for (Subscription *subscription : it->second.list)
        ChannelSession::onRestart(*subscription);
}

void FanOut::catchUp(uint32_t channelId)
{
    const auto found = m_subscribers.find(channelId);
    if (found == m_subscribers.end())
        return;
    // A numbering that begins anew behind this in the batch, or is already in the inbox: what its
    // history holds now is not of the life in which these publications were.
    const auto restarts = [&](const Item &item) {
        const auto *restarted = std::get_if<Restarted>(&item);
        return restarted && restarted->channel->id() == channelId;
    };
    const auto rest = m_batch.begin() + static_cast<std::ptrdiff_t>(m_batchAt);
    if (std::any_of(rest, m_batch.end(), restarts))
        return;
    {
        const std::lock_guard lock(m_inboxMutex);
        if (std::any_of(m_inbox.begin(), m_inbox.end(), restarts))
            return;
    }
    for (Subscription *subscription : found->second.list) {
        static_cast<WebSocketSession &>(subscription->connection->session())
            .onSkipped(*subscription);
        m_thread.makeReady(*subscription->connection);
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
    if (it == m_subscribers.end() || m_thread.stopRequested()) {
        m_batchAt = m_groupEnd;
        return;
    }
    m_group = &it->second;
    m_groupAt = 0;
    makeRuns();
}

void FanOut::makeRuns()
{
    for (size_t format = 0; format < m_runs.size(); ++format) {
        PublicationRun &run = m_runs[format];
        run.bytes.clear();
        run.publications.clear();
        run.headers = {};
        // With other channels in the turn a connection may get more, and then in one write.
        if (!m_batchIsOneChannel || m_thread.gathersPublications())
            continue;
        for (size_t i = m_batchAt; i < m_groupEnd; ++i) {
            const channels::Publication &publication = publicationAt(i);
            const channels::FrameRef &frame = publication.frames[format];
            if (!frame || run.bytes.size() + frame->size() > IoThread::kSendBytes) {
                run.bytes.clear();
                break;
            }
            run.bytes += frame->bytes();
            ++run.headers[frame->headerSize() == 2 ? 0 : frame->headerSize() == 4 ? 1 : 2];
            run.publications.push_back(&publication);
        }
    }
}

bool FanOut::deliverGroup(uint64_t untilNanos)
{
    // Subscribers outside, publications inside: a connection's queue is touched while it is in the
    // cache, and where nothing else came in this turn its one write follows at once.
    for (; m_groupAt < m_group->list.size(); ++m_groupAt) {
        if (m_groupAt % kClockEvery == kClockEvery - 1 && uv_hrtime() > untilNanos)
            return false;
        Subscription *subscription = m_group->list[m_groupAt];
        if (!subscription || !subscription->live)
            continue;
        Connection &connection = *subscription->connection;
        const PublicationRun &run = m_runs[static_cast<size_t>(subscription->format)];
        if (!run.bytes.empty() && subscription->liveAfter < run.publications.front()->seq
            && subscription->maxRate == 0 && subscription->deflateBits == 0
            && connection.takesRun()) {
            connection.sendRun(*subscription, run);
            continue;
        }
        const bool untouched = !connection.touched();
        deliverTo(*subscription);
        if (m_batchIsOneChannel && untouched)
            m_thread.writeNow(connection);
    }
    endGroup();
    return true;
}

void FanOut::deliverTo(Subscription &subscription)
{
    Connection &connection = *subscription.connection;
    for (size_t i = m_batchAt; i < m_groupEnd; ++i) {
        const auto &publication = std::get<channels::PublicationRef>(m_batch[i]);
        if (!subscription.live)
            return; // the one before made a gap: a snapshot comes
        if (publication->seq <= subscription.liveAfter)
            continue;
        if (subscription.maxRate > 0 && !ChannelSession::passesRate(subscription, publication))
            continue;
        connection.deliver(subscription, *publication);
        if (connection.behind() || !connection.aboveHigh())
            continue;
        // Nobody is slow yet: it only has much to say in one turn.
        connection.flush();
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

} // namespace wavetape::net
