// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// Where a broker is: `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`,
/// `redis+unix://[USER[:PASSWORD]@]/PATH` or `nats://[USER:PASSWORD@ or TOKEN@]HOST[:PORT]`. User,
/// password, token and path may be percent-encoded.
struct BrokerUrl {
    enum class Kind : uint8_t { redis, nats };

    Kind kind = Kind::redis;
    std::string host; ///< empty: a unix socket
    uint16_t port = 6379;
    std::string path; ///< of the unix socket
    std::string user; ///< empty, with a password: a password, or a NATS token, alone
    std::string password;
    unsigned database = 0;

    /// The error is one sentence without the password.
    static tl::expected<BrokerUrl, std::string> read(std::string_view text);
    /// As it may be shown: without user and password.
    std::string place() const;
};

} // namespace wavetape::cluster
