// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/ChannelDirectory.h"

#include "cluster/BrokerPosition.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"

#include <hiredis/hiredis.h>

#include <algorithm>

namespace wavetape::cluster {

namespace {
constexpr size_t kPage = 500;
} // namespace

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
    m_reading.clear();
    page({});
}

void ChannelDirectory::page(const std::string &after)
{
    const std::string names = m_line.base() + "names", from = after.empty() ? "-" : '(' + after,
                      most = std::to_string(kPage);
    m_line.run(RedisLine::Script::names, {names}, {m_line.base(), from, most},
        [this](const redisReply *reply) { onPage(reply); });
}

/// `reply`: how many names were looked at and the last of them, then name, epoch and number of each
/// that has a numbering.
void ChannelDirectory::onPage(const redisReply *reply)
{
    const bool told = reply && reply->type == REDIS_REPLY_ARRAY && m_line.isUp()
        && reply->elements >= 2 && reply->element[0]->type == REDIS_REPLY_INTEGER;
    if (told) {
        for (size_t i = 2; i + 2 < reply->elements; i += 3) {
            const std::string_view name = textOf(*reply->element[i]);
            std::string place(textOf(*reply->element[i + 1]));
            place.append(" ").append(textOf(*reply->element[i + 2]));
            auto position = readBrokerPosition(place);
            if (position && position->seq > 0 && protocol::isValidChannelName(name)
                && !protocol::familyOf(name).owned)
                m_reading.push_back({std::string(name), std::move(*position)});
        }
        if (reply->element[0]->integer == static_cast<long long>(kPage)
            && m_reading.size() < kMostNames) {
            page(std::string(textOf(*reply->element[1])));
            return;
        }
        const std::lock_guard lock(m_mutex);
        m_all = std::make_shared<const KnownChannels>(std::move(m_reading));
        m_readMs = m_nowMs;
    }
    m_reading.clear();
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
