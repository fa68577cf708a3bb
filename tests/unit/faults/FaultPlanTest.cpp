// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultPlan.h"
#include "faults/FaultText.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace wavetape::faults {

namespace {
constexpr uint64_t kNanosPerSecond = 1'000'000'000;

FaultPlan planOf(const std::string &text, std::string_view name = "c1")
{
    return FaultPlan(readFaults(text).value(), name);
}

Touch touchOf(FaultPlan &plan, std::string_view channel, uint64_t seq, uint64_t now = 0)
{
    const auto strike = plan.onMessage({channel, seq}, now);
    return strike ? strike->touch : Touch::none;
}

/// What a plan leaves out of some channels, in the order that `order` says.
std::string logOf(const std::string &text, const std::string &name, unsigned order)
{
    FaultPlan plan = planOf(text, name);
    std::vector<std::pair<std::string, uint64_t>> publications;
    for (const char *channel : {"trades.A", "trades.B", "chat.x"}) {
        for (uint64_t seq = 1; seq <= 200; ++seq)
            publications.emplace_back(channel, seq);
    }
    std::shuffle(publications.begin(), publications.end(), std::minstd_rand(order));
    std::set<std::string> lines;
    for (const auto &[channel, seq] : publications) {
        if (touchOf(plan, channel, seq, order) == Touch::leaveOut)
            lines.insert(channel + ' ' + std::to_string(seq) + '\n');
    }
    std::string log;
    for (const std::string &line : lines)
        log += line;
    return log;
}
} // namespace

TEST(FaultPlan, sameSeedAndNameDecideTheSameWhateverTheOrder)
{
    std::set<std::string> logs;
    for (unsigned seed = 0; seed < 25; ++seed) {
        const std::string text = "drop:5%;seed:" + std::to_string(seed);
        const std::string log = logOf(text, "a", 1);
        EXPECT_EQ(log, logOf(text, "a", 2));
        EXPECT_EQ(log, logOf(text + ";as:a", "c77", 3))
            << "a name of its own comes before the other";
        EXPECT_NE(log, logOf(text, "b", 1));
        logs.insert(log);
    }
    EXPECT_EQ(logs.size(), 25u);
}

TEST(FaultPlan, drawsWhatItIsAskedFor)
{
    for (const auto &[share, least, most] : {std::tuple {"0%", 0, 0}, {"0.0001%", 0, 10},
             {"5%", 4'700, 5'300}, {"50%", 49'000, 51'000}, {"100%", 100'000, 100'000}}) {
        FaultPlan plan = planOf("drop:" + std::string(share));
        int hits = 0;
        for (uint64_t seq = 1; seq <= 100'000; ++seq)
            hits += touchOf(plan, "trades.A", seq) == Touch::leaveOut;
        EXPECT_GE(hits, least) << share;
        EXPECT_LE(hits, most) << share;
    }
}

TEST(FaultPlan, takesTheNextPublicationsAfterItsTime)
{
    FaultPlan plan = planOf("gap:3@2s;dup@2s");
    EXPECT_EQ(touchOf(plan, "a", 1, 2 * kNanosPerSecond - 1), Touch::none);
    EXPECT_EQ(touchOf(plan, "a", 2, 2 * kNanosPerSecond), Touch::leaveOut);
    EXPECT_EQ(touchOf(plan, "b", 9, 3 * kNanosPerSecond), Touch::leaveOut);
    EXPECT_EQ(touchOf(plan, "a", 3, 3 * kNanosPerSecond), Touch::leaveOut);
    EXPECT_EQ(touchOf(plan, "a", 4, 3 * kNanosPerSecond), Touch::twice) << "the next one's turn";
    EXPECT_EQ(touchOf(plan, "a", 5, 3 * kNanosPerSecond), Touch::none);
}

TEST(FaultPlan, cutsOnlyJsonShort)
{
    FaultPlan plan = planOf("badjson");
    EXPECT_FALSE(plan.onMessage({"wave.sine1", 1, MessageFacts::kPublication, false}, 0));
    const auto strike = plan.onMessage({"chat.a", 1}, 0);
    ASSERT_TRUE(strike);
    EXPECT_EQ(strike->touch, Touch::cutShort);
    EXPECT_TRUE(strike->first);
}

TEST(FaultPlan, leavesTheServersOwnChannelsAlone)
{
    FaultPlan plan = planOf("drop:100%;gap:5");
    EXPECT_EQ(touchOf(plan, "sys.events", 1), Touch::none);
    EXPECT_EQ(touchOf(plan, "system", 1), Touch::leaveOut);
}

TEST(FaultPlan, whatHappensByTimeHappensOnceInOrder)
{
    FaultPlan plan = planOf("cut@5s;close:1012@3s;delay:1s;stall:1s@3s");
    EXPECT_EQ(plan.nextDueNanos(), 0u);
    std::vector<FaultType> types;
    while (const auto strike = plan.takeDue(4 * kNanosPerSecond))
        types.push_back(strike->type);
    EXPECT_EQ(types, (std::vector {FaultType::latency, FaultType::stall, FaultType::close}));
    EXPECT_EQ(plan.nextDueNanos(), 5 * kNanosPerSecond);
    EXPECT_EQ(plan.takeDue(5 * kNanosPerSecond)->type, FaultType::cut);
    EXPECT_EQ(plan.nextDueNanos(), ~uint64_t {0});
    EXPECT_FALSE(plan.takeDue(~uint64_t {0} - 1));
}

TEST(FaultPlan, mutesPongsFromItsTimeOn)
{
    FaultPlan plan = planOf("mute-pong@1s");
    EXPECT_FALSE(plan.onPing(kNanosPerSecond - 1));
    EXPECT_TRUE(plan.onPing(kNanosPerSecond)->first);
    EXPECT_FALSE(plan.onPing(2 * kNanosPerSecond)->first);
    EXPECT_FALSE(planOf("cut").onPing(kNanosPerSecond));
}

TEST(Draw, dependsOnEveryPart)
{
    std::set<uint64_t> drawn {draw(1, 0, "a", "down", "ch", 5), draw(2, 0, "a", "down", "ch", 5),
        draw(1, 1, "a", "down", "ch", 5), draw(1, 0, "b", "down", "ch", 5),
        draw(1, 0, "a", "up", "ch", 5), draw(1, 0, "a", "down", "chx", 5),
        draw(1, 0, "a", "down", "ch", 6), draw(1, 0, "ad", "own", "ch", 5)};
    EXPECT_EQ(drawn.size(), 8u);
    EXPECT_EQ(draw(7, 0, "a", "down", "trades.A", 1), 10885567789196379874u)
        << "seeds that people wrote down go on meaning the same";
}

} // namespace wavetape::faults
