// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/CandleBuilder.h"

#include "feeds/market/CandleSeries.h"

#include <gtest/gtest.h>

namespace wavetape::feeds::market {

TEST(CandleBuilder, HoldsTradesOfItsInterval)
{
    CandleBuilder builder(1'000'000);
    EXPECT_FALSE(builder.running());
    builder.add(100, 5, 7'000'000);
    builder.add(103, 1, 7'400'000);
    builder.add(99, 2, 7'999'999);
    EXPECT_FALSE(builder.closeUntil(7'999'999));
    const auto closed = builder.closeUntil(8'000'000);
    ASSERT_TRUE(closed);
    EXPECT_EQ(*closed, (Candle {7'000'000, 100, 103, 99, 99, 8, true}));
    EXPECT_FALSE(builder.running());
}

TEST(CandleBuilder, MakesNoneWithoutTrades)
{
    CandleBuilder builder(1'000'000);
    EXPECT_FALSE(builder.closeUntil(5'000'000));
    builder.add(100, 1, 9'500'000);
    const auto closed = builder.closeUntil(20'000'000);
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->start, 9'000'000);
    EXPECT_FALSE(builder.closeUntil(30'000'000));
}

TEST(CandleBuilder, ClosesWhatTheClockWasSetBackFrom)
{
    CandleBuilder builder(1'000'000);
    builder.add(100, 1, 9'500'000);
    EXPECT_FALSE(builder.closeUntil(9'000'000));
    const auto closed = builder.closeUntil(8'999'999);
    ASSERT_TRUE(closed);
    EXPECT_TRUE(closed->closed);
}

TEST(CandleSeries, ForgetsWhatBeginsLater)
{
    CandleSeries series;
    for (int64_t i = 1; i <= 5; ++i)
        series.put({i * 1'000'000, 1, 1, 1, 1, 1, true});
    series.put({3'000'000, 2, 2, 2, 2, 2, false});
    std::string text;
    series.append(text);
    EXPECT_EQ(std::count(text.begin(), text.end(), '{'), 3);
    EXPECT_NE(text.find(R"("start":3000,"open":0.02)"), text.npos);
}

TEST(CandleSeries, KeepsTheLastOnesAndReplacesTheNewest)
{
    CandleSeries series;
    std::string empty;
    series.append(empty);
    EXPECT_EQ(empty, "[]");

    series.put({1'000'000, 1, 1, 1, 1, 1, false});
    series.put({1'000'000, 1, 250, 1, 205, 2, true});
    std::string one;
    series.append(one);
    EXPECT_EQ(one,
        R"([{"start":1000,"open":0.01,"high":2.5,"low":0.01,"close":2.05,"volume":2,"closed":true}])");

    for (int64_t i = 2; i <= 400; ++i)
        series.put({i * 1'000'000, 1, 1, 1, 1, 1, true});
    std::string full;
    series.append(full);
    EXPECT_EQ(
        std::count(full.begin(), full.end(), '{'), static_cast<ptrdiff_t>(CandleSeries::kLength));
    EXPECT_TRUE(full.starts_with(R"([{"start":101000,)"));
}

} // namespace wavetape::feeds::market
