// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/AxisTicks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

using namespace wavetape::plotting;

TEST(AxisTicks, choosesStepsOfOneTwoFive)
{
    EXPECT_EQ(AxisTicks::over(0, 10, 5), (AxisTicks {0, 10, 2, 0}));
    EXPECT_EQ(AxisTicks::over(0, 1, 5), (AxisTicks {0, 1, 0.2, 1}));
    EXPECT_EQ(AxisTicks::over(-1, 1, 4), (AxisTicks {-1, 1, 0.5, 1}));
    EXPECT_EQ(AxisTicks::over(3, 97, 5), (AxisTicks {0, 100, 20, 0}));
    EXPECT_EQ(AxisTicks::over(0, 1234567, 6).step, 500000);
    EXPECT_EQ(AxisTicks::over(0.0012, 0.0047, 5).decimals, 3);
    EXPECT_EQ(AxisTicks::over(5, -5, 5), AxisTicks::over(-5, 5, 5));
}

TEST(AxisTicks, coversAnyRangeWithRoundValues)
{
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> exponent(-12, 12), mantissa(-10, 10);
    for (int i = 0; i < 20000; ++i) {
        const double scale = std::pow(10, exponent(random));
        const double a = mantissa(random) * scale, b = mantissa(random) * scale;
        const int steps = 2 + static_cast<int>(random() % 9);
        const AxisTicks ticks = AxisTicks::over(a, b, steps);
        const double slack = ticks.step * 1e-6;
        EXPECT_LE(ticks.lower, std::min(a, b) + slack);
        EXPECT_GE(ticks.upper, std::max(a, b) - slack);
        EXPECT_LE(ticks.count(), steps + 1);
        EXPECT_GE(ticks.count(), 2);
        const double leading = ticks.step / std::pow(10, std::floor(std::log10(ticks.step) + 1e-9));
        EXPECT_TRUE(std::abs(leading - 1) < 1e-6 || std::abs(leading - 2) < 1e-6
            || std::abs(leading - 5) < 1e-6)
            << ticks.step;
        EXPECT_EQ(static_cast<int>(ticks.values().size()), ticks.count());
    }
}

TEST(AxisTicks, survivesWhatIsNoRange)
{
    const double inf = std::numeric_limits<double>::infinity();
    for (const auto &[a, b] : {std::pair<double, double>(5.0, 5.0),
             std::pair<double, double>(0.0, 0.0), std::pair<double, double>(NAN, NAN),
             std::pair<double, double>(-inf, inf), std::pair<double, double>(NAN, 3.0),
             std::pair<double, double>(1e308, -1e308), std::pair<double, double>(5e-324, 5e-324),
             std::pair<double, double>(1e15, 1e15 + 0.5)}) {
        const AxisTicks ticks = AxisTicks::over(a, b, 6);
        EXPECT_TRUE(std::isfinite(ticks.lower) && std::isfinite(ticks.upper)) << a << " " << b;
        EXPECT_LT(ticks.lower, ticks.upper) << a << " " << b;
        EXPECT_GE(ticks.count(), 2);
        EXPECT_LE(ticks.count(), 7);
    }
}

TEST(AutoRange, growsAtOnceAndShrinksAfterTwoSeconds)
{
    AutoRange range(5);
    EXPECT_TRUE(range.observe(0, 10, 0));
    EXPECT_FALSE(range.observe(1, 9, 100));
    EXPECT_TRUE(range.observe(0, 40, 200));
    EXPECT_GE(range.ticks().upper, 40);
    EXPECT_FALSE(range.observe(0, 10, 300));
    EXPECT_FALSE(range.observe(0, 10, 2200));
    EXPECT_TRUE(range.observe(0, 10, 2301));
    EXPECT_EQ(range.ticks().upper, 10);
}

TEST(AutoRange, aPeakWhileItWaitsStartsTheWaitAnew)
{
    AutoRange range(5);
    range.observe(0, 100, 0);
    range.observe(0, 10, 100);
    range.observe(0, 100, 1900); // needed again
    EXPECT_FALSE(range.observe(0, 10, 2200));
    EXPECT_TRUE(range.observe(0, 10, 4300));
}

TEST(AutoRange, shrinksToWhatWasSeenWhileItWaited)
{
    AutoRange range(5);
    range.observe(0, 100, 0);
    range.observe(0, 10, 100);
    range.observe(0, 30, 1000);
    EXPECT_TRUE(range.observe(0, 10, 2200));
    EXPECT_GE(range.ticks().upper, 30);
    EXPECT_LT(range.ticks().upper, 100);
    EXPECT_FALSE(range.observe(NAN, 5, 3000));
}
