// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace wavetape::net {

/// An IP address and port in 20 bytes; IPv4 as an IPv4-mapped IPv6 address.
struct PeerAddress {
    std::array<uint8_t, 16> ip {};
    uint16_t port = 0;
    bool v4 = false;

    static PeerAddress from(const sockaddr *address);
    /// An address without a port, as people write it; empty for anything else.
    static std::optional<PeerAddress> parse(std::string_view host);
    /// `127.0.0.1` or `::1`.
    std::string host() const;
    /// `127.0.0.1:8080` or `[::1]:8080`.
    std::string toString() const;

private:
    char *appendDotted(char *out) const;
};

} // namespace wavetape::net
