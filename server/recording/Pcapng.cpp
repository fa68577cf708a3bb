// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Pcapng.h"

#include <algorithm>

namespace wavetape::recording {

namespace {

constexpr uint32_t kSectionHeader = 0x0A0D0D0A, kInterface = 1, kPacket = 6;
constexpr uint32_t kByteOrder = 0x1A2B3C4D;
constexpr uint16_t kRawIpv4 = 228; // LINKTYPE_IPV4
constexpr uint16_t kOptionEnd = 0, kOptionComment = 1, kOptionApplication = 4, kOptionTime = 9;
constexpr uint8_t kFin = 1, kSyn = 2, kReset = 4, kPush = 8, kAcknowledge = 16;
constexpr size_t kIpHeader = 20, kTcpHeader = 20;
constexpr size_t kMostSegment = 32 << 10; // an IPv4 packet has at most 64 KiB
constexpr size_t kMostComment = 4096;
constexpr uint8_t kTcp = 6;

template <typename Number>
void appendLittle(std::string &out, Number value)
{
    for (size_t i = 0; i < sizeof value; ++i)
        out += static_cast<char>(value >> (8 * i));
}

template <typename Number>
void appendBig(std::string &out, Number value)
{
    for (size_t i = sizeof value; i-- > 0;)
        out += static_cast<char>(value >> (8 * i));
}

void appendPadded(std::string &out, std::string_view bytes)
{
    out += bytes;
    out.append((4 - bytes.size() % 4) % 4, '\0');
}

void appendOption(std::string &out, uint16_t code, std::string_view value)
{
    appendLittle(out, code);
    appendLittle(out, static_cast<uint16_t>(value.size()));
    appendPadded(out, value);
}

void appendBlock(std::string &out, uint32_t type, std::string_view body)
{
    const auto length = static_cast<uint32_t>(body.size() + 12);
    appendLittle(out, type);
    appendLittle(out, length);
    out += body;
    appendLittle(out, length);
}

/// RFC 1071: the sum of what is checked, not folded yet.
uint32_t sumOf(std::string_view bytes, uint32_t sum = 0)
{
    for (size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<uint32_t>(static_cast<uint8_t>(bytes[i]));
        sum += i % 2 == 0 ? byte << 8 : byte;
    }
    return sum;
}

uint16_t checksum(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

void putBig(std::string &out, size_t at, uint16_t value)
{
    out[at] = static_cast<char>(value >> 8);
    out[at + 1] = static_cast<char>(value);
}

std::string_view asText(const std::array<uint8_t, 4> &address)
{
    return {reinterpret_cast<const char *>(address.data()), address.size()};
}

} // namespace

void PcapngWriter::begin(std::string &out, std::string_view application)
{
    std::string body;
    appendLittle(body, kByteOrder);
    appendLittle(body, uint16_t {1});
    appendLittle(body, uint16_t {0});
    appendLittle(body, ~uint64_t {0}); // its length is not said
    appendOption(body, kOptionApplication, application.substr(0, kMostComment));
    appendOption(body, kOptionEnd, {});
    appendBlock(out, kSectionHeader, body);
    body.clear();
    appendLittle(body, kRawIpv4);
    appendLittle(body, uint16_t {0});
    appendLittle(body, uint32_t {0}); // packets are never cut
    appendOption(body, kOptionTime, "\x09"); // 10^-9 s
    appendOption(body, kOptionEnd, {});
    appendBlock(out, kInterface, body);
}

void PcapngWriter::packet(std::string &out, Connection &connection, bool outgoing, uint8_t flags,
    int64_t timeMicros, std::string_view bytes, std::string_view comment)
{
    const WireEnds &ends = connection.ends;
    const auto &source = outgoing ? ends.client : ends.server;
    const auto &target = outgoing ? ends.server : ends.client;
    uint32_t &own = connection.sequence[outgoing ? 0 : 1];
    const uint32_t other = connection.sequence[outgoing ? 1 : 0];
    const size_t length = kIpHeader + kTcpHeader + bytes.size();

    std::string ip;
    ip += '\x45'; // version 4, five words
    ip += '\0';
    appendBig(ip, static_cast<uint16_t>(length));
    appendBig(ip, uint32_t {0x4000}); // not to be fragmented
    ip += '\x40'; // hops
    ip += static_cast<char>(kTcp);
    appendBig(ip, uint16_t {0});
    ip.append(asText(source)).append(asText(target));
    putBig(ip, 10, checksum(sumOf(ip)));

    std::string tcp;
    appendBig(tcp, outgoing ? ends.clientPort : ends.serverPort);
    appendBig(tcp, outgoing ? ends.serverPort : ends.clientPort);
    appendBig(tcp, own);
    appendBig(tcp, flags & kAcknowledge ? other : uint32_t {0});
    tcp += '\x50'; // five words
    tcp += static_cast<char>(flags);
    appendBig(tcp, uint16_t {0xFFFF});
    appendBig(tcp, uint32_t {0}); // checksum, nothing urgent
    tcp += bytes;
    const uint32_t pseudo
        = sumOf(asText(target), sumOf(asText(source))) + kTcp + static_cast<uint32_t>(tcp.size());
    putBig(tcp, 16, checksum(sumOf(tcp, pseudo)));
    own += static_cast<uint32_t>(bytes.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);

    std::string body;
    const uint64_t nanos = static_cast<uint64_t>(std::max<int64_t>(timeMicros, 0)) * 1000;
    appendLittle(body, uint32_t {0});
    appendLittle(body, static_cast<uint32_t>(nanos >> 32));
    appendLittle(body, static_cast<uint32_t>(nanos));
    appendLittle(body, static_cast<uint32_t>(length));
    appendLittle(body, static_cast<uint32_t>(length));
    appendPadded(body, ip + tcp);
    if (!comment.empty()) {
        appendOption(body, kOptionComment, comment.substr(0, kMostComment));
        appendOption(body, kOptionEnd, {});
    }
    appendBlock(out, kPacket, body);
}

void PcapngWriter::open(std::string &out, uint64_t id, const WireEnds &ends, int64_t timeMicros,
    std::string_view comment)
{
    Connection &connection = m_open[id];
    connection = {ends, {1000, 2000}};
    packet(out, connection, true, kSyn, timeMicros, {}, comment);
    packet(out, connection, false, kSyn | kAcknowledge, timeMicros, {});
    packet(out, connection, true, kAcknowledge, timeMicros, {});
}

void PcapngWriter::bytes(
    std::string &out, uint64_t id, bool outgoing, int64_t timeMicros, std::string_view bytes)
{
    const auto it = m_open.find(id);
    if (it == m_open.end())
        return;
    while (!bytes.empty()) {
        const std::string_view part = bytes.substr(0, kMostSegment);
        bytes.remove_prefix(part.size());
        const uint8_t flags = bytes.empty() ? kAcknowledge | kPush : kAcknowledge;
        packet(out, it->second, outgoing, flags, timeMicros, part);
        packet(out, it->second, !outgoing, kAcknowledge, timeMicros, {});
    }
}

void PcapngWriter::frame(std::string &out, uint64_t id, bool outgoing, int64_t timeMicros,
    const websocket::FrameInfo &info, std::string_view payload)
{
    std::array<char, websocket::kMaxHeader> header {};
    size_t size = websocket::writeServerHeader(
        header.data(), info.opcode, payload.size(), info.fin, info.rsv1);
    header[0] = static_cast<char>(
        static_cast<uint8_t>(header[0]) | (info.rsv2 ? 0x20 : 0) | (info.rsv3 ? 0x10 : 0));
    if (info.masked) {
        header[1] = static_cast<char>(static_cast<uint8_t>(header[1]) | 0x80);
        std::copy(info.key.begin(), info.key.end(), header.begin() + size);
        size += info.key.size();
    }
    m_frame.assign(header.data(), size).append(payload);
    if (info.masked)
        websocket::applyMask(m_frame.data() + size, payload.size(), info.key);
    bytes(out, id, outgoing, timeMicros, m_frame);
}

void PcapngWriter::close(std::string &out, uint64_t id, int64_t timeMicros, bool reset)
{
    const auto it = m_open.find(id);
    if (it == m_open.end())
        return;
    if (reset) {
        packet(out, it->second, true, kReset | kAcknowledge, timeMicros, {});
    } else {
        packet(out, it->second, true, kFin | kAcknowledge, timeMicros, {});
        packet(out, it->second, false, kFin | kAcknowledge, timeMicros, {});
        packet(out, it->second, true, kAcknowledge, timeMicros, {});
    }
    m_open.erase(it);
}

} // namespace wavetape::recording
