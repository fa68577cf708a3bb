// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "channels/Intake.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::feeds::demos {

/// What is sold, in whole dollars.
struct Lot {
    std::string name; ///< its channel is `auction.<name>`
    std::string title;
    int64_t reserve = 0; ///< the first bid's least
    int64_t step = 0; ///< by which each further one is more, at least
};

struct AuctionPace {
    int64_t openMicros = 60'000'000;
    int64_t softMicros = 10'000'000; ///< a bid leaves the others at least so long
    int64_t shownMicros = 8'000'000; ///< what came of it, before the next round
};

/// A lot that is sold round after round while anybody reads `auction.<lot>`; whoever wants it
/// publishes on `auction.<lot>.bid`. The hub's clock decides, when a bid arrives: at the end or
/// after it is refused, whether or not the end has been told. Of equal bids the one with the lower
/// number has it. take() may be called from any thread; advance() is the feed thread's.
class Auction final : public channels::Intake {
public:
    /// Makes both channels on `hub`, which must outlive it.
    static std::shared_ptr<Auction> open(
        channels::ChannelHub &hub, const Lot &lot, const AuctionPace &pace = {});

    /// Begins and ends rounds, and tells what has changed since; false: nothing, or nobody reads.
    bool advance();
    std::optional<channels::NotPublished> take(
        std::string_view dataJson, const std::function<uint64_t()> &number) override;

private:
    enum class Phase : uint8_t { waiting, open, sold, unsold }; ///< waiting: for a reader
    struct Bid {
        std::string name;
        int64_t amount = 0;
        uint64_t seq = 0;
    };
    struct State {
        uint64_t round = 0;
        Phase phase = Phase::waiting;
        int64_t untilMicros = 0; ///< of the steady clock: the end of the phase
        uint64_t bids = 0;
        std::deque<Bid> newest; ///< the first is the best
    };
    class Told;

    Auction(channels::ChannelHub &hub, const Lot &lot, const AuctionPace &pace);
    void move(int64_t nowMicros, bool isRead);

    channels::ChannelHub &m_hub;
    const AuctionPace m_pace;
    const std::shared_ptr<Told> m_told;
    channels::ChannelRef m_channel; ///< the bids' owns this, and is not held here
    std::mutex m_mutex; ///< of what follows; before the bids' channel's
    State m_state;
    bool m_changed = false;
};

} // namespace wavetape::feeds::demos
