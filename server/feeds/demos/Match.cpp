// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/demos/Match.h"

#include "protocol/JsonWriter.h"

#include <string_view>
#include <utility>

namespace wavetape::feeds::demos {

namespace {
constexpr int64_t kMinuteMicros = 200'000;
constexpr int kHalf = 45, kWhole = 90;
constexpr int kHalfTime = 5, kBetween = 15; // minutes
constexpr double kShot = 0.12, kGoal = 0.2, kCard = 0.02; // a minute, of a shot, a minute
} // namespace

class Match::Told final : public channels::SnapshotSource {
public:
    explicit Told(Teams teams)
        : m_teams(std::move(teams))
    {
    }

    void append(std::string &out) const override;
    void write(protocol::JsonWriter &json, const State &state, Part part) const;
    const Teams &teams() const { return m_teams; }

    State state; ///< under the channel's mutex

private:
    const Teams m_teams;
};

namespace {
std::string_view nameOf(uint64_t part)
{
    constexpr std::string_view kNames[] = {"", "clock", "home", "away", "moment"};
    return kNames[part];
}
} // namespace

/// The members of a part, within an object.
void Match::Told::write(protocol::JsonWriter &json, const State &state, Part part) const
{
    switch (part) {
    case Part::clock:
        json.key("match").unsignedInteger(state.match).key("minute").integer(state.minute);
        json.key("period").string(state.period);
        break;
    case Part::home:
    case Part::away: {
        const bool isHome = part == Part::home;
        const Side &side = state.sides[isHome ? 0 : 1];
        json.key("name").string(isHome ? m_teams.home : m_teams.away);
        json.key("score").integer(side.score).key("shots").integer(side.shots);
        json.key("cards").integer(side.cards);
        break;
    }
    case Part::moment:
        json.key("match").unsignedInteger(state.match).key("n").unsignedInteger(state.moment.n);
        json.key("minute").integer(state.moment.minute).key("text").string(state.moment.text);
        json.key("home").integer(state.moment.home).key("away").integer(state.moment.away);
        break;
    }
}

void Match::Told::append(std::string &out) const
{
    protocol::JsonWriter json(out);
    json.beginObject().key("game").string(m_teams.game);
    for (const Part part : {Part::clock, Part::home, Part::away, Part::moment}) {
        json.key(nameOf(static_cast<uint64_t>(part))).beginObject();
        write(json, state, part);
        json.endObject();
    }
    json.endObject();
}

Match::Match(channels::ChannelHub &hub, Teams teams, uint64_t seed, int minute)
    : m_hub(hub)
    , m_told(std::make_shared<Told>(std::move(teams)))
    , m_random(seed, static_cast<uint64_t>(minute))
{
    m_state.minute = m_state.moment.minute = minute;
    m_told->state = m_state;
    channels::ChannelSpec spec = channels::ChannelSpec::of("scores." + m_told->teams().game);
    spec.snapshot = m_told;
    m_channel = hub.create(std::move(spec));
}

uint64_t Match::advance(int64_t timeMicros)
{
    const int64_t passed = timeMicros - std::exchange(m_time, timeMicros);
    if (!m_channel->isSeen())
        return 0;
    m_published = 0;
    for (m_played += passed; m_played >= kMinuteMicros; m_played -= kMinuteMicros)
        playMinute();
    return m_published;
}

void Match::playMinute()
{
    if (m_pause > 0) {
        if (--m_pause == 0 && m_state.minute >= kWhole)
            kickOff();
        return;
    }
    ++m_state.minute;
    m_state.period = m_state.minute > kHalf ? "second half" : "first half";
    for (const size_t side : {size_t {0}, size_t {1}})
        playSide(side);
    const bool isWhole = m_state.minute >= kWhole;
    if (isWhole || m_state.minute == kHalf) {
        m_pause = isWhole ? kBetween : kHalfTime;
        m_state.period = isWhole ? "full time" : "half time";
        happen(m_state.period);
    }
    tell(Part::clock);
}

void Match::playSide(size_t side)
{
    Side &mine = m_state.sides[side];
    const Part part = side == 0 ? Part::home : Part::away;
    const std::string &team = side == 0 ? m_told->teams().home : m_told->teams().away;
    if (m_random.chance(kShot)) {
        ++mine.shots;
        const bool isGoal = m_random.chance(kGoal);
        mine.score += isGoal;
        tell(part);
        if (isGoal)
            happen("goal for " + team);
    }
    if (m_random.chance(kCard)) {
        ++mine.cards;
        tell(part);
        happen("a card for " + team);
    }
}

void Match::kickOff()
{
    const uint64_t match = m_state.match + 1;
    m_state = {};
    m_state.match = match;
    for (const Part part : {Part::clock, Part::home, Part::away, Part::moment})
        tell(part);
}

void Match::happen(std::string what)
{
    m_state.moment = {m_state.moment.n + 1, m_state.minute, std::move(what), m_state.sides[0].score,
        m_state.sides[1].score};
    tell(Part::moment);
}

void Match::tell(Part part)
{
    std::string data;
    protocol::JsonWriter json(data);
    json.beginObject().key("part").string(nameOf(static_cast<uint64_t>(part)));
    m_told->write(json, m_state, part);
    json.endObject();
    m_hub.publish(*m_channel, data, static_cast<uint64_t>(part),
        [this](uint64_t) { m_told->state = m_state; });
    ++m_published;
}

} // namespace wavetape::feeds::demos
