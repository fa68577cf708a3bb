// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceScene.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

using namespace wavetape::plotting;

// Times are the senders' and tremble; a column is looked at once all the same.
TEST(TraceScene, keepsTheColumnsOfAllTracesWhereTheyAre)
{
    constexpr double kRate = 48000;
    constexpr int kBlock = 480, kColumns = 200;
    std::mt19937 random(2);
    std::array<TraceSource, 3> sources;
    std::array<Trace, 3> lines;
    std::vector<Trace *> traces;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        sources[i].stream()->begin(kRate);
        lines[i].setSource(&sources[i]);
        traces.push_back(&lines[i]);
    }
    TraceScene scene;
    int kept = 0;
    for (int64_t block = 0; block < 100; ++block) {
        for (TraceSource &source : sources) {
            const std::vector<float> samples(kBlock, float(block));
            source.stream()->append(samples, block * 10'000 + int64_t(random() % 300));
        }
        scene.build(traces, {.seconds = 0.2}, kColumns);
        ASSERT_EQ(scene.built().size(), lines.size());
        for (const auto &built : scene.built()) {
            kept += built.columns.follows() != 0
                && built.columns.wandered() == scene.built().front().columns.wandered();
            // What is drawn is at most half a column from where it belongs.
            const double end = built.view.edge(kColumns) / kRate * 1e6 + double(built.originUs);
            const auto &first = scene.built().front();
            const double wanted = first.view.edge(kColumns) / kRate * 1e6 + double(first.originUs);
            EXPECT_NEAR(end, wanted, 501) << block;
        }
    }
    EXPECT_GE(kept, 99 * 3 - 9);
}
