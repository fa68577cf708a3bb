// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"

#include <optional>
#include <string>
#include <string_view>

namespace wavetape::config {

/// Reads `127.0.0.1:8080`, `[::1]:0` or `localhost:8080`; a trailing `?` makes it optional.
/// Hosts are address literals or `localhost`; empty for anything else.
std::optional<ListenAddress> parseListenAddress(std::string_view text);
/// What parseListenAddress reads back.
std::string toText(const ListenAddress &address);
/// Reachable from this machine alone: 127.0.0.0/8, ::1, localhost.
bool isLoopback(std::string_view host);

/// Is `text` a host as in a Host header, without its port: a DNS name, an IPv4 literal or `[IPv6]`?
bool isHostName(std::string_view text);
/// Is `text` an origin: `http` or `https`, `://`, a host and perhaps `:port`, nothing else?
bool isOrigin(std::string_view text);

} // namespace wavetape::config
