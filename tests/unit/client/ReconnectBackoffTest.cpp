// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/ReconnectBackoff.h"

#include <gtest/gtest.h>

using namespace wavetape::client;

TEST(ReconnectBackoff, followsTheGuidesScheduleExactly)
{
    BackoffSettings settings;
    settings.schedule = BackoffSettings::Schedule::Exact;
    settings.maxAttempts = 10;
    ReconnectBackoff backoff(settings);
    int64_t sum = 0;
    for (const int64_t expected :
        {1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000, 30000}) {
        const auto delay = backoff.next();
        ASSERT_TRUE(delay);
        EXPECT_EQ(*delay, expected);
        sum += *delay;
    }
    EXPECT_EQ(sum, 181000);
    EXPECT_FALSE(backoff.next());
    EXPECT_FALSE(backoff.next(500));
}

TEST(ReconnectBackoff, jittersOverTheWholeRangeAndStaysBelowTheCap)
{
    double random = 0;
    ReconnectBackoff backoff({}, [&] { return random; });
    EXPECT_EQ(backoff.next(), 0);
    random = 0.5;
    EXPECT_EQ(backoff.next(), 1000); // half of 2 s
    random = 0.999999;
    for (int i = 0; i < 2000; ++i) {
        const auto delay = backoff.next();
        ASSERT_TRUE(delay);
        EXPECT_LE(*delay, 30000);
    }
    EXPECT_GE(*backoff.next(), 29999);
}

TEST(ReconnectBackoff, startsAgainAfterReset)
{
    ReconnectBackoff backoff({}, [] { return 0.999999; });
    for (int i = 0; i < 8; ++i)
        backoff.next();
    EXPECT_EQ(backoff.attempts(), 8);
    backoff.reset();
    EXPECT_EQ(backoff.attempts(), 0);
    EXPECT_EQ(backoff.next(), 1000);
}

TEST(ReconnectBackoff, clampsTheServersWish)
{
    ReconnectBackoff backoff({}, [] { return 0.0; });
    EXPECT_EQ(backoff.next(1500), 1500);
    EXPECT_EQ(backoff.next(-7), 0);
    EXPECT_EQ(backoff.next(INT64_MAX), 60000);
    BackoffSettings exact;
    exact.schedule = BackoffSettings::Schedule::Exact;
    ReconnectBackoff onTop(exact);
    EXPECT_EQ(onTop.next(5000), 6000);
}

TEST(ReconnectBackoff, variesBetweenInstances)
{
    ReconnectBackoff one, two;
    bool differs = false;
    for (int i = 0; i < 20; ++i)
        differs |= one.next() != two.next();
    EXPECT_TRUE(differs);
}
