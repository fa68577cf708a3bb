// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/FeedLease.h"

#include <algorithm>
#include <utility>

namespace wavetape::cluster {

FeedLease::FeedLease(std::string life, int64_t now)
    : m_life(std::move(life))
    , m_offset(-now)
    , m_askAt(now)
{
}

int64_t FeedLease::reach(int64_t now)
{
    m_reached = std::max(m_reached, now + m_offset);
    return m_reached;
}

std::optional<FeedBeat> FeedLease::next(int64_t now)
{
    if (m_asking || now < m_askAt)
        return std::nullopt;
    m_askedAt = now;
    m_askAt = now + kBeat;
    m_asking = FeedBeat {m_life, m_number + 1, reach(now)};
    return m_asking;
}

void FeedLease::answered(BeatAnswer answer, const std::optional<FeedBeat> &newest, int64_t now)
{
    const std::optional<FeedBeat> asked = std::exchange(m_asking, std::nullopt);
    if (!asked || asked->life != m_life)
        return; // it was another feed that asked
    if (answer == BeatAnswer::taken) {
        m_number = asked->number;
        m_wanted.reset();
        // The broker's lease began later than this.
        m_leadsUntil = m_askedAt + kLease;
        return;
    }
    m_leadsUntil = 0;
    if (newest)
        follow(*newest, now);
    if (answer == BeatAnswer::behind && newest && newest->life == m_life)
        m_askAt = now;
}

void FeedLease::follow(const FeedBeat &newest, int64_t now)
{
    if (newest.life != m_life) {
        m_wanted = newest.life != m_declined ? std::optional(newest.life) : std::nullopt;
        m_newest = newest;
        m_newestAt = now;
        return;
    }
    m_wanted.reset();
    m_number = newest.number;
    // Whoever says it was there before this node hears of it.
    m_offset = std::max(m_offset, newest.reach - now);
}

void FeedLease::lost()
{
    m_asking.reset();
    m_leadsUntil = 0;
}

void FeedLease::adopt(const std::string &life)
{
    if (m_wanted != life || !m_newest)
        return;
    m_life = life;
    m_wanted.reset();
    m_number = m_newest->number;
    m_offset = m_newest->reach - m_newestAt;
    m_reached = 0;
    m_leadsUntil = 0;
}

void FeedLease::decline(const std::string &life)
{
    m_declined = life;
    m_wanted.reset();
}

} // namespace wavetape::cluster
