// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/ReconnectTimeline.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

using namespace wavetape::inspector;

namespace {

QList<double> waits(const ReconnectTimeline &timeline)
{
    QList<double> list;
    for (const QVariant &entry : timeline.tries())
        list << entry.toMap()["waitMs"].toDouble();
    return list;
}

} // namespace

TEST(ReconnectTimeline, followsTheGuidesScheduleAndGivesUp)
{
    ReconnectTimeline timeline(nullptr, 0);
    timeline.setEnabled(true);
    EXPECT_EQ(timeline.totalMs(), 181'000);
    QSignalSpy due(&timeline, &ReconnectTimeline::due);
    for (int i = 1; i <= ReconnectTimeline::kTries; ++i) {
        timeline.lost();
        ASSERT_TRUE(QTest::qWaitFor([&] { return due.size() == i; }, 20000));
    }
    EXPECT_FALSE(timeline.hasGivenUp());
    timeline.lost();
    EXPECT_TRUE(timeline.hasGivenUp());
    EXPECT_FALSE(timeline.isWaiting());
    EXPECT_EQ(waits(timeline),
        QList<double>({1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000, 30000}));
    EXPECT_EQ(timeline.totalMs(), 181'000);
}

TEST(ReconnectTimeline, startsAnewOnceItWasOpen)
{
    ReconnectTimeline timeline(nullptr, 0);
    timeline.setEnabled(true);
    timeline.lost();
    timeline.lost();
    timeline.opened();
    EXPECT_EQ(timeline.tries().at(1).toMap()["state"].toString(), "open");
    // Open for a moment is not stable: who opens and closes is waited for longer and longer.
    timeline.lost();
    EXPECT_EQ(timeline.attempt(), 3);
    timeline.opened();
    ASSERT_TRUE(QTest::qWaitFor([&] { return timeline.attempt() == 0; }, 20000)); // 30 s × 0
    timeline.lost();
    EXPECT_EQ(timeline.attempt(), 1);
}

TEST(ReconnectTimeline, waitsAsLongAsItIsAsked)
{
    ReconnectTimeline timeline(nullptr, 1);
    timeline.setEnabled(true);
    timeline.lost(7000);
    EXPECT_EQ(timeline.tries().at(0).toMap()["waitMs"].toDouble(), 8000);
    timeline.stayAway("over");
    EXPECT_FALSE(timeline.isWaiting());
    EXPECT_EQ(timeline.over(), "over");
}

TEST(ReconnectTimeline, drawsJitterBelowTheCeiling)
{
    ReconnectTimeline timeline(nullptr, 0);
    timeline.setEnabled(true);
    timeline.setJitter(true);
    for (int i = 0; i < 10; ++i)
        timeline.lost();
    double sum = 0;
    for (const QVariant &entry : timeline.tries()) {
        EXPECT_LE(entry.toMap()["waitMs"].toDouble(), entry.toMap()["ceilingMs"].toDouble());
        sum += entry.toMap()["waitMs"].toDouble();
    }
    EXPECT_LT(sum, 181'000);
    EXPECT_GT(sum, 0);
}

TEST(ReconnectTimeline, doesNothingWhenItIsOff)
{
    ReconnectTimeline timeline(nullptr, 0);
    timeline.lost();
    EXPECT_FALSE(timeline.isWaiting());
    EXPECT_EQ(timeline.attempt(), 0);
}
