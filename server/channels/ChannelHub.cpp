// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"

#include "channels/Forms.h"
#include "channels/Presence.h"
#include "channels/PublicationTime.h"
#include "defence/Defence.h"
#include "protocol/BinaryHeader.h"
#include "protocol/ChannelFamily.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"

#include <algorithm>
#include <bit>
#include <random>
#include <unordered_map>

namespace wavetape::channels {

using defence::armed;
using defence::Defence;

namespace {
thread_local ChannelHub::Batch *t_batch = nullptr;
thread_local std::string t_scratch;

std::string base36(uint64_t value)
{
    std::string text;
    do {
        text.insert(text.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
        value /= 36;
    } while (value);
    return text;
}
} // namespace

ChannelHub::ChannelHub(HubOptions options, const clock::Clock &clock)
    : m_options(options)
    , m_clock(clock)
    , m_presence(std::make_unique<Presence>(*this))
{
    std::random_device random;
    m_epochBase = (uint64_t(random()) << 8 ^ random()) & 0xffffffffffull;
}

ChannelHub::~ChannelHub() = default;

size_t ChannelHub::attach(DeliverySink *sink)
{
    const std::unique_lock lock(m_mutex);
    m_sinks.push_back(sink);
    return m_sinks.size() - 1;
}

std::string ChannelHub::nextEpoch()
{
    return base36(m_epochBase) + "." + base36(m_nextEpoch.fetch_add(1, std::memory_order_relaxed));
}

ChannelRef ChannelHub::makeChannel(ChannelSpec spec, bool born, Numbering begins)
{
    ChannelImage before;
    if (auto node = m_resumed.extract(spec.name); !node.empty() && node.mapped().rate == spec.rate)
        before = std::move(node.mapped());
    if (begins.epoch.empty() && m_resumedLife)
        begins = before.numbering;
    if (begins.epoch.empty())
        begins.epoch = nextEpoch();
    // A numbering that the caller has from elsewhere may be another one.
    const bool numbered
        = begins.epoch == before.numbering.epoch && begins.seq == before.numbering.seq;
    auto channel = std::make_shared<Channel>(std::move(spec),
        m_nextId.fetch_add(1, std::memory_order_relaxed), std::move(begins), m_options.history);
    channel->m_interest.resize(m_sinks.size());
    channel->m_lastUse.store(m_clock.wallMicros(), std::memory_order_relaxed);
    channel->m_born.store(born || before.born, std::memory_order_release);
    if (numbered || !m_resumedLife)
        m_historyBytes.fetch_add(
            channel->recall(before.history, numbered), std::memory_order_relaxed);
    if (m_watching && m_witness->wants(channel->spec())) {
        const std::lock_guard lock(channel->m_mutex);
        channel->m_watched.store(true, std::memory_order_relaxed);
        m_witness->onState(channel, {*channel->m_epoch, channel->m_seq}, channel->snapshotLocked());
    }
    return channel;
}

void ChannelHub::resume(HubImage image, bool sameLife)
{
    const std::lock_guard keysLock(m_keysMutex);
    const std::unique_lock lock(m_mutex);
    m_resumedLife = sameLife;
    if (sameLife) {
        m_epochBase = image.epochBase;
        m_nextEpoch.store(image.nextEpoch, std::memory_order_relaxed);
    }
    std::vector<std::string> clients;
    for (ChannelImage &channel : image.channels) {
        if (!sameLife && channel.history.empty())
            continue;
        if (!protocol::familyOf(channel.name).owned)
            clients.push_back(channel.name);
        m_resumed.insert_or_assign(channel.name, std::move(channel));
    }
    const int64_t now = m_clock.steadyNanos();
    for (const std::string &name : clients) {
        ChannelRef channel = makeChannel(ChannelSpec::of(name), false);
        channel->m_unsubscribedNanos.store(now, std::memory_order_relaxed);
        m_clientChannels += channel->born();
        m_channels.emplace(name, std::move(channel));
    }
    for (const KeyImage &key : image.keys) {
        if (const auto it = m_channels.find(key.channel); sameLife && it != m_channels.end())
            m_keys.add(it->second->id(), key.key, {*it->second->epoch(), key.seq},
                now - PublicationKeys::kKeptNanos + key.leftNanos);
    }
}

HubImage ChannelHub::image()
{
    HubImage image {m_epochBase, m_nextEpoch.load(std::memory_order_relaxed), {}, {}};
    const std::lock_guard lock(m_keysMutex);
    const int64_t now = m_clock.steadyNanos();
    std::unordered_map<uint32_t, std::string> names;
    for (const ChannelRef &channel : all())
        names.emplace(channel->id(), channel->name());
    m_keys.visit([&](uint32_t channel, std::string_view key,
                     const protocol::StreamPosition &position, int64_t untilNanos) {
        if (const auto it = names.find(channel); it != names.end() && untilNanos > now)
            image.keys.push_back({it->second, std::string(key), position.seq, untilNanos - now});
    });
    return image;
}

std::vector<ChannelRef> ChannelHub::all() const
{
    const std::shared_lock lock(m_mutex);
    std::vector<ChannelRef> result;
    result.reserve(m_channels.size());
    for (const auto &[name, channel] : m_channels)
        result.push_back(channel);
    return result;
}

ChannelRef ChannelHub::create(ChannelSpec spec, Numbering begins)
{
    const std::unique_lock lock(m_mutex);
    ChannelRef channel = makeChannel(std::move(spec), true, std::move(begins));
    m_channels.emplace(channel->name(), channel);
    if (channel->spec().listed)
        announceBirth(channel);
    return channel;
}

void ChannelHub::announceBirth(const ChannelRef &channel)
{
    uint64_t wanted = 0;
    m_watched.visit(channel->name(), [&](const std::vector<uint32_t> &watches) {
        for (size_t sink = 0; sink < watches.size(); ++sink)
            wanted |= watches[sink] ? 1ull << sink : 0;
    });
    for (uint64_t left = wanted; left; left &= left - 1) {
        const auto sink = static_cast<size_t>(std::countr_zero(left));
        {
            // From here on nothing is published past this sink, though it has not joined yet.
            const std::lock_guard lock(channel->m_mutex);
            channel->m_interest.resize(m_sinks.size());
            ++channel->m_interest[sink];
        }
        m_sinks[sink]->channelBorn(channel);
    }
    wake(wanted);
}

void ChannelHub::remove(std::string_view name)
{
    const std::unique_lock lock(m_mutex);
    const auto it = m_channels.find(name);
    if (it == m_channels.end())
        return;
    {
        const std::lock_guard channelLock(it->second->m_mutex);
        m_historyBytes.fetch_sub(it->second->m_history.clear(), std::memory_order_relaxed);
    }
    m_channels.erase(it);
}

ChannelRef ChannelHub::find(std::string_view name) const
{
    const std::shared_lock lock(m_mutex);
    const auto it = m_channels.find(name);
    return it == m_channels.end() ? nullptr : it->second;
}

ChannelRef ChannelHub::findOrInterest(std::string_view name)
{
    if (ChannelRef channel = find(name))
        return channel;
    // Only one family is made on demand, and by itself.
    if (name.starts_with(protocol::kPresenceFamily))
        return m_presence->open(name);
    if (protocol::familyOf(name).owned)
        return nullptr;
    const std::unique_lock lock(m_mutex);
    if (const auto it = m_channels.find(name); it != m_channels.end())
        return it->second;
    ChannelRef channel = makeChannel(ChannelSpec::of(std::string(name)), false);
    m_channels.emplace(channel->name(), channel);
    return channel;
}

bool ChannelHub::removeUnused(const ChannelRef &channel)
{
    if (channel->hasSubscribers())
        return false;
    const std::unique_lock lock(m_mutex);
    const auto it = m_channels.find(channel->name());
    // Somebody may have found it since: the map, the caller and nobody else hold it.
    if (it == m_channels.end() || it->second != channel || channel->hasSubscribers()
        || channel.use_count() > 2)
        return false;
    m_channels.erase(it);
    return true;
}

void ChannelHub::release(const ChannelRef &channel)
{
    if (channel->born() || channel->hasSubscribers())
        return;
    const std::unique_lock lock(m_mutex);
    const int64_t since = m_clock.wallMicros();
    channel->m_lastUse.store(since, std::memory_order_relaxed);
    m_released.emplace_back(since, channel->name());
    while (m_released.size() > m_options.interestsKept) {
        const auto [released, name] = std::move(m_released.front());
        m_released.pop_front();
        const auto it = m_channels.find(name);
        if (it != m_channels.end() && !it->second->born() && !it->second->hasSubscribers()
            && it->second.use_count() == 1
            && it->second->m_lastUse.load(std::memory_order_relaxed) == released)
            m_channels.erase(it); // nobody has held it since
    }
}

std::vector<ChannelRef> ChannelHub::list(std::string_view prefix) const
{
    const std::shared_lock lock(m_mutex);
    std::vector<ChannelRef> result;
    for (auto it = m_channels.lower_bound(prefix);
         it != m_channels.end() && it->first.starts_with(prefix); ++it) {
        if (it->second->born() && it->second->spec().listed)
            result.push_back(it->second);
    }
    return result;
}

ChannelHub::Listing ChannelHub::list(
    std::string_view prefix, std::string_view from, size_t most) const
{
    const std::shared_lock lock(m_mutex);
    Listing page;
    for (auto it = m_channels.lower_bound(std::max(prefix, from));
         it != m_channels.end() && it->first.starts_with(prefix); ++it) {
        if (most-- == 0) {
            page.next = it->first;
            break;
        }
        if (it->second->born() && it->second->spec().listed)
            page.channels.push_back(it->second);
    }
    return page;
}

size_t ChannelHub::size() const
{
    const std::shared_lock lock(m_mutex);
    return m_channels.size();
}

void ChannelHub::watchPrefix(size_t sink, std::string_view prefix)
{
    const std::unique_lock lock(m_mutex);
    std::vector<uint32_t> &watches = m_watched.at(prefix);
    watches.resize(m_sinks.size());
    ++watches[sink];
}

void ChannelHub::unwatchPrefix(size_t sink, std::string_view prefix)
{
    const std::unique_lock lock(m_mutex);
    std::vector<uint32_t> *watches = m_watched.find(prefix);
    if (!watches || (*watches)[sink] == 0)
        return;
    --(*watches)[sink];
    if (std::all_of(watches->begin(), watches->end(), [](uint32_t count) { return count == 0; }))
        m_watched.erase(prefix);
}

uint64_t ChannelHub::deliver(Channel &channel, std::shared_ptr<Publication> publication)
{
    uint64_t wanted = 0;
    for (size_t sink = 0; sink < channel.m_interest.size(); ++sink) {
        if (channel.m_interest[sink] == 0)
            continue;
        m_sinks[sink]->push(publication);
        wanted |= 1ull << sink;
    }
    if (channel.m_watched.load(std::memory_order_relaxed))
        m_witness->onPublication(publication);
    if (channel.m_spec.latestIsSnapshot)
        channel.m_last = publication;
    channel.m_lastUse.store(publication->timeMicros, std::memory_order_relaxed);
    if (channel.m_spec.keepHistory) {
        const int64_t change = channel.m_history.add(std::move(publication));
        m_historyBytes.fetch_add(static_cast<uint64_t>(change), std::memory_order_relaxed);
    }
    m_published.fetch_add(1, std::memory_order_relaxed);
    return wanted;
}
template <typename Encode>
void ChannelHub::publishOne(Channel &channel, Encode encode)
{
    auto publication = Publication::make();
    uint64_t wanted = 0;
    {
        const std::lock_guard lock(channel.m_mutex);
        publication->channelId = channel.m_id;
        publication->epoch = channel.m_epoch;
        publication->priority = channel.m_spec.priority;
        publication->seq = ++channel.m_seq;
        const int64_t told = PublicationTime::micros();
        publication->timeMicros = told ? told : m_clock.wallMicros();
        publication->monotonicNanos = m_clock.steadyNanos();
        encode(*publication);
        wanted = deliver(channel, std::move(publication));
    }
    wake(wanted);
    if (m_historyBytes.load(std::memory_order_relaxed) > m_options.historyTotalBytes)
        evictLeastRecentlyUsed();
}

protocol::StreamPosition ChannelHub::publish(Channel &channel, std::string_view dataJson,
    uint64_t key, const std::function<void(uint64_t)> &apply)
{
    protocol::StreamPosition position;
    publishOne(channel, [&](Publication &publication) {
        publication.key = key;
        if (apply)
            apply(publication.seq);
        std::optional<uint64_t> kseq;
        if (key != 0) {
            kseq = ++channel.m_keySeq[key];
            // Keys beyond those kept are times that pass: only the newest can still be published
            // again. Where the clock was set back it is those of before that cannot.
            if (channel.m_keySeq.size() > channel.m_spec.keysKept) {
                const auto [oldest, newest]
                    = std::minmax_element(channel.m_keySeq.begin(), channel.m_keySeq.end());
                channel.m_keySeq.erase(oldest->first == key ? newest : oldest);
            }
        } else if (channel.conflating() || channel.m_conflating > 0) {
            kseq = publication.seq;
        }
        t_scratch.clear();
        publication.dataAt = static_cast<uint32_t>(protocol::appendPublication(
            t_scratch, channel.name(), dataJson, publication.seq, publication.timeMicros, kseq));
        publication.dataSize = static_cast<uint32_t>(dataJson.size());
        publication.message = EncodedFrame::text(t_scratch);
        position = {*channel.m_epoch, channel.m_seq};
    });
    return position;
}

namespace {
std::string_view asBytes(std::span<const float> samples)
{
    static_assert(
        std::endian::native == std::endian::little, "blocks are little-endian on the wire");
    return {reinterpret_cast<const char *>(samples.data()), samples.size_bytes()};
}
} // namespace

void ChannelHub::publishBlock(
    Channel &channel, std::span<const float> samples, unsigned lanes, uint64_t timeMicros)
{
    publishPayload(channel, asBytes(samples), true, lanes, timeMicros);
}

void ChannelHub::publishBytes(
    Channel &channel, std::string_view bytes, bool float32, uint64_t timeMicros)
{
    publishPayload(channel, bytes, float32, float32 ? channel.m_spec.lanes : 1, timeMicros);
}

void ChannelHub::publishPayload(
    Channel &channel, std::string_view bytes, bool float32, unsigned lanes, uint64_t timeMicros)
{
    publishOne(channel, [&](Publication &publication) {
        protocol::BinaryHeader header;
        header.kind = float32 ? protocol::BlockKind::float32 : protocol::BlockKind::bytes;
        header.channelId = channel.m_id;
        header.seq = publication.seq;
        header.timeMicros = timeMicros;
        header.count
            = static_cast<uint32_t>(float32 ? bytes.size() / sizeof(float) / lanes : bytes.size());
        header.lanes = static_cast<uint16_t>(lanes);
        char head[protocol::BinaryHeader::kSize];
        header.write(head);
        publication.message = EncodedFrame::binary({head, sizeof head}, bytes);
    });
}

void ChannelHub::publishFrame(Channel &channel, websocket::Opcode opcode, std::string_view payload)
{
    publishOne(channel, [&](Publication &publication) {
        publication.message = opcode == websocket::Opcode::text ? EncodedFrame::text(payload)
                                                                : EncodedFrame::binary({}, payload);
        publication.keep(forms::bare, 0, publication.message);
    });
}

void ChannelHub::restart(Channel &channel, double rate)
{
    beginAnew(channel, std::make_shared<const std::string>(nextEpoch()), rate);
}

void ChannelHub::beginAnew(Channel &channel, std::shared_ptr<const std::string> epoch, double rate)
{
    uint64_t wanted = 0;
    std::unique_lock lock(channel.m_mutex);
    const Restart restart {channel.m_epoch, channel.m_seq, std::move(epoch)};
    channel.m_epoch = restart.epoch;
    channel.m_seq = 0;
    channel.m_last.reset();
    channel.m_keySeq.clear();
    channel.m_snapshotCache.clear(); // its number comes again
    channel.m_rate.store(rate, std::memory_order_relaxed);
    m_historyBytes.fetch_sub(channel.m_history.clear(), std::memory_order_relaxed);
    for (size_t sink = 0; sink < channel.m_interest.size(); ++sink) {
        if (channel.m_interest[sink] == 0)
            continue;
        m_sinks[sink]->channelRestarted(channel.shared_from_this(), restart);
        wanted |= 1ull << sink;
    }
    lock.unlock();
    wake(wanted);
}

void ChannelHub::watch(Witness &witness)
{
    {
        const std::unique_lock lock(m_mutex);
        m_witness = &witness;
        m_watching = true;
    }
    // States take their time: whoever looks for a channel meanwhile does not wait for them.
    for (const ChannelRef &channel : all()) {
        const std::lock_guard lock(channel->m_mutex);
        if (channel->m_watched.load(std::memory_order_relaxed) || !witness.wants(channel->m_spec))
            continue;
        channel->m_watched.store(true, std::memory_order_relaxed);
        witness.onState(channel, {*channel->m_epoch, channel->m_seq}, channel->snapshotLocked());
    }
}

void ChannelHub::unwatch()
{
    const std::unique_lock lock(m_mutex);
    for (const auto &[name, channel] : m_channels) {
        const std::lock_guard channelLock(channel->m_mutex);
        channel->m_watched.store(false, std::memory_order_relaxed);
    }
    m_watching = false;
}

void ChannelHub::tellState(Channel &channel)
{
    const std::lock_guard lock(channel.m_mutex);
    if (channel.m_watched.load(std::memory_order_relaxed))
        m_witness->onState(channel.shared_from_this(), {*channel.m_epoch, channel.m_seq},
            channel.snapshotLocked());
}

/// Under the lock. False where every client-made channel has subscribers.
bool ChannelHub::makeRoom()
{
    if (m_clientChannels < m_options.maxChannels)
        return true;
    const auto isFree = [](const Channel &channel) {
        return channel.born() && !channel.spec().serverOwned && !channel.hasSubscribers();
    };
    for (const bool lookedAgain : {false, true}) {
        while (!m_unsubscribed.empty()) {
            const auto [since, name] = std::move(m_unsubscribed.back());
            m_unsubscribed.pop_back();
            const auto it = m_channels.find(name);
            if (it == m_channels.end() || !isFree(*it->second) || it->second.use_count() > 1
                || it->second->m_unsubscribedNanos.load(std::memory_order_relaxed) != since)
                continue;
            {
                const std::lock_guard lock(it->second->m_mutex);
                m_historyBytes.fetch_sub(it->second->m_history.clear(), std::memory_order_relaxed);
            }
            m_channels.erase(it);
            --m_clientChannels;
            return true;
        }
        if (lookedAgain)
            break;
        // One look at all of them serves the next births too.
        constexpr size_t kRemembered = 256;
        for (const auto &[name, channel] : m_channels) {
            if (isFree(*channel))
                m_unsubscribed.emplace_back(
                    channel->m_unsubscribedNanos.load(std::memory_order_relaxed), name);
        }
        const size_t kept = std::min(kRemembered, m_unsubscribed.size());
        const auto end = m_unsubscribed.begin() + static_cast<std::ptrdiff_t>(kept);
        std::partial_sort(m_unsubscribed.begin(), end, m_unsubscribed.end());
        m_unsubscribed.erase(end, m_unsubscribed.end());
        std::reverse(m_unsubscribed.begin(), m_unsubscribed.end());
    }
    return false;
}

tl::expected<ChannelHub::ClientPublication, NotPublished> ChannelHub::publishFromClient(
    std::string_view name, std::string_view dataJson, std::string_view key,
    const std::function<bool()> &mayCreate)
{
    ChannelRef channel = find(name);
    Intake *const intake = channel ? channel->spec().intake.get() : nullptr;
    if (!intake && (protocol::familyOf(name).owned || (channel && channel->spec().serverOwned))
        && armed(Defence::serverOwnedChannels))
        return tl::unexpected(PublishFailure::forbidden);
    bool created = false;
    if (!channel || !channel->born()) {
        if (!mayCreate())
            return tl::unexpected(PublishFailure::tooManyChannels);
        if (!channel)
            channel = findOrInterest(name);
        if (!channel)
            return tl::unexpected(PublishFailure::forbidden); // none but the server makes it
        const std::unique_lock lock(m_mutex);
        if (!channel->born()) {
            if (!makeRoom())
                return tl::unexpected(PublishFailure::tooManyChannels);
            // A sweep may have let go of it since it was found.
            channel = m_channels.try_emplace(channel->name(), channel).first->second;
            if (!channel->born()) {
                channel->m_unsubscribedNanos.store(
                    clock::systemClock().steadyNanos(), std::memory_order_relaxed);
                channel->m_born.store(true, std::memory_order_release);
                ++m_clientChannels;
                created = true;
                announceBirth(channel);
            }
        }
    }
    protocol::StreamPosition position;
    const auto number = [&] {
        position = publish(*channel, dataJson);
        return position.seq;
    };
    const auto take = [&]() -> std::optional<NotPublished> {
        if (intake)
            return intake->take(dataJson, number);
        number();
        return {};
    };
    if (key.empty()) {
        if (const auto failure = take())
            return tl::unexpected(*failure);
        return ClientPublication {position, created};
    }
    // Whoever sends it again, on whatever thread, waits for the first one's number.
    const std::lock_guard lock(m_keysMutex);
    const int64_t now = m_clock.steadyNanos();
    if (const auto first = m_keys.find(channel->id(), key, now))
        return ClientPublication {*first, created, true};
    if (const auto failure = take())
        return tl::unexpected(*failure);
    m_keys.add(channel->id(), key, position, now);
    return ClientPublication {position, created};
}

void ChannelHub::sweep(int64_t nowMicros)
{
    {
        const std::lock_guard lock(m_keysMutex);
        m_keys.expire(m_clock.steadyNanos());
    }
    std::vector<std::string> unused;
    for (const ChannelRef &channel : all()) {
        const std::lock_guard lock(channel->m_mutex);
        m_historyBytes.fetch_sub(channel->m_history.expire(nowMicros), std::memory_order_relaxed);
        // A reader that comes back in time finds the numbering that it knows, though all histories
        // together may have had no room for this one's.
        if (!channel->m_spec.serverOwned && channel->m_history.empty() && !channel->hasSubscribers()
            && nowMicros - channel->m_lastUse.load(std::memory_order_relaxed)
                > m_options.history.ageMicros)
            unused.push_back(channel->name());
    }
    if (unused.empty())
        return;
    const std::unique_lock lock(m_mutex);
    for (const std::string &name : unused) {
        const auto it = m_channels.find(name);
        if (it == m_channels.end() || it->second->hasSubscribers() || it->second.use_count() > 1)
            continue;
        const bool wasBorn = it->second->born();
        {
            const std::lock_guard channelLock(it->second->m_mutex);
            if (!it->second->m_history.empty())
                continue;
        }
        m_channels.erase(it);
        if (wasBorn)
            --m_clientChannels;
    }
}

void ChannelHub::evictLeastRecentlyUsed()
{
    std::vector<ChannelRef> all = this->all();
    std::sort(all.begin(), all.end(), [](const ChannelRef &a, const ChannelRef &b) {
        return a->m_lastUse.load(std::memory_order_relaxed)
            < b->m_lastUse.load(std::memory_order_relaxed);
    });
    // Down to nine tenths, so that the next publication does not sort again.
    const uint64_t target = m_options.historyTotalBytes / 10 * 9;
    for (const ChannelRef &channel : all) {
        if (m_historyBytes.load(std::memory_order_relaxed) <= target)
            break;
        const std::lock_guard lock(channel->m_mutex);
        m_historyBytes.fetch_sub(channel->m_history.clear(), std::memory_order_relaxed);
    }
}

void ChannelHub::wake(uint64_t sinks)
{
    if (sinks == 0)
        return;
    if (t_batch && &t_batch->m_hub == this) {
        t_batch->m_pending |= sinks;
        return;
    }
    for (; sinks; sinks &= sinks - 1)
        m_sinks[static_cast<size_t>(std::countr_zero(sinks))]->wake();
}

ChannelHub::Batch::Batch(ChannelHub &hub)
    : m_hub(hub)
    , m_outer(t_batch)
{
    t_batch = this;
}

ChannelHub::Batch::~Batch()
{
    t_batch = m_outer;
    m_hub.wake(m_pending);
}

} // namespace wavetape::channels
