// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Ledger.h"

#include <gtest/gtest.h>

namespace wavetape::scenario {
namespace {

struct TrackTest : testing::Test {
    Ledger ledger;
    Track track;
    Numbering &first = ledger.of("a", "e1");

    std::uint64_t lost() const { return track.totals().lost(); }
};

TEST_F(TrackTest, CountsWhatItShouldHaveGotFromItsBeginningToTheNewest)
{
    track.begin(first, 10, false, false);
    EXPECT_EQ(track.take(11), Track::Seen::next);
    first.published = 14;
    EXPECT_EQ(track.totals().expected, 4u);
    EXPECT_EQ(track.totals().received, 1u);
    EXPECT_EQ(lost(), 3u);
    EXPECT_FALSE(track.caughtUp());
}

TEST_F(TrackTest, TellsAGapADuplicateAndWhatComesLate)
{
    track.begin(first, 0, false, false);
    EXPECT_EQ(track.take(1), Track::Seen::next);
    EXPECT_EQ(track.take(5), Track::Seen::afterGap);
    EXPECT_EQ(track.take(5), Track::Seen::duplicate);
    EXPECT_EQ(track.take(1), Track::Seen::duplicate);
    EXPECT_EQ(track.take(3), Track::Seen::late);
    EXPECT_EQ(track.take(3), Track::Seen::duplicate);
    EXPECT_EQ(track.take(2), Track::Seen::late);
    EXPECT_EQ(track.take(4), Track::Seen::late);
    EXPECT_EQ(track.take(6), Track::Seen::next);
    EXPECT_EQ(lost(), 0u);
}

TEST_F(TrackTest, AnnouncedLossIsNoGapButLost)
{
    track.begin(first, 0, false, false);
    track.take(1);
    track.lagged(2, 4);
    EXPECT_EQ(track.take(5), Track::Seen::next);
    EXPECT_EQ(track.totals().announced, 3u);
    EXPECT_EQ(lost(), 3u);
}

TEST_F(TrackTest, AnAnnouncementThatLeavesSomethingOutIsNoExcuseForIt)
{
    track.begin(first, 0, false, false);
    track.take(1);
    track.lagged(4, 5); // 2 and 3 are nobody's
    EXPECT_EQ(track.totals().announced, 2u);
    EXPECT_EQ(lost(), 4u);
}

TEST_F(TrackTest, WhoComesBackOwesNothingAndIsOwedTheRest)
{
    track.begin(first, 0, false, false);
    track.take(1);
    track.begin(first, 4, false, true); // the ack's seq; 2 to 4 are replayed
    EXPECT_EQ(track.take(2), Track::Seen::next);
    track.begin(first, 9, false, false); // did not ask: 3 to 9 are lost all the same
    EXPECT_EQ(track.take(10), Track::Seen::afterGap);
    EXPECT_EQ(lost(), 7u);
}

TEST_F(TrackTest, AnotherNumberingIsAnotherSpan)
{
    track.begin(first, 0, false, false);
    track.take(1);
    first.published = 3;
    Numbering &second = ledger.of("a", "e2");
    track.begin(second, 2, false, true); // 1 and 2 of the new one are announced
    track.lagged(1, 2);
    EXPECT_EQ(track.take(3), Track::Seen::next);
    EXPECT_EQ(track.totals().expected, 3u + 3u);
    EXPECT_EQ(lost(), 4u);
}

TEST_F(TrackTest, WhoHasLeftIsOwedNoMore)
{
    track.begin(first, 0, false, false);
    track.take(1);
    track.leave();
    first.published = 100;
    EXPECT_EQ(lost(), 0u);
    EXPECT_TRUE(track.caughtUp());
}

TEST_F(TrackTest, AConflatingChannelLosesNothing)
{
    track.begin(first, 0, true, false);
    EXPECT_EQ(track.take(9), Track::Seen::next);
    EXPECT_EQ(track.take(4), Track::Seen::next);
    EXPECT_EQ(lost(), 0u);
}

} // namespace
} // namespace wavetape::scenario
