// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Authority.h"

#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::security {

/// Which Host header values are answered at all: the guard against DNS rebinding, where Origin and
/// Host agree and both are the attacker's. That there is exactly one Host (RFC 9112 3.2) is the
/// caller's to check. Any
/// thread.
class HostPolicy {
public:
    /// `names`: accepted besides localhost, 127.0.0.1 and [::1]; `name` at any port, `name:port` at
    /// that port only. Throws std::invalid_argument naming the entry that is no host name.
    explicit HostPolicy(const std::vector<std::string> &names = {});

    /// Other names from now on; throws likewise and then changes nothing.
    void setNames(const std::vector<std::string> &names);

    /// What the server listens on (`127.0.0.2:8080`): accepted too, for that is what it says of
    /// itself. A literal address is no name that could be made to point elsewhere.
    void setOwn(const std::vector<std::string> &addresses);

    /// `host`: the header's value without surrounding space.
    bool accepts(std::string_view host) const;

private:
    mutable std::shared_mutex m_mutex;
    std::vector<Authority> m_names, m_own;
};

} // namespace wavetape::security
