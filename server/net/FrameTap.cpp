// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FrameTap.h"

#include "protocol/Inspection.h"
#include "security/Redact.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace wavetape::net {

using websocket::Opcode;

namespace {
constexpr uint32_t kBurst = 400;
// Between the request and the subscription that follows it, and while a reader reconnects.
constexpr uint64_t kUnwatchedMs = 10'000;

std::string channelName(std::string_view connection, bool whole)
{
    return "sys.frames." + std::string(connection) + (whole ? ".whole" : "");
}

size_t headerSize(uint8_t second)
{
    const size_t length = second & 0x7F;
    return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}
} // namespace

void FrameScan::resume(std::string_view header, uint64_t payload)
{
    m_headerFill = static_cast<uint8_t>(std::min(header.size(), m_header.size()));
    std::copy_n(header.data(), m_headerFill, m_header.data());
    m_inPayload = payload > 0;
    m_reports = !m_inPayload;
    m_left = payload;
}

bool FrameScan::take(std::string_view &bytes)
{
    if (!m_inPayload) {
        // The second byte tells how long the header is.
        const size_t wanted = m_headerFill < 2 ? 2 : headerSize(static_cast<uint8_t>(m_header[1]));
        const size_t taken = std::min(wanted - m_headerFill, bytes.size());
        std::copy_n(bytes.data(), taken, m_header.data() + m_headerFill);
        m_headerFill = static_cast<uint8_t>(m_headerFill + taken);
        bytes.remove_prefix(taken);
        if (m_headerFill < 2 || m_headerFill < headerSize(static_cast<uint8_t>(m_header[1])))
            return false;
        readHeader();
        m_inPayload = m_left > 0;
        return !m_inPayload;
    }
    const size_t taken = static_cast<size_t>(std::min<uint64_t>(m_left, bytes.size()));
    if (m_reports && m_seen.payload.size() < m_kept) {
        const size_t at = m_seen.payload.size();
        m_seen.payload.append(bytes.substr(0, std::min(taken, m_kept - at)));
        if (m_seen.info.masked)
            websocket::applyMask(
                m_seen.payload.data() + at, m_seen.payload.size() - at, m_seen.info.key, at);
    }
    bytes.remove_prefix(taken);
    m_left -= taken;
    m_inPayload = m_left > 0;
    return !m_inPayload && std::exchange(m_reports, true);
}

void FrameScan::readHeader()
{
    const auto byte = [this](size_t at) { return static_cast<uint8_t>(m_header[at]); };
    websocket::FrameInfo info;
    info.fin = byte(0) & 0x80;
    info.rsv1 = byte(0) & 0x40;
    info.rsv2 = byte(0) & 0x20;
    info.rsv3 = byte(0) & 0x10;
    info.opcode = static_cast<Opcode>(byte(0) & 15);
    info.masked = byte(1) & 0x80;
    info.headerSize = m_headerFill;
    const size_t end = m_headerFill - (info.masked ? 4u : 0u);
    info.payload = end == 2 ? byte(1) & 0x7F : 0;
    for (size_t at = 2; at < end; ++at)
        info.payload = info.payload << 8 | byte(at);
    for (size_t i = 0; info.masked && i < info.key.size(); ++i)
        info.key[i] = byte(end + i);
    m_seen.info = info;
    m_seen.header = {m_header.data(), m_headerFill};
    m_seen.payload.clear();
    m_left = info.payload;
    m_headerFill = 0;
}

FrameTap::FrameTap(channels::ChannelHub &hub, std::string_view connection, uint64_t nowMs,
    uint64_t durationMs, bool whole)
    : m_hub(hub)
    , m_whole(whole)
    , m_scans {FrameScan(whole ? FrameScan::kMostWhole : FrameScan::kPrefix),
          FrameScan(whole ? FrameScan::kMostWhole : FrameScan::kPrefix)}
    , m_rate(kPerSecond, kBurst)
    , m_watchedMs(nowMs)
{
    extend(nowMs, durationMs);
    m_channel = hub.create(channels::ChannelSpec::of(channelName(connection, whole)));
}

FrameTap::~FrameTap()
{
    m_hub.remove(m_channel->name());
}

void FrameTap::begin(const Dossier *dossier)
{
    std::optional<protocol::RecordedDetails> recorded;
    if (dossier)
        recorded.emplace(protocol::RecordedDetails {dossier->request, dossier->response,
            dossier->openedAtMs, dossier->handshakeMs, dossier->queueHistory, dossier->rttHistory});
    m_text.clear();
    protocol::appendFramesBegin(
        m_text, m_hub.clock().wallMicros(), recorded ? &*recorded : nullptr);
    m_hub.publish(*m_channel, m_text);
}

void FrameTap::onBytes(Direction direction, std::string_view bytes, uint64_t nowMs)
{
    const channels::ChannelHub::Batch batch(m_hub);
    scan(direction).feed(bytes, [&](const FrameScan::Seen &seen) { tell(direction, seen, nowMs); });
}

/// What a peer sends to prove who it is stays between the two.
bool FrameTap::secret(Direction direction, const FrameScan::Seen &seen)
{
    const Opcode opcode = seen.info.opcode;
    if (direction == Direction::out || websocket::isControl(opcode))
        return false;
    // A compressed one is not seen at all.
    if (opcode != Opcode::continuation)
        m_hiding = seen.info.rsv1 || security::mayCarryToken(seen.payload);
    const bool hidden = m_hiding;
    if (seen.info.fin)
        m_hiding = false;
    return hidden;
}

void FrameTap::tell(Direction direction, const FrameScan::Seen &seen, uint64_t nowMs)
{
    const bool hidden = secret(direction, seen);
    if (!m_whole && !m_channel->hasSubscribers())
        return;
    if (!m_whole && !m_rate.take(nowMs)) {
        ++m_skipped;
        return;
    }
    const websocket::FrameInfo &info = seen.info;
    protocol::FrameCopy copy {};
    copy.timeMicros = m_hub.clock().wallMicros();
    copy.incoming = direction == Direction::in;
    copy.fin = info.fin;
    copy.rsv
        = static_cast<uint8_t>((info.rsv1 ? 4 : 0) + (info.rsv2 ? 2 : 0) + (info.rsv3 ? 1 : 0));
    copy.opcode = static_cast<uint8_t>(info.opcode);
    copy.masked = info.masked;
    copy.key = {reinterpret_cast<const char *>(info.key.data()), info.key.size()};
    copy.header = seen.header;
    copy.bytes = info.payload;
    copy.hidden = hidden;
    copy.payload = seen.payload;
    copy.skipped = std::exchange(m_skipped, 0);
    m_text.clear();
    protocol::appendFrameCopy(m_text, copy);
    m_hub.publish(*m_channel, m_text);
}

std::string_view FrameTap::over(uint64_t nowMs)
{
    if (m_channel->hasSubscribers())
        m_watchedMs = nowMs;
    if (nowMs >= m_untilMs)
        return "its time is over";
    return !m_whole && nowMs - m_watchedMs >= kUnwatchedMs ? "nobody looks" : std::string_view();
}

void FrameTap::end(std::string_view why)
{
    if (!m_whole && !m_channel->hasSubscribers())
        return;
    m_text.clear();
    protocol::appendFramesEnd(m_text, why, m_skipped);
    m_hub.publish(*m_channel, m_text);
}

/// Calls `each` for its taps; false where it has none.
template <typename Each>
bool FrameTaps::visit(uint64_t connection, Each &&each)
{
    bool found = false;
    for (const bool whole : {false, true}) {
        const auto it = m_taps.find({connection, whole});
        if (it == m_taps.end())
            continue;
        each(it->second);
        found = true;
    }
    return found;
}

std::pair<FrameTap &, bool> FrameTaps::open(
    channels::ChannelHub &hub, uint64_t connection, uint64_t nowMs, uint64_t durationMs, bool whole)
{
    const std::pair key(connection, whole);
    if (const auto it = m_taps.find(key); it != m_taps.end()) {
        it->second.extend(nowMs, durationMs);
        return {it->second, false};
    }
    const auto made = m_taps.emplace(std::piecewise_construct, std::forward_as_tuple(key),
        std::forward_as_tuple(hub, 'c' + std::to_string(connection), nowMs, durationMs, whole));
    return {made.first->second, true};
}

void FrameTaps::close(uint64_t connection, std::string_view why)
{
    visit(connection, [&](FrameTap &tap) { tap.end(why); });
    m_taps.erase({connection, false});
    m_taps.erase({connection, true});
}

bool FrameTaps::onReceived(uint64_t connection, std::string_view bytes, uint64_t nowMs)
{
    return visit(
        connection, [&](FrameTap &tap) { tap.onBytes(FrameTap::Direction::in, bytes, nowMs); });
}

bool FrameTaps::onSent(
    uint64_t connection, std::span<const iovec> parts, size_t bytes, uint64_t nowMs)
{
    return visit(connection, [&](FrameTap &tap) {
        size_t left = bytes;
        for (size_t i = 0; i < parts.size() && left > 0; ++i) {
            const size_t taken = std::min(left, parts[i].iov_len);
            tap.onBytes(FrameTap::Direction::out,
                {static_cast<const char *>(parts[i].iov_base), taken}, nowMs);
            left -= taken;
        }
    });
}

void FrameTaps::sweep(uint64_t nowMs)
{
    for (auto it = m_taps.begin(); it != m_taps.end();) {
        const std::string_view why = it->second.over(nowMs);
        if (!why.empty())
            it->second.end(why);
        it = why.empty() ? std::next(it) : m_taps.erase(it);
    }
}

} // namespace wavetape::net
