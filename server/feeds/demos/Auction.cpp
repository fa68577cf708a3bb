// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/demos/Auction.h"

#include "protocol/JsonView.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <utility>

namespace wavetape::feeds::demos {

using channels::PublishFailure;
using protocol::JsonView;

namespace {
constexpr size_t kNewest = 8;
constexpr size_t kNameBytes = 96;
constexpr int64_t kMostAmount = 1'000'000'000;

struct Offer {
    std::string name;
    int64_t amount = 0;
};

std::optional<Offer> readOffer(std::string_view dataJson)
{
    const JsonView data = JsonView::of(dataJson);
    auto name = data.find("name").text();
    const auto amount = data.find("amount").integer();
    if (!name || name->empty() || name->size() > kNameBytes || !amount || *amount < 1
        || *amount > kMostAmount)
        return {};
    return Offer {std::move(*name), *amount};
}
} // namespace

/// The snapshot: as the last publication told it, but for `leftMs`, which is of now.
class Auction::Told final : public channels::SnapshotSource {
public:
    Told(const clock::Clock &clock, const Lot &lot)
        : m_clock(clock)
        , m_lot(lot)
    {
    }

    void append(std::string &out) const override
    {
        if (m_state.round > 0)
            write(out, m_state);
    }
    void write(std::string &out, const State &state) const;
    /// Under the channel's mutex.
    void set(State state) { m_state = std::move(state); }
    /// That the next bid must offer.
    int64_t least(const State &state) const
    {
        return state.newest.empty() ? m_lot.reserve : state.newest.front().amount + m_lot.step;
    }
    const Lot &lot() const { return m_lot; }

private:
    const clock::Clock &m_clock;
    const Lot m_lot;
    State m_state;
};

void Auction::Told::write(std::string &out, const State &state) const
{
    constexpr std::string_view kPhases[] = {"waiting", "open", "sold", "unsold"};
    const int64_t left = std::max<int64_t>(state.untilMicros - m_clock.steadyMicros(), 0);
    protocol::JsonWriter json(out);
    json.beginObject().key("lot").string(m_lot.name).key("title").string(m_lot.title);
    json.key("round").unsignedInteger(state.round);
    json.key("phase").string(kPhases[static_cast<size_t>(state.phase)]);
    json.key("leftMs").integer(left / 1000).key("least").integer(least(state));
    json.key("bids").unsignedInteger(state.bids).key("newest").beginArray();
    for (const Bid &bid : state.newest) {
        json.beginObject().key("seq").unsignedInteger(bid.seq).key("name").string(bid.name);
        json.key("amount").integer(bid.amount).endObject();
    }
    json.endArray().endObject();
}

std::shared_ptr<Auction> Auction::open(
    channels::ChannelHub &hub, const Lot &lot, const AuctionPace &pace)
{
    std::shared_ptr<Auction> auction(new Auction(hub, lot, pace));
    channels::ChannelSpec bids = channels::ChannelSpec::of("auction." + lot.name + ".bid");
    bids.policy = protocol::Policy::dropOldest; // each of them counts
    bids.recoverable = true;
    bids.intake = auction;
    hub.create(std::move(bids));
    return auction;
}

Auction::Auction(channels::ChannelHub &hub, const Lot &lot, const AuctionPace &pace)
    : m_hub(hub)
    , m_pace(pace)
    , m_told(std::make_shared<Told>(hub.clock(), lot))
{
    channels::ChannelSpec spec = channels::ChannelSpec::of("auction." + lot.name);
    spec.snapshot = m_told;
    spec.snapshotMoves = true; // what is left
    m_channel = hub.create(std::move(spec));
}

std::optional<channels::NotPublished> Auction::take(
    std::string_view dataJson, const std::function<uint64_t()> &number)
{
    auto offer = readOffer(dataJson);
    if (!offer)
        return PublishFailure::malformed;
    const std::lock_guard lock(m_mutex);
    const int64_t now = m_hub.clock().steadyMicros();
    if (m_state.phase != Phase::open || now >= m_state.untilMicros)
        return PublishFailure::closed;
    if (const int64_t least = m_told->least(m_state); offer->amount < least)
        return channels::NotPublished(PublishFailure::tooLow, least);
    m_state.newest.push_front({std::move(offer->name), offer->amount, number()});
    if (m_state.newest.size() > kNewest)
        m_state.newest.pop_back();
    ++m_state.bids;
    m_state.untilMicros = std::max(m_state.untilMicros, now + m_pace.softMicros);
    m_changed = true;
    return {};
}

/// Takes the auction from phase to phase.
void Auction::move(int64_t now, bool isRead)
{
    if (m_state.phase == Phase::open && now >= m_state.untilMicros) {
        m_state.phase = m_state.bids > 0 ? Phase::sold : Phase::unsold;
        m_state.untilMicros = now + m_pace.shownMicros;
        m_changed = true;
    }
    // A round begins for somebody.
    if (m_state.phase != Phase::open && isRead && now >= m_state.untilMicros) {
        m_state = {m_state.round + 1, Phase::open, now + m_pace.openMicros, 0, {}};
        m_changed = true;
    }
}

bool Auction::advance()
{
    const bool isRead = m_channel->isSeen();
    State state;
    {
        const std::lock_guard lock(m_mutex);
        move(m_hub.clock().steadyMicros(), isRead);
        if (!isRead || !std::exchange(m_changed, false))
            return false;
        state = m_state;
    }
    std::string data;
    m_told->write(data, state);
    m_hub.publish(*m_channel, data, 0, [&](uint64_t) { m_told->set(std::move(state)); });
    return true;
}

} // namespace wavetape::feeds::demos
