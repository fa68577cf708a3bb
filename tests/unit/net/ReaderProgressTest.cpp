// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ReaderProgress.h"

#include <gtest/gtest.h>

namespace wavetape::net {
namespace {

constexpr uint64_t kPatience = 10'000;

/// A reader of a steady rate behind a receiving kernel that tells of room in pieces of `piece`
/// bytes, and a sending kernel that takes more in pieces of `accepted`.
struct SteadyReader {
    uint64_t rate; ///< bytes/s
    uint64_t piece;
    uint64_t accepted;
};

/// When it is given up, within ten minutes; 0: never. Its buffers are full from the beginning on.
uint64_t endOf(const SteadyReader &reader)
{
    ReaderProgress progress(0);
    progress.onBlocked(0);
    uint64_t acknowledged = 0, taken = 0;
    for (uint64_t now = 0; now <= 600'000; now += 10) {
        acknowledged = reader.rate * now / 1000 / reader.piece * reader.piece;
        if (acknowledged - taken >= reader.accepted) {
            taken = acknowledged;
            progress.onTaken(now);
            progress.onBlocked(now);
        }
        if (progress.check(now, kPatience, [&] { return static_cast<int64_t>(acknowledged); })
            <= now)
            return now;
    }
    return 0;
}

TEST(ReaderProgress, WhoStandsStillIsGivenUpAfterTheDeadline)
{
    EXPECT_EQ(endOf({0, 4096, 1}), kPatience);
}

TEST(ReaderProgress, WhatWasUnderWayWhenItStoppedIsNoProgress)
{
    ReaderProgress progress(0);
    progress.onBlocked(0);
    int64_t acknowledged = 100;
    const auto ask = [&] { return acknowledged; };
    EXPECT_EQ(progress.check(0, kPatience, ask), 1000u);
    acknowledged = 5000; // by 40 ms later, as a delayed acknowledgement comes
    EXPECT_EQ(progress.check(1000, kPatience, ask), kPatience);
    EXPECT_EQ(progress.check(kPatience, kPatience, ask), kPatience);
}

TEST(ReaderProgress, ASteadyReaderStaysHoweverLargeThePieces)
{
    // 1,000 B/s behind what Linux makes of a default buffer: 4 to 8 KiB at a time.
    EXPECT_EQ(endOf({1000, 4096, 4096}), 0u);
    EXPECT_EQ(endOf({1000, 8192, 8192}), 0u);
    // Our own kernel takes more only when 16 KiB are through; it is asked what the peer's has.
    EXPECT_EQ(endOf({1000, 4096, 16'384}), 0u);
    EXPECT_EQ(endOf({300, 2048, 8192}), 0u);
}

TEST(ReaderProgress, APauseOvercomeIsGrantedTwice)
{
    ReaderProgress progress(0);
    progress.onBlocked(0);
    const auto nothing = [] { return int64_t {0}; };
    progress.onTaken(9'000);
    EXPECT_EQ(progress.check(10'000, kPatience, nothing), 27'000u);
    progress.onTaken(26'000); // 17 s more: 34 from now on
    EXPECT_EQ(progress.check(28'000, kPatience, nothing), 60'000u);
    progress.onTaken(59'000); // 33 s, but nobody waits for more than a minute
    EXPECT_EQ(progress.check(61'000, kPatience, nothing), 119'000u);
    progress.onDrained(); // it has caught up
    progress.onBlocked(200'000);
    EXPECT_EQ(progress.check(201'000, kPatience, nothing), 210'000u);
}

TEST(ReaderProgress, AStandstillEndsWhoeverItIsWithinAMinute)
{
    ReaderProgress progress(0);
    progress.onBlocked(0);
    for (uint64_t now = 9'000; now < 100'000; now += 9'000)
        progress.onTaken(now);
    const auto nothing = [] { return int64_t {0}; };
    EXPECT_EQ(progress.check(101'000, kPatience, nothing), 99'000u + 18'000u);
}

} // namespace
} // namespace wavetape::net
