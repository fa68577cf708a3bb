// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Authority.h"

#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::security {

/// A web origin (RFC 6454): scheme, host and port. `null`, of pages from files and of sandboxes, is
/// none.
struct Origin {
    std::string scheme; ///< lower case
    Authority authority; ///< its port is filled in where the scheme has a default

    bool operator==(const Origin &) const = default;
};

/// `scheme://host[:port]` and nothing more: no path, no slash at the end, no userinfo, one value.
std::optional<Origin> parseOrigin(std::string_view text);

/// Which web pages may connect (RFC 6455 10.2): the server's own page, pages of this machine at any
/// port (a front end under development), and those on a list. A client without an Origin header is
/// no browser and not this policy's matter; the caller refuses a request with several. Any
/// thread.
class OriginPolicy {
public:
    /// `allowed`: scheme://host[:port], the port defaulting by scheme, or `null`. Throws
    /// std::invalid_argument naming a bad entry.
    explicit OriginPolicy(const std::vector<std::string> &allowed = {});

    /// Another list from now on; throws likewise and then changes nothing.
    void setAllowed(const std::vector<std::string> &allowed);

    /// `host`: the Host header, which HostPolicy has accepted. `secure`: the connection came over
    /// TLS; the own page is https then and an http page of the same name is another origin.
    bool accepts(std::string_view origin, std::string_view host, bool secure = false) const;

private:
    mutable std::shared_mutex m_mutex;
    std::vector<Origin> m_allowed;
    bool m_allowNull = false;
};

} // namespace wavetape::security
