// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportAdviser.h"

#include <gtest/gtest.h>

#include <QVariant>

#include <set>

using wavetape::lab::TransportAdviser;

namespace {

using Need = TransportAdviser::Need;
using Transport = TransportAdviser::Transport;
using Rule = TransportAdviser::Rule;
constexpr auto Down = TransportAdviser::Down;
constexpr auto Both = TransportAdviser::Both;
constexpr auto Up = TransportAdviser::Up;
constexpr auto None = TransportAdviser::None;
constexpr auto Blocked = TransportAdviser::BlockUpgrades;
constexpr auto Held = TransportAdviser::HoldAnswers;
constexpr double kHourly = 1.0 / 3600;

struct Case {
    const char *what;
    Need need;
    Transport transport;
    Rule rule;
};

// clang-format off
const Case kCases[] {
    {"a chat", {Both, 5, 500, false, None}, Transport::WebSocket, Rule::BothWaysOften},
    {"a game", {Both, 30, 50, true, None}, Transport::WebSocket, Rule::BinaryOften},
    {"a cursor that others see", {Both, 20, 50, false, None}, Transport::WebSocket, Rule::BothWaysOften},
    {"seldom but at once", {Both, 0.1, 50, false, None}, Transport::WebSocket, Rule::BothWaysOften},
    {"just over one a second", {Both, 1.1, 1000, false, None}, Transport::WebSocket, Rule::BothWaysOften},
    {"just one a second", {Both, 1, 1000, false, None}, Transport::EventsAndPosts, Rule::BothWaysSeldom},
    {"just 100 ms", {Both, 1, 100, false, None}, Transport::EventsAndPosts, Rule::BothWaysSeldom},
    {"just under 100 ms", {Both, 1, 99, false, None}, Transport::WebSocket, Rule::BothWaysOften},
    {"comments beneath an article", {Both, 0.2, 2000, false, None}, Transport::EventsAndPosts, Rule::BothWaysSeldom},
    {"both ways, hourly", {Both, kHourly, 60000, false, None}, Transport::EventsAndPosts, Rule::BothWaysSeldom},
    {"a dashboard", {Down, 10, 1000, false, None}, Transport::Events, Rule::PushOnly},
    {"a ticker", {Down, 50, 50, false, None}, Transport::Events, Rule::PushOnly},
    {"notifications", {Down, 0.05, 1000, false, None}, Transport::Events, Rule::PushOnly},
    {"an alarm, once a day, at once", {Down, 1.0 / 86400, 200, false, None}, Transport::Events, Rule::PushOnly},
    {"the weather", {Down, kHourly, 60000, false, None}, Transport::Poll, Rule::UnderOneAMinute},
    {"just one a minute", {Down, 1.0 / 60, 60000, false, None}, Transport::Events, Rule::PushOnly},
    {"just under one a minute", {Down, 0.99 / 60, 60000, false, None}, Transport::Poll, Rule::UnderOneAMinute},
    {"seldom and binary", {Down, kHourly, 60000, true, None}, Transport::Poll, Rule::UnderOneAMinute},
    {"an oscilloscope", {Down, 100, 100, true, None}, Transport::WebSocket, Rule::BinaryOften},
    {"a thumbnail a second", {Down, 1, 1000, true, None}, Transport::Events, Rule::PushOnly},
    {"a ticker, upgrades blocked", {Down, 50, 50, false, Blocked}, Transport::Events, Rule::PushOnly},
    {"a dashboard, upgrades blocked", {Down, 0.5, 1000, false, Blocked}, Transport::Events, Rule::PushOnly},
    {"a chat, upgrades blocked", {Both, 5, 500, false, Blocked}, Transport::EventsAndPosts, Rule::UpgradesBlocked},
    {"an oscilloscope, upgrades blocked", {Down, 100, 100, true, Blocked}, Transport::Events, Rule::UpgradesBlocked},
    {"a dashboard, answers held", {Down, 10, 1000, false, Held}, Transport::LongPoll, Rule::AnswersHeld},
    {"comments, answers held", {Both, 0.2, 2000, false, Held}, Transport::LongPollAndPosts, Rule::AnswersHeld},
    {"a chat, answers held", {Both, 5, 500, false, Held}, Transport::WebSocket, Rule::BothWaysOften},
    {"an oscilloscope, answers held", {Down, 100, 100, true, Held}, Transport::WebSocket, Rule::BinaryOften},
    {"the weather, answers held", {Down, kHourly, 60000, false, Held}, Transport::Poll, Rule::UnderOneAMinute},
    {"a form", {Up, 0.01, 1000, false, None}, Transport::Posts, Rule::SendOnly},
    {"a sensor, 10/s", {Up, 10, 1000, false, None}, Transport::WebSocket, Rule::SendOnlyOften},
    {"a sensor, upgrades blocked", {Up, 10, 1000, false, Blocked}, Transport::Posts, Rule::UpgradesBlocked},
    {"a sensor, answers held", {Up, 10, 1000, true, Held}, Transport::WebSocket, Rule::SendOnlyOften},
};
// clang-format on

} // namespace

TEST(TransportAdviser, SaysWhatSuitsANeedAndWhy)
{
    std::set<Rule> rules;
    for (const Case &one : kCases) {
        const auto advice = TransportAdviser::advise(one.need);
        EXPECT_EQ(int(advice.transport), int(one.transport)) << one.what;
        EXPECT_EQ(int(advice.rule), int(one.rule)) << one.what;
        rules.insert(advice.rule);
    }
    EXPECT_EQ(rules.size(), size_t(Rule::AnswersHeld) + 1) << "each rule is somebody's";
}

TEST(TransportAdviser, HasWordsForAll)
{
    std::set<QString> said;
    for (int rule = 0; rule <= int(Rule::AnswersHeld); ++rule)
        said.insert(TransportAdviser::sentenceOf(Rule(rule)));
    EXPECT_EQ(said.size(), size_t(Rule::AnswersHeld) + 1);
    said.clear();
    for (int transport = 0; transport <= int(Transport::Posts); ++transport)
        said.insert(TransportAdviser::nameOf(Transport(transport)));
    EXPECT_EQ(said.size(), size_t(Transport::Posts) + 1);
    EXPECT_FALSE(said.contains(QString()));
}

TEST(TransportAdviser, FollowsItsSliders)
{
    TransportAdviser adviser;
    EXPECT_EQ(adviser.transport(), TransportAdviser::nameOf(Transport::Events));
    adviser.setProperty("perSecond", 20.0);
    adviser.setProperty("direction", int(Both));
    EXPECT_EQ(adviser.transport(), TransportAdviser::nameOf(Transport::WebSocket));
    adviser.setProperty("proxies", int(Blocked));
    EXPECT_EQ(adviser.rule(), TransportAdviser::sentenceOf(Rule::UpgradesBlocked));
    EXPECT_FALSE(adviser.besides().isEmpty());
}

TEST(TransportAdviser, TakesWhatWasMeasured)
{
    TransportAdviser adviser;
    adviser.setProperty("direction", int(Both));
    adviser.take({});
    EXPECT_EQ(adviser.property("direction").toInt(), int(Both));
    adviser.take({{"perSecond", 50.0}, {"latencyMs", 1.5}, {"binary", true}, {"proxies", 0}});
    EXPECT_EQ(adviser.transport(), TransportAdviser::nameOf(Transport::WebSocket));
    EXPECT_EQ(adviser.rule(), TransportAdviser::sentenceOf(Rule::BinaryOften));
    EXPECT_EQ(adviser.property("latencyMs").toDouble(), 10) << "the slider's least";
    EXPECT_EQ(adviser.property("direction").toInt(), int(Down));
}
