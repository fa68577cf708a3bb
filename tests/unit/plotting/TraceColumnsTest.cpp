// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceColumns.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>

using namespace wavetape::plotting;

namespace {

void fill(SampleRing &ring, const std::vector<float> &samples)
{
    ring.append(samples);
}

} // namespace

TEST(TraceColumns, takesExactExtremesWhereColumnsHoldManySamples)
{
    std::mt19937 random(4);
    std::normal_distribution<float> noise(0, 1);
    std::vector<float> samples(50000);
    for (float &sample : samples)
        sample = noise(random);
    SampleRing ring(1 << 16, 1000);
    fill(ring, samples);
    TraceColumns columns;
    columns.build(ring, {1000, 37.5, 1000}, false);
    ASSERT_EQ(columns.columns().size(), 1000u);
    MinMax before;
    for (int i = 0; i < 1000; ++i) {
        MinMax own;
        for (size_t s = static_cast<size_t>(1000 + i * 37.5);
             s < static_cast<size_t>(1000 + (i + 1) * 37.5); ++s)
            own.add(samples[s]);
        // Extended at most so far that it touches its left neighbour.
        const float low = before.empty() ? own.min : std::min(own.min, before.max);
        const float high = before.empty() ? own.max : std::max(own.max, before.min);
        EXPECT_EQ(columns.columns()[i], (MinMax {low, high})) << i;
        before = own;
    }
}

TEST(TraceColumns, doesNotChangeAColumnThatWandersLeft)
{
    std::mt19937 random(4);
    std::vector<float> samples(40000);
    for (float &sample : samples)
        sample = static_cast<float>(random() % 1000);
    SampleRing ring(1 << 16, 1000);
    fill(ring, samples);
    TraceColumns one, two;
    one.build(ring, {0, 20, 500}, false);
    two.build(ring, {20 * 7, 20, 500}, false);
    for (int i = 1; i < 490; ++i)
        EXPECT_EQ(one.columns()[i + 7], two.columns()[i]);
}

TEST(TraceColumns, isTheSameFromFrameToFrameAsAtFirstSight)
{
    std::mt19937 random(7);
    std::normal_distribution<float> noise(0, 1);
    std::optional<SampleRing> ring;
    TraceColumns kept;
    size_t same = 0;
    for (const int lives : {1, 2}) {
        ring.emplace(1 << 15, 1000); // at the same address
        int64_t first = -400;
        double origin = 0;
        for (int frame = 0; frame < 300; ++frame) {
            std::vector<float> samples(random() % 2000 + 1);
            for (float &sample : samples)
                sample = random() % 50 ? noise(random) : NAN;
            ring->append(samples);
            // Whole columns, parts of them, another zoom or size, back, a leap, beyond what is
            // still there.
            const double perColumn = frame % 50 == 30 ? 21 : 37.5;
            const int columns = frame % 60 == 40 ? 390 : 400;
            const bool density = frame % 100 < 60;
            if (frame % 7 == 3)
                origin += random() % 100;
            const int64_t newest = int64_t((double(ring->end()) - origin) / perColumn);
            first = frame % 40 == 20 ? newest - 1200
                : frame % 11 == 5    ? newest - 200
                                     : std::max(first, newest - 400);
            const TraceView view {
                origin, perColumn, columns, frame % 90 == 70 ? 2.0 : 1.0, 0, first};
            const auto before = kept;
            TraceColumns fresh;
            kept.build(*ring, view, density);
            fresh.build(*ring, view, density);
            ASSERT_EQ(kept.columns(), fresh.columns()) << lives << ' ' << frame;
            ASSERT_EQ(kept.parts(), fresh.parts()) << lives << ' ' << frame;
            ASSERT_EQ(kept.extremes(), fresh.extremes());
            for (int i = 0; i < columns; ++i) {
                if (!kept.isSame(i))
                    continue;
                ++same;
                ASSERT_EQ(kept.follows(), before.number());
                const size_t was = size_t(i + kept.wandered());
                ASSERT_EQ(kept.columns()[size_t(i)], before.columns()[was]) << frame << ' ' << i;
                const auto parts = [](const TraceColumns &c, size_t column) {
                    const auto at = c.parts().begin() + ptrdiff_t(column) * c.partsPerColumn();
                    return std::vector(at, at + c.partsPerColumn());
                };
                ASSERT_EQ(parts(kept, size_t(i)), parts(before, was));
            }
        }
    }
    EXPECT_GT(same, 2u * 300 * 400 / 3);
}

TEST(TraceColumns, knowsAColumnAgainThatHasOnlyWandered)
{
    std::mt19937 random(7);
    std::vector<float> samples(40000);
    for (float &sample : samples)
        sample = static_cast<float>(random() % 1000);
    SampleRing ring(1 << 16, 1000);
    ring.append(samples);
    TraceColumns columns;
    columns.build(ring, {0, 37.5, 400, 1, 0, 100}, true);
    EXPECT_EQ(columns.follows(), 0u);
    const uint64_t number = columns.number();
    columns.build(ring, {0, 37.5, 400, 1, 0, 107}, true);
    EXPECT_EQ(columns.follows(), number);
    EXPECT_EQ(columns.wandered(), 7);
    EXPECT_FALSE(columns.isSame(0)) << "it reached to its left neighbour";
    for (int i = 1; i < 393; ++i)
        EXPECT_TRUE(columns.isSame(i)) << i;
    for (int i = 393; i < 400; ++i)
        EXPECT_FALSE(columns.isSame(i)) << i;
    // The newest may have got more samples since.
    TraceColumns newest;
    newest.build(ring, {0, 37.5, 400, 1, 0, 700}, true);
    ring.append(std::vector<float>(100, 5000.0f));
    newest.build(ring, {0, 37.5, 400, 1, 0, 700}, true);
    EXPECT_TRUE(newest.isSame(0));
    EXPECT_TRUE(newest.isSame(365));
    EXPECT_FALSE(newest.isSame(366));
    EXPECT_TRUE(newest.isSame(399)) << "still nothing there";
}

TEST(TraceColumns, connectsSparseSamplesByALine)
{
    SampleRing ring(4096, 1000);
    fill(ring, {0, 10, 0, NAN, 5, NAN, 7, 7});
    TraceColumns columns;
    columns.build(ring, {0, 0.1, 70}, false); // ten columns per sample
    const auto &c = columns.columns();
    EXPECT_EQ(c[0].min, 0);
    EXPECT_NEAR(c[0].max, 1, 1e-4);
    EXPECT_NEAR(c[4].min, 4, 1e-4);
    EXPECT_NEAR(c[9].max, 10, 1e-4);
    EXPECT_NEAR(c[15].max, 5, 1e-4);
    for (int i = 21; i < 40; ++i)
        EXPECT_TRUE(c[i].empty()) << "gap at " << i;
    EXPECT_EQ(c[40], (MinMax {5, 5})) << "a sample alone is a dot";
    EXPECT_TRUE(c[45].empty());
    EXPECT_EQ(c[65], (MinMax {7, 7}));
    EXPECT_EQ(columns.extremes(), (MinMax {0, 10}));
}

TEST(TraceColumns, showsNothingWhereNothingIs)
{
    SampleRing ring(4096, 1000);
    fill(ring, std::vector<float>(100, 1.0f));
    TraceColumns columns;
    columns.build(ring, {-500, 10, 100}, false); // half of it before the first sample
    EXPECT_TRUE(columns.columns()[10].empty());
    EXPECT_FALSE(columns.columns()[55].empty());
    EXPECT_TRUE(columns.columns()[70].empty());
    columns.build(ring, {-500, 0.5, 100}, false);
    EXPECT_TRUE(columns.columns()[50].empty());
    for (const TraceView view :
        {TraceView {NAN, 1, 10}, TraceView {0, NAN, 10}, TraceView {0, -1, 10},
            TraceView {1e300, 1e300, 10}, TraceView {-1e300, 1, 10}, TraceView {0, 1, -5}}) {
        columns.build(ring, view, true);
        EXPECT_TRUE(columns.extremes().empty());
    }
}

TEST(TraceColumns, gathersPiecesOfTheLineForDensity)
{
    SampleRing ring(1 << 16, 1000);
    std::vector<float> samples(64000);
    for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = i < 32000 ? static_cast<float>(i) : NAN;
    fill(ring, samples);
    TraceColumns columns;
    const auto part = [&](int column, int p) {
        return columns.parts()[size_t(column) * TraceColumns::kParts + p];
    };
    // Few samples: every piece, the last one into the next column.
    columns.build(ring, {0, 40, 1000}, true);
    ASSERT_EQ(columns.partsPerColumn(), TraceColumns::kParts);
    // Three runs of at most sixteen cover the forty.
    EXPECT_EQ(part(3, 0), (MinMax {120, 121}));
    EXPECT_TRUE(part(3, 63).empty());
    EXPECT_TRUE(part(990, 0).empty()) << "a gap has no pieces";
    // Many: four runs, a quarter of the column apart; columns begin at whole groups.
    columns.build(ring, {0, 1600, 20}, true);
    EXPECT_EQ(part(2, 0), (MinMax {3200, 3201}));
    EXPECT_EQ(part(2, 16), (MinMax {3600, 3601}));
    EXPECT_EQ(part(2, 63), (MinMax {4415, 4416}));
    columns.build(ring, {0, 4, 100}, true);
    EXPECT_EQ(columns.partsPerColumn(), 0) << "too few samples to tell";
}

TEST(TraceColumns, appliesGainAndOffset)
{
    SampleRing ring(4096, 1000);
    fill(ring, {1, 2, 3, 4, 5, 6, 7, 8});
    TraceColumns columns;
    columns.build(ring, {0, 4, 2, -2, 1}, false);
    EXPECT_EQ(columns.extremes(), (MinMax {-15, -1}));
}

TEST(TraceColumns, drawsAHandfulOfValuesFromEdgeToEdge)
{
    const std::vector<double> values {0, 10, NAN, 10, 20};
    TraceColumns columns;
    columns.build(values, 40);
    EXPECT_EQ(columns.columns()[0].min, 0);
    EXPECT_NEAR(columns.columns()[39].max, 20, 1e-5);
    EXPECT_TRUE(columns.columns()[15].empty());
    columns.build(std::vector<double> {7}, 40);
    EXPECT_EQ(columns.extremes(), (MinMax {7, 7}));
    columns.build(std::vector<double> {}, 40);
    EXPECT_TRUE(columns.extremes().empty());
}
