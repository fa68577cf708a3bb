// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/HdrHistogram.h"

#include <gtest/gtest.h>

namespace wavetape::scenario {
namespace {

TEST(HdrHistogramTest, KnowsEachValueToThreeDigits)
{
    for (std::uint64_t value = 1; value < HdrHistogram::kHighest; value += value / 7 + 1) {
        HdrHistogram one;
        one.record(value);
        const double seen = static_cast<double>(one.percentile(50));
        EXPECT_GE(seen, static_cast<double>(value));
        EXPECT_LE(seen, static_cast<double>(value) * 1.001 + 1);
        EXPECT_EQ(one.max(), one.percentile(100));
    }
}

TEST(HdrHistogramTest, IsExactBelowTwoThousand)
{
    HdrHistogram histogram;
    for (std::uint64_t value = 1; value <= 1000; ++value)
        histogram.record(value);
    EXPECT_EQ(histogram.percentile(50), 500u);
    EXPECT_EQ(histogram.percentile(99.9), 999u);
    EXPECT_EQ(histogram.percentile(100), 1000u);
    EXPECT_EQ(HdrHistogram().percentile(99), 0u);
}

TEST(HdrHistogramTest, RoundsUpToTheNextSample)
{
    HdrHistogram histogram;
    for (std::uint64_t value = 1; value <= 151; ++value)
        histogram.record(value);
    EXPECT_EQ(histogram.percentile(99), 150u); // the 149.49th
    EXPECT_EQ(histogram.percentile(0.1), 1u);
}

TEST(HdrHistogramTest, TheLargestIsAnHour)
{
    HdrHistogram histogram;
    histogram.record(~std::uint64_t {0});
    EXPECT_EQ(histogram.count(), 1u);
    EXPECT_NEAR(static_cast<double>(histogram.max()), 3.6e9, 3.6e6);
}

TEST(HdrHistogramTest, AddsUp)
{
    HdrHistogram one, other, empty;
    one.record(10, 3);
    other.record(5000);
    one.add(other);
    one.add(empty);
    empty.add(one);
    EXPECT_EQ(empty.count(), 4u);
    EXPECT_EQ(empty.percentile(75), 10u);
    EXPECT_NEAR(static_cast<double>(empty.max()), 5000, 5);
}

TEST(HdrHistogramTest, ALogHasALineForEachHistogram)
{
    HdrHistogram one;
    one.record(1500);
    const std::string log = hdrLog(12.5, {{"a, b", 0, 2, &one}});
    EXPECT_NE(log.find("#[StartTime: 12.5 (seconds since epoch)]\n"), std::string::npos);
    EXPECT_NE(log.find("\nTag=a__b,0.0,2.0,1500.0,HISTFAAAA"), std::string::npos) << log;
}

} // namespace
} // namespace wavetape::scenario
