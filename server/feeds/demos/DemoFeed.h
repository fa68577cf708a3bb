// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "feeds/Feed.h"
#include "feeds/demos/Auction.h"
#include "feeds/demos/Match.h"

#include <deque>
#include <memory>

namespace wavetape::feeds::demos {

/// What the demos need of the server: `auction.lamp` and three games below `scores.`. What nobody
/// reads is not published.
class DemoFeed final : public Feed {
public:
    /// Makes their channels on `hub`, which must outlive this.
    DemoFeed(channels::ChannelHub &hub, uint64_t seed);

    std::string_view name() const override { return "demos"; }
    uint64_t advance(int64_t timeMicros) override;
    void wallClockMoved(int64_t) override { }
    bool followsSpeed() const override { return false; }

private:
    std::shared_ptr<Auction> m_auction;
    std::deque<Match> m_matches;
};

} // namespace wavetape::feeds::demos
