// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/PeerAddress.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace wavetape::net {

PeerAddress PeerAddress::from(const sockaddr *address)
{
    PeerAddress peer;
    if (address->sa_family == AF_INET) {
        const auto *in = reinterpret_cast<const sockaddr_in *>(address);
        peer.v4 = true;
        peer.ip[10] = peer.ip[11] = 0xff;
        std::memcpy(peer.ip.data() + 12, &in->sin_addr, 4);
        peer.port = ntohs(in->sin_port);
    } else if (address->sa_family == AF_INET6) {
        const auto *in = reinterpret_cast<const sockaddr_in6 *>(address);
        std::memcpy(peer.ip.data(), &in->sin6_addr, 16);
        peer.port = ntohs(in->sin6_port);
    }
    return peer;
}

std::optional<PeerAddress> PeerAddress::parse(std::string_view host)
{
    PeerAddress peer;
    const std::string text(host);
    peer.v4 = text.find(':') == text.npos;
    if (text.find('\0') != text.npos
        || inet_pton(
               peer.v4 ? AF_INET : AF_INET6, text.c_str(), peer.ip.data() + (peer.v4 ? 12 : 0))
            != 1)
        return std::nullopt;
    if (peer.v4)
        peer.ip[10] = peer.ip[11] = 0xff;
    // The same address, however it was written.
    constexpr std::array<uint8_t, 12> mapped {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    peer.v4 = std::equal(mapped.begin(), mapped.end(), peer.ip.begin());
    return peer;
}

std::string PeerAddress::host() const
{
    char text[INET6_ADDRSTRLEN] = "";
    if (v4)
        return {text, appendDotted(text)};
    inet_ntop(AF_INET6, ip.data(), text, sizeof text);
    return text;
}

/// inet_ntop() takes a printf() for it.
char *PeerAddress::appendDotted(char *out) const
{
    for (size_t i = 12; i < 16; ++i) {
        if (i > 12)
            *out++ = '.';
        out = std::to_chars(out, out + 3, ip[i]).ptr;
    }
    return out;
}

std::string PeerAddress::toString() const
{
    char text[INET6_ADDRSTRLEN + 9];
    char *end = text;
    if (v4) {
        end = appendDotted(text);
    } else {
        *end++ = '[';
        const std::string address = host();
        end = std::copy(address.begin(), address.end(), end);
        *end++ = ']';
    }
    *end++ = ':';
    return {text, std::to_chars(end, text + sizeof text, port).ptr};
}

} // namespace wavetape::net
