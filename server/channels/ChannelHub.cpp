// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"

#include "defence/Defence.h"
#include "protocol/BinaryHeader.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <random>

namespace wavetape::channels {

using defence::armed;
using defence::Defence;

namespace {
thread_local ChannelHub::Batch *t_batch = nullptr;
thread_local std::string t_scratch;

int64_t wallMicros()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

int64_t monotonicNanos()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

std::string base36(uint64_t value)
{
    std::string text;
    do {
        text.insert(text.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
        value /= 36;
    } while (value);
    return text;
}

constexpr std::string_view kPresence = "presence.";
constexpr size_t kPresenceSessions = 1000; // named; all are counted

/// Who subscribes to a channel, read at the moment it is asked for.
class PresenceSnapshot final : public SnapshotSource {
public:
    explicit PresenceSnapshot(ChannelRef subject)
        : m_subject(std::move(subject))
    {
    }
    void append(std::string &out) const override
    {
        protocol::JsonWriter json(out);
        json.beginObject()
            .key("channel")
            .string(m_subject->name())
            .key("count")
            .unsignedInteger(m_subject->subscribers());
        json.key("clients").beginArray();
        for (uint64_t session : m_subject->sessions(kPresenceSessions))
            json.beginObject().key("session").string("s" + std::to_string(session)).endObject();
        json.endArray().endObject();
    }

private:
    const ChannelRef m_subject;
};

constexpr std::string_view kServerOwned[] = {
    "ticker.", "trades.", "book.", "candles.", "index.", "wave.", "uplink.", "presence.", "sys."};
} // namespace

ChannelHub::ChannelHub(HubOptions options)
    : m_options(options)
{
    std::random_device random;
    m_epochBase = (uint64_t(random()) << 8 ^ random()) & 0xffffffffffull;
}

ChannelHub::~ChannelHub() = default;

size_t ChannelHub::attach(DeliverySink *sink)
{
    const std::unique_lock lock(m_mutex);
    m_sinks.push_back(sink);
    m_watched.emplace_back();
    return m_sinks.size() - 1;
}

bool ChannelHub::isServerOwned(std::string_view name)
{
    if (name == "alerts")
        return true;
    return std::any_of(std::begin(kServerOwned), std::end(kServerOwned),
        [&](std::string_view prefix) { return name.starts_with(prefix); });
}

std::string ChannelHub::nextEpoch()
{
    return base36(m_epochBase) + "." + base36(m_nextEpoch.fetch_add(1, std::memory_order_relaxed));
}

ChannelRef ChannelHub::makeChannel(ChannelSpec spec, bool born)
{
    auto channel = std::make_shared<Channel>(std::move(spec),
        m_nextId.fetch_add(1, std::memory_order_relaxed), nextEpoch(), m_options.history);
    channel->m_interest.resize(m_sinks.size());
    channel->m_lastUse.store(wallMicros(), std::memory_order_relaxed);
    channel->m_born.store(born, std::memory_order_release);
    return channel;
}

ChannelRef ChannelHub::create(ChannelSpec spec)
{
    const std::unique_lock lock(m_mutex);
    ChannelRef channel = makeChannel(std::move(spec), true);
    m_channels.emplace(channel->name(), channel);
    if (channel->spec().listed)
        announceBirth(channel);
    return channel;
}

void ChannelHub::announceBirth(const ChannelRef &channel)
{
    uint64_t wanted = 0;
    for (size_t sink = 0; sink < m_sinks.size(); ++sink) {
        for (const auto &[prefix, count] : m_watched[sink]) {
            if (!channel->name().starts_with(prefix))
                continue;
            {
                // From here on nothing is published past this sink, though it has not joined yet.
                const std::lock_guard lock(channel->m_mutex);
                ++channel->m_interest[sink];
            }
            m_sinks[sink]->channelBorn(channel);
            wanted |= 1ull << sink;
            break;
        }
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
    if (name.starts_with(kPresence))
        return makePresence(name);
    if (isServerOwned(name))
        return nullptr;
    const std::unique_lock lock(m_mutex);
    if (const auto it = m_channels.find(name); it != m_channels.end())
        return it->second;
    ChannelSpec spec;
    spec.name = name;
    spec.serverOwned = false;
    ChannelRef channel = makeChannel(std::move(spec), false);
    m_channels.emplace(channel->name(), channel);
    return channel;
}

ChannelRef ChannelHub::makePresence(std::string_view name)
{
    const ChannelRef subject = find(name.substr(kPresence.size()));
    if (!subject || !subject->spec().listed || subject->spec().adminOnly
        || subject->name().starts_with(kPresence))
        return nullptr;
    const std::unique_lock lock(m_mutex);
    if (const auto it = m_channels.find(name); it != m_channels.end())
        return it->second;
    ChannelSpec spec;
    spec.name = name;
    spec.policy = protocol::Policy::conflate;
    spec.snapshot = std::make_shared<PresenceSnapshot>(subject);
    spec.snapshotMoves = true;
    spec.keepHistory = false;
    spec.recoverable = false;
    ChannelRef channel = makeChannel(std::move(spec), true);
    m_channels.emplace(channel->name(), channel);
    m_presence.push_back({channel, subject, subject->membershipChanges()});
    return channel;
}

void ChannelHub::publishPresence()
{
    std::vector<std::pair<ChannelRef, ChannelRef>> changed;
    {
        const std::unique_lock lock(m_mutex);
        std::erase_if(m_presence, [this](const Presence &presence) {
            // The list, the map and nobody else.
            if (presence.channel->hasSubscribers() || presence.channel.use_count() > 2)
                return false;
            m_channels.erase(presence.channel->name());
            return true;
        });
        for (Presence &presence : m_presence) {
            const uint64_t changes = presence.subject->membershipChanges();
            if (changes != presence.published)
                changed.emplace_back(presence.channel, presence.subject);
            presence.published = changes;
        }
    }
    std::string text;
    for (const auto &[channel, subject] : changed) {
        text.clear();
        PresenceSnapshot(subject).append(text);
        publish(*channel, text);
    }
}

void ChannelHub::release(const ChannelRef &channel)
{
    if (channel->born() || channel->hasSubscribers())
        return;
    const std::unique_lock lock(m_mutex);
    const auto it = m_channels.find(channel->name());
    // Somebody may have found it since: the map, the caller and nobody else hold it.
    if (it != m_channels.end() && it->second == channel && !channel->born()
        && !channel->hasSubscribers() && channel.use_count() <= 2)
        m_channels.erase(it);
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

size_t ChannelHub::size() const
{
    const std::shared_lock lock(m_mutex);
    return m_channels.size();
}

std::vector<ChannelRef> ChannelHub::watchPrefix(size_t sink, const std::string &prefix)
{
    {
        const std::unique_lock lock(m_mutex);
        ++m_watched[sink][prefix];
    }
    // A channel born in between comes twice, here and by channelBorn(): the sink knows what it has.
    return list(prefix);
}

void ChannelHub::unwatchPrefix(size_t sink, const std::string &prefix)
{
    const std::unique_lock lock(m_mutex);
    const auto it = m_watched[sink].find(prefix);
    if (it != m_watched[sink].end() && --it->second == 0)
        m_watched[sink].erase(it);
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
    auto publication = std::make_shared<Publication>();
    uint64_t wanted = 0;
    {
        const std::lock_guard lock(channel.m_mutex);
        publication->channelId = channel.m_id;
        publication->priority = channel.m_spec.priority;
        publication->seq = ++channel.m_seq;
        publication->timeMicros = wallMicros();
        publication->monotonicNanos = monotonicNanos();
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
            // Keys are times that pass: only the newest can still be published again.
            if (channel.m_keySeq.size() > 64)
                channel.m_keySeq.erase(
                    std::min_element(channel.m_keySeq.begin(), channel.m_keySeq.end()));
        } else if (channel.conflating() || channel.m_conflating > 0) {
            kseq = publication.seq;
        }
        t_scratch.clear();
        protocol::appendPublication(
            t_scratch, channel.name(), dataJson, publication.seq, publication.timeMicros, kseq);
        publication.frames[size_t(Format::message)] = EncodedFrame::text(t_scratch);
        if (channel.m_formats[size_t(Format::bare)])
            publication.frames[size_t(Format::bare)] = EncodedFrame::text(dataJson);
        if (channel.m_formats[size_t(Format::stream)]) {
            t_scratch.clear();
            protocol::appendStreamMessage(t_scratch, channel.name(), dataJson);
            publication.frames[size_t(Format::stream)] = EncodedFrame::text(t_scratch);
        }
        position = {channel.m_epoch, channel.m_seq};
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
    publishPayload(channel, bytes, float32, 1, timeMicros);
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
        publication.frames[size_t(Format::message)]
            = EncodedFrame::binary({head, sizeof head}, bytes);
        if (channel.m_formats[size_t(Format::bare)])
            publication.frames[size_t(Format::bare)] = EncodedFrame::binary({}, bytes);
    });
}

void ChannelHub::publishFrame(Channel &channel, websocket::Opcode opcode, std::string_view payload)
{
    publishOne(channel, [&](Publication &publication) {
        const FrameRef frame = opcode == websocket::Opcode::text
            ? EncodedFrame::text(payload)
            : EncodedFrame::binary({}, payload);
        publication.frames[size_t(Format::message)] = frame;
        publication.frames[size_t(Format::bare)] = frame;
    });
}

void ChannelHub::restart(Channel &channel, double rate)
{
    const std::lock_guard lock(channel.m_mutex);
    channel.m_epoch = nextEpoch();
    channel.m_seq = 0;
    channel.m_last.reset();
    channel.m_keySeq.clear();
    channel.m_rate.store(rate, std::memory_order_relaxed);
    m_historyBytes.fetch_sub(channel.m_history.clear(), std::memory_order_relaxed);
    for (size_t sink = 0; sink < channel.m_interest.size(); ++sink) {
        if (channel.m_interest[sink] > 0)
            m_sinks[sink]->channelRestarted(channel.shared_from_this());
    }
}

tl::expected<ChannelHub::ClientPublication, PublishFailure> ChannelHub::publishFromClient(
    std::string_view name, std::string_view dataJson, bool mayCreate)
{
    ChannelRef channel = find(name);
    if ((isServerOwned(name) || (channel && channel->spec().serverOwned))
        && armed(Defence::serverOwnedChannels))
        return tl::unexpected(PublishFailure::forbidden);
    bool created = false;
    if (!channel || !channel->born()) {
        if (!mayCreate)
            return tl::unexpected(PublishFailure::tooManyChannels);
        if (!channel)
            channel = findOrInterest(name);
        const std::unique_lock lock(m_mutex);
        if (!channel->born()) {
            if (m_clientChannels >= m_options.maxChannels)
                return tl::unexpected(PublishFailure::tooManyChannels);
            // A sweep may have let go of it since it was found.
            channel = m_channels.try_emplace(channel->name(), channel).first->second;
            if (!channel->born()) {
                channel->m_born.store(true, std::memory_order_release);
                ++m_clientChannels;
                created = true;
                announceBirth(channel);
            }
        }
    }
    return ClientPublication {publish(*channel, dataJson), created};
}

void ChannelHub::sweep(int64_t nowMicros)
{
    std::vector<ChannelRef> all;
    {
        const std::shared_lock lock(m_mutex);
        all.reserve(m_channels.size());
        for (const auto &[name, channel] : m_channels)
            all.push_back(channel);
    }
    std::vector<std::string> unused;
    for (const ChannelRef &channel : all) {
        const std::lock_guard lock(channel->m_mutex);
        m_historyBytes.fetch_sub(channel->m_history.expire(nowMicros), std::memory_order_relaxed);
        if (!channel->m_spec.serverOwned && channel->m_history.empty()
            && !channel->hasSubscribers())
            unused.push_back(channel->name());
    }
    all.clear();
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
    std::vector<ChannelRef> all;
    {
        const std::shared_lock lock(m_mutex);
        for (const auto &[name, channel] : m_channels)
            all.push_back(channel);
    }
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
