// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Channel.h"

#include "protocol/BinaryHeader.h"
#include "protocol/Reply.h"
#include "websocket/Deflate.h"

#include <algorithm>

namespace wavetape::channels {

namespace {
// Below this a frame gains nothing by compression.
constexpr size_t kDeflateFrom = 64;

/// The `data` of a text publication's message: between `"data":` and `,"seq":`, whose places the
/// encoder fixes.
std::string_view dataOf(const Publication &publication, const std::string &channel)
{
    const std::string_view message = publication.frame(Format::message)->payload();
    const size_t begin = std::string_view(R"({"channel":"","data":)").size() + channel.size();
    const size_t end = message.rfind(R"(,"seq":)");
    return message.substr(begin, end - begin);
}
} // namespace

Channel::Channel(ChannelSpec spec, uint32_t id, std::string epoch, const HistoryLimits &limits)
    : m_spec(std::move(spec))
    , m_id(id)
    , m_epoch(std::move(epoch))
    , m_history(limits)
    , m_rate(m_spec.rate)
{
}

protocol::StreamPosition Channel::position() const
{
    const std::lock_guard lock(m_mutex);
    return {m_epoch, m_seq};
}

std::string Channel::snapshotLocked() const
{
    if (m_spec.latestIsSnapshot)
        return m_last ? std::string(dataOf(*m_last, m_spec.name)) : std::string();
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
    if (data.empty() && m_last && !m_spec.binary)
        data = dataOf(*m_last, m_spec.name);
    return {std::move(data), {m_epoch, m_seq}};
}

Channel::JoinResult Channel::join(const JoinRequest &request)
{
    const std::lock_guard lock(m_mutex);
    if (m_interest.size() <= request.sink)
        m_interest.resize(request.sink + 1);
    ++m_interest[request.sink];
    ++m_formats[static_cast<size_t>(request.format)];
    if (request.conflating)
        ++m_conflating;
    ++m_sessions[request.session];
    m_subscriberCount.fetch_add(1, std::memory_order_relaxed);
    m_joins.fetch_add(1, std::memory_order_relaxed);
    m_membershipChanges.fetch_add(1, std::memory_order_relaxed);

    JoinResult result;
    result.position = {m_epoch, m_seq};
    bool wantSnapshot = request.snapshot;
    if (request.since) {
        const bool sameLife = request.since->epoch == m_epoch && request.since->seq <= m_seq;
        const bool replayable = m_spec.recoverable && m_spec.keepHistory && !request.conflating;
        const uint64_t next = request.since->seq + 1;
        if (replayable && sameLife
            && (next > m_seq || (!m_history.empty() && m_history.oldestSeq() <= next))) {
            result.recovered = true;
            result.replayFrom = next <= m_seq ? next : 0;
            wantSnapshot = false;
        } else if (!conflating() && !request.conflating) {
            const uint64_t from = request.since->epoch == m_epoch ? next : 1;
            if (from <= m_seq)
                result.laggedFrom = from;
            wantSnapshot = true;
        }
    }
    if (wantSnapshot && hasSnapshot())
        result.snapshot = snapshotLocked();
    return result;
}

void Channel::leave(size_t sink, uint64_t session, Format format, bool conflating)
{
    const std::lock_guard lock(m_mutex);
    --m_interest[sink];
    --m_formats[static_cast<size_t>(format)];
    if (conflating)
        --m_conflating;
    if (const auto it = m_sessions.find(session); it != m_sessions.end() && --it->second == 0)
        m_sessions.erase(it);
    m_subscriberCount.fetch_sub(1, std::memory_order_relaxed);
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
    return {m_history.read(fromSeq, limit, bytes), m_history.oldestSeq(), {m_epoch, m_seq}};
}

Channel::Page Channel::readNewest(size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    Page page {{}, m_history.oldestSeq(), {m_epoch, m_seq}};
    if (!m_history.empty()) {
        const uint64_t from = m_seq >= limit ? m_seq - limit + 1 : 1;
        page.publications = m_history.read(std::max(from, page.oldest), limit, ~0ull);
    }
    return page;
}

FrameRef Channel::derive(const Publication &publication, Format format) const
{
    const FrameRef &message = publication.frame(Format::message);
    if (format == Format::message)
        return message;
    if (m_spec.binary)
        return EncodedFrame::binary({}, message->payload().substr(protocol::BinaryHeader::kSize));
    const std::string_view data = dataOf(publication, m_spec.name);
    if (format == Format::bare)
        return EncodedFrame::text(data);
    std::string text;
    protocol::appendStreamMessage(text, m_spec.name, data);
    return EncodedFrame::text(text);
}

FrameRef Channel::deflated(const Publication &publication, Format format, uint8_t windowBits) const
{
    const FrameRef &encoded = publication.frame(format);
    const FrameRef plain = encoded ? encoded : derive(publication, format);
    if (plain->payload().size() < kDeflateFrom)
        return plain;
    // Any of a few locks: two publications that share one wait for each other at worst.
    static std::array<std::mutex, 16> locks;
    const std::lock_guard lock(locks[publication.seq % locks.size()]);
    for (const Publication::Deflated &form : publication.deflated) {
        if (form.format == format && form.windowBits == windowBits)
            return form.frame;
    }
    FrameRef frame = EncodedFrame::compressed(
        plain->opcode(), websocket::deflateStandalone(plain->payload(), windowBits));
    publication.deflated.push_back({format, windowBits, frame});
    return frame;
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
