// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/LoginLimiter.h"

#include "defence/Defence.h"

#include <algorithm>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

LoginLimiter::LoginLimiter(Options options)
    : m_options(options)
{
}

uint64_t LoginLimiter::begin(const IpBytes &ip, uint64_t nowMs)
{
    const AddressKey key = AddressKey::of(ip);
    const std::lock_guard lock(m_mutex);
    auto found = m_table.find(key);
    if (found == m_table.end()) {
        if (m_table.size() >= m_options.addresses) {
            m_table.erase(m_ages.front());
            m_ages.pop_front();
        }
        found = m_table.emplace(key, Entry {{}, m_ages.insert(m_ages.end(), key)}).first;
    }
    std::deque<uint64_t> &attempts = found->second.attempts;
    while (!attempts.empty() && nowMs - attempts.front() >= m_options.windowMs)
        attempts.pop_front();
    if (attempts.size() >= m_options.failures && armed(Defence::loginLimit))
        return std::max<uint64_t>(1, attempts.front() + m_options.windowMs - nowMs);
    attempts.push_back(nowMs);
    m_ages.splice(m_ages.end(), m_ages, found->second.age);
    return 0;
}

void LoginLimiter::succeeded(const IpBytes &ip)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_table.find(AddressKey::of(ip));
    if (found == m_table.end() || found->second.attempts.empty())
        return;
    found->second.attempts.pop_back();
    if (found->second.attempts.empty()) {
        m_ages.erase(found->second.age);
        m_table.erase(found);
    }
}

size_t LoginLimiter::addresses() const
{
    const std::lock_guard lock(m_mutex);
    return m_table.size();
}

} // namespace wavetape::security
