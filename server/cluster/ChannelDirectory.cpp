// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/ChannelDirectory.h"

#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"

#include <algorithm>

namespace wavetape::cluster {

std::shared_ptr<const KnownChannels> ChannelDirectory::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_all;
}

bool ChannelDirectory::isFresh(uint64_t nowMs) const
{
    const std::lock_guard lock(m_mutex);
    return m_all && nowMs - m_readMs < kFreshMs;
}

void ChannelDirectory::read(std::function<void()> then, uint64_t nowMs)
{
    if (!m_line.isUp()) {
        then(); // what was last known here
        return;
    }
    m_nowMs = nowMs;
    m_waiters.emplace_back(nowMs + kPatienceMs, std::move(then));
    if (std::exchange(m_isReading, true))
        return;
    m_line.knownChannels(
        {}, kMostNames, [this](std::optional<KnownChannels> known) { onRead(std::move(known)); });
}

void ChannelDirectory::onRead(std::optional<KnownChannels> known)
{
    if (known) {
        std::erase_if(*known, [](const KnownChannel &channel) {
            return !protocol::isValidChannelName(channel.name)
                || protocol::familyOf(channel.name).owned;
        });
        const std::lock_guard lock(m_mutex);
        m_all = std::make_shared<const KnownChannels>(std::move(*known));
        m_readMs = m_nowMs;
    }
    m_isReading = false;
    for (const auto &[due, then] : std::exchange(m_waiters, {}))
        then();
}

void ChannelDirectory::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    const auto late = std::stable_partition(m_waiters.begin(), m_waiters.end(),
        [&](const auto &waiter) { return nowMs < waiter.first; });
    const std::vector<std::pair<uint64_t, std::function<void()>>> gone(
        std::make_move_iterator(late), std::make_move_iterator(m_waiters.end()));
    m_waiters.erase(late, m_waiters.end());
    for (const auto &[due, then] : gone)
        then();
}

} // namespace wavetape::cluster
