// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ProxyHeader.h"

#include <algorithm>

namespace wavetape::net {

namespace {
constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr uint8_t kLocal = 0x20, kProxy = 0x21; // version 2 and the command
constexpr uint8_t kTcp4 = 0x11, kTcp6 = 0x21;
} // namespace

ProxyHeader ProxyHeader::read(std::string_view bytes)
{
    ProxyHeader header;
    const size_t known = std::min(bytes.size(), kSignature.size());
    if (bytes.substr(0, known) != kSignature.substr(0, known)) {
        header.state = State::wrong;
        return header;
    }
    if (bytes.size() < kLeast)
        return header;
    const auto at = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
    header.size = kLeast + static_cast<size_t>(at(14) << 8 | at(15));
    if (header.size > kMost || (at(12) != kLocal && at(12) != kProxy)) {
        header.state = State::wrong;
        return header;
    }
    if (bytes.size() < header.size)
        return header;
    header.state = State::read;
    if (at(12) == kLocal)
        return header;
    const bool four = at(13) == kTcp4;
    const size_t length = four ? 4 : 16;
    if (!four && at(13) != kTcp6)
        return header; // unspecified, datagrams, UNIX sockets: the proxy's own address stands
    if (header.size < kLeast + 2 * length + 4) {
        header.state = State::wrong;
        return header;
    }
    PeerAddress client;
    client.v4 = four;
    if (four)
        client.ip[10] = client.ip[11] = 0xff;
    for (size_t i = 0; i < length; ++i)
        client.ip[16 - length + i] = at(kLeast + i);
    const size_t port = kLeast + 2 * length;
    client.port = static_cast<uint16_t>(at(port) << 8 | at(port + 1));
    header.client = client;
    return header;
}

} // namespace wavetape::net
