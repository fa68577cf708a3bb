// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/LatencyHistogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace wavetape::client;

TEST(LatencyHistogram, agreesWithSortingToSixPercent)
{
    LatencyHistogram histogram;
    std::mt19937 random(7);
    std::lognormal_distribution<double> values(1.0, 2.0);
    std::vector<double> sorted;
    for (int i = 0; i < 20000; ++i) {
        sorted.push_back(values(random));
        histogram.add(sorted.back(), 1000);
    }
    std::sort(sorted.begin(), sorted.end());
    for (const double p : {0.01, 0.5, 0.9, 0.99, 0.999}) {
        const double exact = sorted[static_cast<size_t>(std::ceil(p * 20000)) - 1];
        EXPECT_NEAR(histogram.percentile(p, 1000), exact, exact * 0.06 + 0.001) << p;
    }
    EXPECT_DOUBLE_EQ(histogram.max(1000), std::min(sorted.back(), 130000.0));
}

TEST(LatencyHistogram, forgetsAfterTenSeconds)
{
    LatencyHistogram histogram;
    histogram.add(500, 6000);
    EXPECT_GT(histogram.percentile(0.5, 6000), 450);
    EXPECT_GT(histogram.percentile(0.5, 10999), 450);
    histogram.add(1, 11000);
    EXPECT_GT(histogram.percentile(0.99, 11000), 450);
    EXPECT_LT(histogram.percentile(0.99, 16001), 2);
    EXPECT_EQ(histogram.percentile(0.99, 40000), 0);
    EXPECT_EQ(histogram.max(40000), 0);
}

TEST(LatencyHistogram, takesNonsense)
{
    LatencyHistogram histogram;
    histogram.add(-5, 6000);
    histogram.add(NAN, 6000);
    histogram.add(INFINITY, 6000);
    histogram.add(1e30, 6000);
    EXPECT_EQ(histogram.percentile(0.5, 6000), 0);
    EXPECT_EQ(histogram.max(6000), 130000);
    EXPECT_GT(histogram.percentile(1.0, 6000), 100000);
}
