// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/FramePace.h"
#include "plotting/FrequencyScale.h"

#include <gtest/gtest.h>

using namespace wavetape::plotting;

namespace {

// A second of frames that cost so much each; how often the pace changed.
int second(FramePace &pace, double cpuMsPerFrame)
{
    int changes = 0;
    for (double wall = 0; wall < 1000; wall += pace.intervalMs())
        changes += pace.add(cpuMsPerFrame, pace.intervalMs());
    return changes;
}

} // namespace

TEST(FramePace, halvesWhatIsTooDearAndComesBack)
{
    FramePace pace;
    EXPECT_EQ(second(pace, 4), 0);
    EXPECT_EQ(pace.intervalMs(), 16);
    second(pace, 12);
    second(pace, 12);
    EXPECT_EQ(pace.intervalMs(), 32);
    // 12 of 32 ms: going back would make it 12 of 16 again.
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(second(pace, 12), 0);
    second(pace, 3);
    second(pace, 3);
    EXPECT_EQ(pace.intervalMs(), 16);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(second(pace, 3), 0);
}

TEST(FrequencyScale, goesThereAndBack)
{
    for (const bool logarithmic : {false, true}) {
        const auto scale = FrequencyScale::over(0, 0, 48000, logarithmic);
        EXPECT_NEAR(scale.hertzAt(0), logarithmic ? 1 : 0, 1e-9);
        EXPECT_NEAR(scale.hertzAt(1), 24000, 1e-6);
        for (const double hertz : {5.0, 440.0, 20000.0})
            EXPECT_NEAR(scale.hertzAt(scale.partOf(hertz)), hertz, hertz * 1e-9);
    }
    EXPECT_NEAR(FrequencyScale::over(0, 10000, 48000, true).partOf(100), 0.5, 1e-9);
}
