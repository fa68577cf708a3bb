// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/TokenBucket.h"

#include <gtest/gtest.h>

#include <random>

using wavetape::security::TokenBucket;

TEST(TokenBucket, givesTheBurstThenTheRate)
{
    TokenBucket bucket(100, 200);
    int taken = 0;
    while (bucket.take(5000))
        ++taken;
    EXPECT_EQ(taken, 200);
    EXPECT_FALSE(bucket.take(5009));
    EXPECT_TRUE(bucket.take(5010));
    EXPECT_FALSE(bucket.take(5010));
    taken = 0;
    for (uint64_t now = 5011; now <= 6010; ++now)
        taken += bucket.take(now);
    EXPECT_EQ(taken, 100);
}

TEST(TokenBucket, savesUpNoMoreThanTheBurst)
{
    TokenBucket bucket(10, 5);
    EXPECT_TRUE(bucket.take(0, 5));
    EXPECT_FALSE(bucket.full(0));
    EXPECT_TRUE(bucket.full(500));
    int taken = 0;
    while (bucket.take(1'000'000))
        ++taken;
    EXPECT_EQ(taken, 5);
}

TEST(TokenBucket, takesAllOrNothing)
{
    TokenBucket bucket(1000, 100);
    EXPECT_TRUE(bucket.take(0, 60));
    EXPECT_FALSE(bucket.take(0, 60));
    EXPECT_TRUE(bucket.take(0, 40));
    EXPECT_FALSE(bucket.take(10'000, 101)) << "more than the burst is never there";
}

TEST(TokenBucket, saysHowLongToWait)
{
    TokenBucket bucket(4, 2);
    EXPECT_EQ(bucket.waitMs(0), 0u);
    EXPECT_TRUE(bucket.take(0, 2));
    EXPECT_EQ(bucket.waitMs(0), 250u);
    EXPECT_EQ(bucket.waitMs(0, 2), 500u);
    EXPECT_EQ(bucket.waitMs(100), 150u);
    EXPECT_FALSE(bucket.take(249));
    EXPECT_TRUE(bucket.take(250));
}

TEST(TokenBucket, withoutRateLetsAllPass)
{
    for (TokenBucket bucket : {TokenBucket(), TokenBucket(0, 1), TokenBucket(-1, 0)})
        for (int i = 0; i < 1000; ++i) {
            ASSERT_TRUE(bucket.take(0, 1e9));
            ASSERT_EQ(bucket.waitMs(0), 0u);
        }
}

TEST(TokenBucket, survivesAClockThatStandsOrJumps)
{
    TokenBucket bucket(10, 1);
    EXPECT_TRUE(bucket.take(10'000));
    EXPECT_FALSE(bucket.take(9'000)) << "back in time gives nothing";
    EXPECT_FALSE(bucket.take(10'000));
    EXPECT_TRUE(bucket.take(uint64_t {1} << 42)); // 139 years of ms
    EXPECT_FALSE(bucket.take(uint64_t {1} << 42));
}

TEST(TokenBucket, neverExceedsRateTimesTimePlusBurst)
{
    std::mt19937 random(3);
    for (const double rate : {0.5, 3.0, 50.0, 1e4, 1e7}) {
        TokenBucket bucket(rate, 100);
        uint64_t now = 77;
        double taken = 0;
        for (int i = 0; i < 20'000; ++i) {
            now += random() % 8;
            const double n = static_cast<double>(1 + random() % 20);
            if (bucket.take(now, n))
                taken += n;
        }
        const double most = rate * static_cast<double>(now - 77) / 1000 + 100;
        EXPECT_LE(taken, most * 1.0001) << rate;
        EXPECT_GE(taken, std::min(most, 100.0) * 0.8) << rate;
    }
}
