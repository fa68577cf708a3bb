// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace wavetape::security {

/// The rules of OriginPolicy and HostPolicy written a second time, by regular expressions and
/// without a thought for speed: what the matchers are held against on generated input. Knows IPv6
/// only as `[::1]`.
bool oracleAcceptsHost(const std::string &host);
/// With `https://app.example:8443` and `http://intern` allowed.
bool oracleAcceptsOrigin(const std::string &origin, const std::string &host);

} // namespace wavetape::security
