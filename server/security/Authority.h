// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::security {

/// Host and port as a Host header or an Origin names them (RFC 3986 3.2, without userinfo).
struct Authority {
    std::string host; ///< lower case; an IPv6 address in its shortest form, without brackets
    std::optional<uint16_t> port; ///< 1…65535

    bool operator==(const Authority &) const = default;
    bool isLoopback() const { return host == "localhost" || host == "127.0.0.1" || host == "::1"; }
};

/// Strict where the RFC is generous, for what is strange here is an attack or a mistake: no
/// userinfo, no trailing dot, no empty label or port, no percent-encoding, no zone, no spaces, no
/// list. Nothing is resolved.
std::optional<Authority> parseAuthority(std::string_view text);

} // namespace wavetape::security
