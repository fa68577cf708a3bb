// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::config {

/// Reads `127.0.0.1:8080`, `[::1]:0` or `localhost:8080`; a trailing `?` makes it optional.
/// Hosts are address literals or `localhost`; empty for anything else.
std::optional<ListenAddress> parseListenAddress(std::string_view text);
/// `?proxy` before that: with PROXY protocol.
/// What parseListenAddress reads back.
std::string toText(const ListenAddress &address);
/// Reachable from this machine alone: 127.0.0.0/8, ::1, localhost.
bool isLoopback(std::string_view host);

/// All addresses that begin with the same bits; IPv4 as IPv4-mapped IPv6.
struct AddressBlock {
    std::array<uint8_t, 16> ip {};
    unsigned bits = 128;

    bool operator==(const AddressBlock &) const = default;
};
/// Reads `10.0.0.0/8`, `fd00::/8` or an address alone; empty for anything else.
std::optional<AddressBlock> parseAddressBlock(std::string_view text);

/// Is `text` a host as in a Host header, without its port: a DNS name, an IPv4 literal or `[IPv6]`?
bool isHostName(std::string_view text);
/// Is `text` an origin: a scheme (RFC 3986 3.1), `://`, a host and perhaps `:port`, nothing else;
/// or `null`, that of pages from files?
bool isOrigin(std::string_view text);

} // namespace wavetape::config
