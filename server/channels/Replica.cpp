// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Replica.h"

#include "protocol/Reply.h"

#include <bit>
#include <optional>
#include <utility>

namespace wavetape::channels {

Replica::Replica(ChannelHub &hub, std::string_view name)
    : m_hub(&hub)
    , m_channel(hub.findOrInterest(name))
{
}

Replica::~Replica()
{
    if (!m_channel)
        return;
    // As if its last reader had left: an interest that nobody holds is remembered for a while.
    ChannelHub &hub = *m_hub;
    const ChannelRef channel = std::move(m_channel);
    hub.release(channel);
}

void Replica::restart(std::string_view epoch)
{
    goOnAs(*m_hub, *m_channel, {std::string(epoch), 0, {}}, m_channel->spec().rate, {});
}

void Replica::goOnAs(ChannelHub &hub, Channel &channel, Numbering begins, double rate,
    const std::function<void()> &apply)
{
    uint64_t wanted = 0;
    std::unique_lock lock(channel.m_mutex);
    const Restart restart {channel.m_epoch, channel.m_seq,
        std::make_shared<const std::string>(std::move(begins.epoch))};
    channel.m_epoch = restart.epoch;
    channel.m_seq = begins.seq;
    channel.m_last.reset();
    channel.m_keySeq = {begins.keys.begin(), begins.keys.end()};
    channel.m_snapshotCache.clear(); // its number comes again
    channel.m_rate.store(rate, std::memory_order_relaxed);
    if (apply)
        apply();
    hub.m_historyBytes.fetch_sub(channel.m_history.clear(), std::memory_order_relaxed);
    for (size_t sink = 0; sink < channel.m_interest.size(); ++sink) {
        if (channel.m_interest[sink] == 0)
            continue;
        hub.m_sinks[sink]->channelRestarted(channel.shared_from_this(), restart);
        if (begins.seq > 0)
            hub.m_sinks[sink]->channelSkipped(
                channel.shared_from_this(), {restart.epoch, 1, begins.seq});
        wanted |= 1ull << sink;
    }
    lock.unlock();
    hub.wake(wanted);
}

void Replica::skip(uint64_t to)
{
    Channel &channel = *m_channel;
    uint64_t wanted = 0;
    {
        const std::lock_guard lock(channel.m_mutex);
        const Gap gap {channel.m_epoch, channel.m_seq + 1, to};
        // Numbers in a history are consecutive.
        m_hub->m_historyBytes.fetch_sub(channel.m_history.clear(), std::memory_order_relaxed);
        channel.m_seq = to;
        for (size_t sink = 0; sink < channel.m_interest.size(); ++sink) {
            if (channel.m_interest[sink] == 0)
                continue;
            m_hub->m_sinks[sink]->channelSkipped(m_channel, gap);
            wanted |= 1ull << sink;
        }
    }
    m_hub->wake(wanted);
}

void Replica::deliver(uint64_t seq, int64_t timeMicros, std::string_view dataJson)
{
    Channel &channel = *m_channel;
    auto publication = Publication::make();
    uint64_t wanted = 0;
    {
        const std::lock_guard lock(channel.m_mutex);
        publication->channelId = channel.m_id;
        publication->epoch = channel.m_epoch;
        publication->priority = channel.m_spec.priority;
        publication->seq = channel.m_seq = seq;
        publication->timeMicros = timeMicros;
        publication->monotonicNanos = m_hub->m_clock.steadyNanos();
        std::optional<uint64_t> kseq;
        if (channel.conflating() || channel.m_conflating > 0)
            kseq = seq;
        std::string text;
        publication->dataAt = static_cast<uint32_t>(
            protocol::appendPublication(text, channel.name(), dataJson, seq, timeMicros, kseq));
        publication->dataSize = static_cast<uint32_t>(dataJson.size());
        publication->message = EncodedFrame::text(text);
        wanted = m_hub->deliver(channel, std::move(publication));
    }
    m_hub->wake(wanted);
    if (m_hub->m_historyBytes.load(std::memory_order_relaxed) > m_hub->m_options.historyTotalBytes)
        m_hub->evictLeastRecentlyUsed();
}

void Replica::bear()
{
    if (m_channel->born())
        return;
    const std::unique_lock lock(m_hub->m_mutex);
    // It is another node's already: here it is no question of whether, only of who makes room.
    m_hub->makeRoom();
    m_channel->m_unsubscribedNanos.store(m_hub->m_clock.steadyNanos(), std::memory_order_relaxed);
    m_channel->m_bornAt.store(m_channel->position().seq, std::memory_order_relaxed);
    m_channel->m_born.store(true, std::memory_order_release);
    ++m_hub->m_clientChannels;
    m_hub->announceBirth(m_channel);
}

} // namespace wavetape::channels
