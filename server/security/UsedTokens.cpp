// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/UsedTokens.h"

#include "defence/Defence.h"

namespace wavetape::security {

UsedTokens::UsedTokens(size_t most)
    : m_most(most)
{
}

UsedTokens::Outcome UsedTokens::take(std::string_view id, uint64_t expiresMs, uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    while (!m_byExpiry.empty() && m_byExpiry.begin()->first <= nowMs) {
        m_ids.erase(m_byExpiry.begin()->second);
        m_byExpiry.erase(m_byExpiry.begin());
    }
    std::string name(id);
    if (m_ids.contains(name))
        return defence::armed(defence::Defence::tokensOnce) ? Outcome::again : Outcome::first;
    if (m_ids.size() >= m_most)
        return Outcome::full;
    m_byExpiry.emplace(expiresMs, name);
    m_ids.insert(std::move(name));
    return Outcome::first;
}

uint64_t UsedTokens::waitMs(uint64_t nowMs) const
{
    const std::lock_guard lock(m_mutex);
    if (m_byExpiry.empty())
        return 0;
    const uint64_t next = m_byExpiry.begin()->first;
    return next > nowMs ? next - nowMs : 1;
}

size_t UsedTokens::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_ids.size();
}

} // namespace wavetape::security
