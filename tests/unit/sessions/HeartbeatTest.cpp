// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/Heartbeat.h"

#include <gtest/gtest.h>

#include <cstring>

namespace wavetape::sessions {
namespace {

using Verdict = Heartbeat::Verdict;

class Heartbeats : public testing::Test {
protected:
    Verdict check(uint64_t nowMs) { return checkAt(nowMs, true); }
    Verdict checkAt(uint64_t nowMs, bool reading)
    {
        const Verdict verdict = heartbeat.check(nowMs, periods, reading, [this] {
            ++asked;
            return acknowledged;
        });
        if (verdict == Verdict::ping)
            sent = heartbeat.ping(
                nowMs, periods, static_cast<int64_t>(nowMs) * 1'000'000, acknowledged);
        return verdict;
    }
    std::optional<float> answer(int64_t payload, uint64_t nowMs)
    {
        char bytes[sizeof payload];
        std::memcpy(bytes, &payload, sizeof payload);
        return heartbeat.pong({bytes, sizeof bytes}, static_cast<int64_t>(nowMs) * 1'000'000);
    }

    const Heartbeat::Periods periods {30'000, 10'000};
    Heartbeat heartbeat {1000};
    Heartbeat::Acknowledged acknowledged {500, true};
    int64_t sent = 0;
    int asked = 0;
};

TEST_F(Heartbeats, TheFirstPingGoesOutAtOnceAndTheNextAPeriodLater)
{
    EXPECT_EQ(heartbeat.dueMs(), 1000u);
    EXPECT_EQ(check(1000), Verdict::ping);
    EXPECT_FLOAT_EQ(answer(sent, 1007).value(), 7);
    EXPECT_FLOAT_EQ(heartbeat.rttMs(), 7);
    EXPECT_EQ(heartbeat.dueMs(), 31'000u);
    EXPECT_EQ(check(30'999), Verdict::wait);
    EXPECT_EQ(check(31'000), Verdict::ping);
    EXPECT_EQ(asked, 0);
}

TEST_F(Heartbeats, OnlyThePongOfTheNewestPingCounts)
{
    check(1000);
    EXPECT_FALSE(answer(sent + 1, 1005));
    EXPECT_FALSE(heartbeat.pong({}, 0));
    EXPECT_TRUE(heartbeat.unanswered());
    EXPECT_TRUE(answer(sent, 1006));
    EXPECT_FALSE(answer(sent, 1007)); // unsolicited by now
}

TEST_F(Heartbeats, WhoTakesNothingAndAnswersNothingIsDead)
{
    check(1000);
    EXPECT_EQ(heartbeat.dueMs(), 11'000u);
    EXPECT_EQ(check(10'999), Verdict::wait);
    EXPECT_EQ(check(11'000), Verdict::dead);
}

TEST_F(Heartbeats, SlowIsNotDead)
{
    check(1000);
    for (uint64_t now = 11'000; now <= 101'000; now += 10'000) {
        acknowledged.bytes += 1; // its kernel has taken one more
        EXPECT_EQ(check(now), Verdict::wait) << now;
        EXPECT_EQ(heartbeat.dueMs(), std::min(now + 10'000, (now / 30'000 * 30'000) + 31'000));
    }
    EXPECT_EQ(check(111'000), Verdict::dead); // nothing since
}

TEST_F(Heartbeats, WhoseQueueIsWatchedEndsByThat)
{
    check(1000);
    acknowledged.watched = true;
    for (uint64_t now = 11'000; now <= 61'000; now += 10'000)
        EXPECT_EQ(check(now), Verdict::wait) << now;
    acknowledged.watched = false;
    EXPECT_EQ(check(71'000), Verdict::dead);
}

TEST_F(Heartbeats, WhoHasAllThatWasSentHasNoExcuse)
{
    check(1000);
    acknowledged = {600, false}; // the ping is there, and nothing was before it
    EXPECT_EQ(check(11'000), Verdict::dead);
}

TEST_F(Heartbeats, WhatIsNotReadCannotBeMissed)
{
    check(1000);
    EXPECT_EQ(checkAt(11'000, false), Verdict::wait);
    EXPECT_EQ(checkAt(40'000, false), Verdict::wait); // nor is another one sent meanwhile
    EXPECT_EQ(check(44'999), Verdict::wait);
    EXPECT_EQ(check(45'000), Verdict::dead);
}

TEST_F(Heartbeats, BytesOfAFrameThatIsUnderWayAreLife)
{
    check(1000);
    heartbeat.onLife(10'000, periods);
    EXPECT_EQ(check(19'999), Verdict::wait);
    EXPECT_EQ(check(20'000), Verdict::dead);
}

} // namespace
} // namespace wavetape::sessions
