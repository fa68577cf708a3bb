// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/Histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>
#include <vector>

using namespace wavetape::metrics;

TEST(HistogramBuckets, coverAllValuesWithoutGapOrOverlap)
{
    for (size_t i = 0; i < HistogramBuckets::kCount; ++i) {
        const uint64_t edge = HistogramBuckets::upperEdge(i);
        ASSERT_EQ(HistogramBuckets::indexOf(edge), i) << edge;
        if (i + 1 < HistogramBuckets::kCount) {
            ASSERT_EQ(HistogramBuckets::indexOf(edge + 1), i + 1) << edge;
        }
    }
    EXPECT_EQ(
        HistogramBuckets::upperEdge(HistogramBuckets::kCount - 1), HistogramBuckets::kMaxValue);
    EXPECT_EQ(HistogramBuckets::indexOf(UINT64_MAX), HistogramBuckets::kCount - 1);
}

TEST(HistogramBuckets, errAtMostOneSixteenthUpwards)
{
    for (uint64_t value = 1; value <= HistogramBuckets::kMaxValue / 2;
         value = value * 17 / 16 + 1) {
        const uint64_t shown = HistogramBuckets::upperEdge(HistogramBuckets::indexOf(value));
        ASSERT_GE(shown, value);
        ASSERT_LE(static_cast<double>(shown), static_cast<double>(value) * (1 + 1.0 / 16));
    }
}

TEST(Histogram, saysNothingBeforeTheFirstValue)
{
    const Histogram histogram;
    const auto empty = histogram.snapshot();
    EXPECT_EQ(empty.count(), 0u);
    EXPECT_EQ(empty.percentile(0.99), 0u);
    EXPECT_EQ(empty.max(), 0u);
    EXPECT_EQ(empty.mean(), 0);
}

TEST(Histogram, agreesWithSortedValues)
{
    Histogram histogram;
    std::vector<uint64_t> values;
    std::mt19937_64 random(7);
    std::lognormal_distribution<double> latency(6, 2);
    for (int i = 0; i < 20'000; ++i) {
        const auto value = static_cast<uint64_t>(latency(random));
        values.push_back(value);
        histogram.record(value);
    }
    std::sort(values.begin(), values.end());
    const auto snapshot = histogram.snapshot();
    EXPECT_EQ(snapshot.count(), values.size());
    for (const double q : {0.0, 0.001, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank
            = static_cast<size_t>(std::max(1.0, std::ceil(q * static_cast<double>(values.size()))));
        const uint64_t exact = values[rank - 1];
        EXPECT_GE(snapshot.percentile(q), exact) << q;
        EXPECT_LE(static_cast<double>(snapshot.percentile(q)), static_cast<double>(exact) * 17 / 16)
            << q;
    }
    EXPECT_EQ(snapshot.countUpTo(HistogramBuckets::kMaxValue), values.size());
    EXPECT_EQ(snapshot.countUpTo(15),
        static_cast<uint64_t>(
            std::upper_bound(values.begin(), values.end(), 15u) - values.begin()));
}

TEST(Histogram, addsUpOverThreadsAndSubtractsOverTime)
{
    Histogram one, two;
    one.record(10);
    auto sum = one.snapshot();
    two.record(1000);
    two.record(1000);
    sum += two.snapshot();
    EXPECT_EQ(sum.count(), 3u);
    EXPECT_EQ(sum.sum(), 2010u);
    EXPECT_EQ(sum.percentile(0.3), 10u);
    EXPECT_GE(sum.percentile(0.5), 1000u);

    const auto earlier = two.snapshot();
    two.record(5);
    const auto since = two.snapshot().since(earlier);
    EXPECT_EQ(since.count(), 1u);
    EXPECT_EQ(since.max(), 5u);
    EXPECT_EQ(since.sum(), 5u);
}

TEST(Histogram, mayBeReadWhileItIsWritten)
{
    Histogram histogram;
    constexpr uint64_t kValues = 200'000;
    std::thread writer([&] {
        for (uint64_t i = 0; i < kValues; ++i)
            histogram.record(i % 1000);
    });
    uint64_t last = 0;
    while (last < kValues) {
        const auto snapshot = histogram.snapshot();
        ASSERT_GE(snapshot.count(), last);
        ASSERT_LE(snapshot.max(), 1023u);
        last = snapshot.count();
        if (last < kValues)
            std::this_thread::yield();
    }
    writer.join();
    EXPECT_EQ(histogram.snapshot().count(), kValues);
}
