// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/HostPolicy.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace wavetape::security {

HostPolicy::HostPolicy(const std::vector<std::string> &names)
{
    setNames(names);
}

void HostPolicy::setNames(const std::vector<std::string> &names)
{
    std::vector<Authority> fresh;
    for (const std::string &name : names) {
        auto authority = parseAuthority(name);
        // Somebody who has an IPv6 address in a list writes it without brackets, too.
        if (!authority && !name.starts_with('['))
            authority = parseAuthority("[" + name + "]");
        if (!authority)
            throw std::invalid_argument("'" + name + "' is not a host name");
        fresh.push_back(std::move(*authority));
    }
    const std::unique_lock lock(m_mutex);
    m_names = std::move(fresh);
}

void HostPolicy::setOwn(const std::vector<std::string> &addresses)
{
    const std::unique_lock lock(m_mutex);
    m_own.clear();
    for (const std::string &address : addresses) {
        if (auto authority = parseAuthority(address))
            m_own.push_back(std::move(*authority));
    }
}

bool HostPolicy::accepts(std::string_view host) const
{
    const auto authority = parseAuthority(host);
    if (!authority)
        return false;
    if (authority->isLoopback())
        return true;
    const std::shared_lock lock(m_mutex);
    if (std::find(m_own.begin(), m_own.end(), *authority) != m_own.end())
        return true;
    return std::any_of(m_names.begin(), m_names.end(), [&](const Authority &name) {
        return name.host == authority->host && (!name.port || name.port == authority->port);
    });
}

} // namespace wavetape::security
