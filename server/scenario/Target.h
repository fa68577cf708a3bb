// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace wavetape::scenario {

/// Where to connect. Numeric IPv4 or IPv6 addresses and "localhost" only: what is measured must not
/// depend on a resolver.
struct Target {
    bool tls = false;
    std::string host; ///< as written, without brackets
    std::uint16_t port = 0;
    std::string path = "/"; ///< with the query

    /// `127.0.0.1:8080`, `[::1]:8080`: what a Host header says.
    std::string authority() const;
    /// Can nobody but this machine be behind it?
    bool isLoopback() const;
};

/// What is wrong with a URL, in one sentence.
struct TargetError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// ws://host:port/path or wss://… (http and https mean the same); throws TargetError.
Target parseTarget(const std::string &url);

} // namespace wavetape::scenario
