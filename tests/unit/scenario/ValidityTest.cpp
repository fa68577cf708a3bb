// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Validity.h"
#include "scenario/Run.h"
#include "scenario/ScenarioReader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wavetape::scenario {
namespace {

constexpr std::uint64_t kMilli = 1'000'000;

Scenario scenarioOf(const std::string &text)
{
    auto scenario = readScenarioText(text, "test.toml", Reading::asWritten);
    EXPECT_TRUE(scenario) << (scenario ? "" : scenario.error());
    return *scenario;
}

const std::string kBounded = R"(title = "t"
[[clients]]
name = "a"
[[expect]]
metric = "delivery.p99"
below = "50ms"
)";

const std::string kOpen = R"(title = "t"
[[clients]]
name = "a"
[[expect]]
state = "open"
within = "20s"
)";

TEST(ValidityTest, ALoopThatCameRoundInTimeIsBelieved)
{
    Validity validity(scenarioOf(kBounded));
    for (std::uint64_t at = 0; at < 1000 * kMilli; at += Validity::kTick)
        validity.tick(at, at + kMilli);
    EXPECT_EQ(validity.problem(0.5), "");
}

TEST(ValidityTest, ALoopThatStoodStillIsLateForAllThatItMissed)
{
    Validity validity(scenarioOf(kBounded));
    for (std::uint64_t at = 0; at < 900 * kMilli; at += Validity::kTick)
        validity.tick(at, at);
    validity.tick(900 * kMilli, 1000 * kMilli);
    EXPECT_NE(validity.problem(0.5).find("own loop was late"), std::string::npos);
    // Nothing of this one is about time: half a second more or less says nothing.
    Validity patient(scenarioOf(kOpen));
    patient.tick(0, 300 * kMilli);
    EXPECT_EQ(patient.problem(0.5), "");
}

TEST(ValidityTest, ACoreThatIsUsedUpMeasuresItself)
{
    Validity validity(scenarioOf(kBounded));
    validity.tick(0, 0);
    EXPECT_NE(validity.problem(0.99).find("own thread"), std::string::npos);
    EXPECT_EQ(Validity(scenarioOf(kOpen)).problem(0.99), "");
}

TEST(ValidityTest, AClockThatCreepsIsNoneThatJumps)
{
    Validity validity(scenarioOf(kOpen));
    for (std::int64_t i = 0; i < 1000; ++i)
        validity.clocks(static_cast<std::uint64_t>(i) * kMilli, i * 1'000'050);
    EXPECT_EQ(validity.problem(0), "");
    validity.clocks(1000 * kMilli, 1200 * static_cast<std::int64_t>(kMilli));
    EXPECT_NE(validity.problem(0).find("clock jumped by 200 ms"), std::string::npos);
}

TEST(RunTest, AJumpedClockIsNoValidRun)
{
    RunOptions options;
    std::int64_t calls = 0;
    options.wallClock = [&calls] {
        timespec now {};
        clock_gettime(CLOCK_REALTIME, &now);
        const std::int64_t jump = ++calls > 5 ? 3'600'000'000'000 : 0;
        return now.tv_sec * std::int64_t {1'000'000'000} + now.tv_nsec + jump;
    };
    const Verdict verdict = runScenario(scenarioOf(kOpen), options);
    EXPECT_EQ(verdict.judgement, Judgement::notValid);
    EXPECT_THAT(verdict.whyNotValid,
        testing::MatchesRegex("the machine's clock jumped by 3(600|599\\.9[0-9]*) s meanwhile"));
}

TEST(RunTest, TheSameWithoutTheJumpHolds)
{
    const Verdict verdict = runScenario(scenarioOf(kOpen), {});
    if (verdict.whyNotValid.find("too busy") == std::string::npos) {
        EXPECT_EQ(verdict.judgement, Judgement::held) << verdict.whyNotValid;
    }
}

TEST(RunTest, WhatWasNeverPutToTheTestIsNotValid)
{
    const Verdict verdict = runScenario(scenarioOf(kBounded), {});
    EXPECT_EQ(verdict.judgement, Judgement::notValid);
    if (verdict.whyNotValid.find("too busy") == std::string::npos) {
        EXPECT_EQ(verdict.whyNotValid,
            "delivery p99 below 50 ms was not put to the test: nothing was measured");
    }
}

} // namespace
} // namespace wavetape::scenario
