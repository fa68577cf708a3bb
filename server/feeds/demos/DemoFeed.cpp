// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/demos/DemoFeed.h"

namespace wavetape::feeds::demos {

DemoFeed::DemoFeed(channels::ChannelHub &hub, uint64_t seed)
    : m_auction(Auction::open(hub, {"lamp", "A brass desk lamp", 40, 5}))
{
    m_matches.emplace_back(hub, Match::Teams {"north", "Northgate", "Harbour"}, seed, 0);
    m_matches.emplace_back(hub, Match::Teams {"east", "Eastfield", "Old Mill"}, seed, 30);
    m_matches.emplace_back(hub, Match::Teams {"hill", "Hillside", "Forge Road"}, seed, 60);
}

uint64_t DemoFeed::advance(int64_t timeMicros)
{
    uint64_t published = m_auction->advance() ? 1 : 0;
    for (Match &match : m_matches)
        published += match.advance(timeMicros);
    return published;
}

} // namespace wavetape::feeds::demos
