// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// Where a Redis is: `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]` or
/// `redis+unix://[USER[:PASSWORD]@]/PATH`. User, password and path may be percent-encoded.
struct RedisUrl {
    std::string host; ///< empty: a unix socket
    uint16_t port = 6379;
    std::string path; ///< of the unix socket
    std::string user, password;
    unsigned database = 0;

    /// The error is one sentence without the password.
    static tl::expected<RedisUrl, std::string> read(std::string_view text);
    /// As it may be shown: without user and password.
    std::string place() const;
};

} // namespace wavetape::cluster
