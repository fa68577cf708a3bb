// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/FeedTime.h"

#include <gtest/gtest.h>

namespace wavetape::feeds {

TEST(FeedTime, FollowsTheClock)
{
    FeedTime time(1, 80'000);
    EXPECT_EQ(time.step(5'000'000), 0);
    EXPECT_EQ(time.step(5'020'000), 20'000);
    EXPECT_EQ(time.step(5'060'000), 60'000);
    EXPECT_EQ(time.lag(), 0);
}

TEST(FeedTime, LagsAfterAStallAndSkipsNothing)
{
    FeedTime time(1, 80'000);
    time.step(0);
    int64_t before = time.step(20'000);
    int64_t now = 20'000 + 1'000'000;
    EXPECT_EQ(time.step(now), before + 80'000);
    EXPECT_EQ(time.lag(), 920'000);
    int turns = 1;
    for (; time.lag() > 0; ++turns) {
        before = time.step(now);
        now += 20'000;
        EXPECT_LE(time.step(now) - before, 80'000);
        ASSERT_LT(turns, 100);
    }
    EXPECT_EQ(time.step(now), now);
}

TEST(FeedTime, RunsAtItsSpeed)
{
    FeedTime time(10, 800'000);
    time.step(1'000'000);
    EXPECT_EQ(time.step(1'020'000), 200'000);
    EXPECT_EQ(time.step(2'000'000), 1'000'000);
    EXPECT_EQ(time.lag(), 900'000) << "in time of the clock";
}

TEST(FeedTime, NeverFalls)
{
    FeedTime time(1, 80'000);
    time.step(100);
    EXPECT_EQ(time.step(50'100), 50'000);
    EXPECT_EQ(time.step(40'100), 50'000);
}

} // namespace wavetape::feeds
