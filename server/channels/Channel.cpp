// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Channel.h"

#include "channels/Forms.h"
#include "clock/Clock.h"
#include "protocol/BinaryHeader.h"
#include "protocol/Reply.h"
#include "websocket/Deflate.h"

#include <algorithm>
#include <array>

namespace wavetape::channels {

namespace {
// Below this a frame gains nothing by compression.
constexpr size_t kDeflateFrom = 64;
// Above this it would keep the thread from everybody else for too long.
constexpr size_t kDeflateUpTo = 64 * 1024;
} // namespace

Channel::Channel(ChannelSpec spec, uint32_t id, Numbering begins, const HistoryLimits &limits)
    : m_spec(std::move(spec))
    , m_id(id)
    , m_epoch(std::make_shared<const std::string>(std::move(begins.epoch)))
    , m_seq(begins.seq)
    , m_history(limits)
    , m_keySeq(begins.keys.begin(), begins.keys.end())
    , m_rate(m_spec.rate)
{
}

protocol::StreamPosition Channel::position() const
{
    const std::lock_guard lock(m_mutex);
    return {*m_epoch, m_seq};
}

Numbering Channel::numberingLocked() const
{
    Numbering numbering {*m_epoch, m_seq, {m_keySeq.begin(), m_keySeq.end()}};
    std::sort(numbering.keys.begin(), numbering.keys.end());
    return numbering;
}

Numbering Channel::numbering() const
{
    const std::lock_guard lock(m_mutex);
    return numberingLocked();
}

std::shared_ptr<const std::string> Channel::epoch() const
{
    const std::lock_guard lock(m_mutex);
    return m_epoch;
}

std::string Channel::snapshotLocked() const
{
    if (m_spec.latestIsSnapshot)
        return m_last ? std::string(m_last->data()) : std::string();
    if (!m_spec.snapshot)
        return {};
    // A thousand readers that join at once cost one serialisation.
    if (m_snapshotCacheSeq != m_seq || m_snapshotCache.empty() || m_spec.snapshotMoves) {
        m_snapshotCache.clear();
        m_spec.snapshot->append(m_snapshotCache);
        m_snapshotCacheSeq = m_seq;
    }
    return m_snapshotCache;
}

std::pair<std::string, protocol::StreamPosition> Channel::snapshotNow() const
{
    const std::lock_guard lock(m_mutex);
    std::string data = snapshotLocked();
    if (!hasSnapshot() && !m_spec.binary) {
        if (const PublicationRef newest = m_history.newest())
            data = newest->data();
    }
    return {std::move(data), protocol::StreamPosition {*m_epoch, m_seq}};
}

Channel::JoinResult Channel::join(const JoinRequest &request)
{
    const std::lock_guard lock(m_mutex);
    if (m_interest.size() <= request.sink)
        m_interest.resize(request.sink + 1);
    ++m_interest[request.sink];
    if (request.conflating)
        ++m_conflating;
    ++m_sessions[request.session];
    m_subscriberCount.fetch_add(1, std::memory_order_relaxed);
    m_joins.fetch_add(1, std::memory_order_relaxed);
    m_membershipChanges.fetch_add(1, std::memory_order_relaxed);

    JoinResult result;
    result.position = {*m_epoch, m_seq};
    result.epoch = m_epoch;
    bool wantSnapshot = request.snapshot;
    if (request.since) {
        const bool sameLife = request.since->epoch == *m_epoch && request.since->seq <= m_seq;
        const bool replayable = m_spec.recoverable && m_spec.keepHistory && !request.conflating;
        const uint64_t next = request.since->seq + 1;
        if (replayable && sameLife
            && (next > m_seq || (!m_history.empty() && m_history.oldestSeq() <= next))) {
            result.recovered = true;
            result.replayFrom = next <= m_seq ? next : 0;
            wantSnapshot = false;
        } else if (!conflating() && !request.conflating) {
            const uint64_t from = request.since->epoch == *m_epoch ? next : 1;
            if (from <= m_seq)
                result.laggedFrom = from;
            wantSnapshot = true;
        }
    }
    if (wantSnapshot && hasSnapshot())
        result.snapshot = snapshotLocked();
    return result;
}

void Channel::leave(size_t sink, uint64_t session, bool conflating)
{
    const std::lock_guard lock(m_mutex);
    --m_interest[sink];
    if (conflating)
        --m_conflating;
    if (const auto it = m_sessions.find(session); it != m_sessions.end() && --it->second == 0)
        m_sessions.erase(it);
    if (m_subscriberCount.fetch_sub(1, std::memory_order_relaxed) == 1)
        m_unsubscribedNanos.store(clock::systemClock().steadyNanos(), std::memory_order_relaxed);
    m_membershipChanges.fetch_add(1, std::memory_order_relaxed);
}

void Channel::dropBirthHold(size_t sink)
{
    const std::lock_guard lock(m_mutex);
    --m_interest[sink];
}

Channel::Page Channel::read(uint64_t fromSeq, size_t limit, uint64_t bytes) const
{
    const std::lock_guard lock(m_mutex);
    return {m_history.read(fromSeq, limit, bytes), m_history.oldestSeq(), {*m_epoch, m_seq}};
}

Channel::Page Channel::readNewest(size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    Page page {{}, m_history.oldestSeq(), {*m_epoch, m_seq}};
    if (!m_history.empty()) {
        const uint64_t from = m_seq >= limit ? m_seq - limit + 1 : 1;
        page.publications = m_history.read(std::max(from, page.oldest), limit, ~0ull);
    }
    return page;
}

const FrameRef &Channel::frame(
    const Publication &publication, const Form &form, uint8_t windowBits) const
{
    if (&form == &forms::message && windowBits == 0)
        return publication.message;
    if (const FrameRef *made = publication.find(form, windowBits))
        return *made;
    const FrameRef *plain = windowBits ? &frame(publication, form) : nullptr;
    if (plain
        && ((*plain)->payload().size() < kDeflateFrom || (*plain)->payload().size() > kDeflateUpTo))
        return *plain;
    // Any of a few locks: two publications that share one wait for each other at worst.
    static std::array<std::mutex, 16> locks;
    const std::lock_guard lock(locks[publication.seq % locks.size()]);
    if (const FrameRef *made = publication.find(form, windowBits))
        return *made; // by another thread meanwhile
    return publication.keep(form, windowBits,
        plain ? EncodedFrame::compressed(
            (*plain)->opcode(), websocket::deflateStandalone((*plain)->payload(), windowBits))
              : form.encodeOf(*this, m_spec, publication));
}

Channel::CompressedSnapshot Channel::compressedSnapshot(
    const protocol::StreamPosition &position, uint8_t windowBits, std::string_view message) const
{
    if (m_spec.snapshotMoves || message.size() < kDeflateFrom || message.size() > kDeflateUpTo)
        return {};
    // Whoever wants the same waits for it rather than making it too.
    const std::lock_guard lock(m_snapshotMutex);
    if (m_snapshotFrames.position != position)
        m_snapshotFrames = {position, {}};
    FrameRef &frame = m_snapshotFrames.frames[windowBits];
    if (frame)
        return {frame, false};
    frame = EncodedFrame::compressed(
        websocket::Opcode::text, websocket::deflateStandalone(message, windowBits));
    return {frame, true};
}

ChannelState Channel::state(const protocol::StreamPosition &since) const
{
    const std::lock_guard lock(m_mutex);
    ChannelState state {numberingLocked(), born(), rate(), {}};
    const uint64_t from = since.epoch == *m_epoch ? since.seq + 1 : 1;
    if (!m_history.empty() && from <= m_seq)
        state.history = m_history.read(std::max(from, m_history.oldestSeq()), ~size_t {0}, ~0ull);
    return state;
}

uint64_t Channel::recall(const std::vector<PublicationImage> &history, bool numbered)
{
    const std::lock_guard lock(m_mutex);
    for (const PublicationImage &from : history) {
        auto publication = Publication::make();
        publication->channelId = m_id;
        publication->epoch = m_epoch;
        publication->priority = m_spec.priority;
        publication->seq = numbered ? from.seq : ++m_seq;
        publication->key = from.key;
        publication->timeMicros = from.timeMicros;
        publication->dataAt = from.dataAt;
        publication->dataSize = from.dataSize;
        if (m_spec.binary) {
            auto header = protocol::BinaryHeader::read(from.payload);
            if (!header)
                continue;
            header->channelId = m_id;
            header->seq = publication->seq;
            char head[protocol::BinaryHeader::kSize];
            header->write(head);
            publication->message = EncodedFrame::binary({head, sizeof head},
                std::string_view(from.payload).substr(protocol::BinaryHeader::kSize));
        } else if (numbered) {
            publication->message = EncodedFrame::text(from.payload);
        } else {
            std::string text;
            publication->dataAt = static_cast<uint32_t>(protocol::appendPublication(text, name(),
                std::string_view(from.payload).substr(from.dataAt, from.dataSize), m_seq,
                from.timeMicros, {}));
            publication->message = EncodedFrame::text(text);
        }
        if (m_spec.latestIsSnapshot)
            m_last = publication;
        m_lastUse.store(from.timeMicros, std::memory_order_relaxed);
        m_history.add(std::move(publication));
    }
    return m_history.held();
}

std::vector<uint64_t> Channel::sessions(size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<uint64_t> result;
    for (const auto &[session, count] : m_sessions) {
        if (result.size() == limit)
            break;
        result.push_back(session);
    }
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace wavetape::channels
