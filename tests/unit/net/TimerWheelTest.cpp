// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/TimerWheel.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace wavetape::net {
namespace {

struct Deadline : TimerWheel::Entry {
    uint64_t firedMs = 0;
};

TEST(TimerWheel, MeetsEachDeadlineNeverEarlyAndAtMostTwoTicksLate)
{
    TimerWheel wheel(10);
    wheel.start(1000);
    std::minstd_rand random(3);
    std::vector<Deadline> deadlines(2000);
    for (Deadline &deadline : deadlines)
        wheel.schedule(deadline, 1000 + random() % 60'000);
    for (uint64_t now = 1000; now <= 62'000; now += 10)
        wheel.advance(
            now, [&](TimerWheel::Entry &entry) { static_cast<Deadline &>(entry).firedMs = now; });
    for (const Deadline &deadline : deadlines) {
        ASSERT_GE(deadline.firedMs, deadline.dueMs);
        ASSERT_LE(deadline.firedMs, deadline.dueMs + 20);
    }
}

TEST(TimerWheel, CancelledAndMovedDeadlinesDoNotFireAtTheOldTime)
{
    TimerWheel wheel(10);
    wheel.start(0);
    Deadline cancelled, moved;
    wheel.schedule(cancelled, 100);
    wheel.schedule(moved, 100);
    wheel.cancel(cancelled);
    wheel.schedule(moved, 500);
    std::vector<uint64_t> fired;
    for (uint64_t now = 0; now <= 1000; now += 10)
        wheel.advance(now, [&](TimerWheel::Entry &) { fired.push_back(now); });
    ASSERT_EQ(fired.size(), 1u);
    EXPECT_GE(fired[0], 500u);
    EXPECT_FALSE(cancelled.scheduled());
}

TEST(TimerWheel, MayBeScheduledAgainFromWithin)
{
    TimerWheel wheel(10);
    wheel.start(0);
    Deadline repeating;
    wheel.schedule(repeating, 50);
    int fired = 0;
    for (uint64_t now = 0; now <= 1000; now += 10)
        wheel.advance(now, [&](TimerWheel::Entry &entry) {
            ++fired;
            wheel.schedule(entry, now + 50);
        });
    EXPECT_GE(fired, 14);
    EXPECT_LE(fired, 20);
    wheel.cancel(repeating);
}

TEST(TimerWheel, CatchesUpAfterALongStall)
{
    TimerWheel wheel(5);
    wheel.start(0);
    std::vector<Deadline> deadlines(100);
    for (size_t i = 0; i < deadlines.size(); ++i)
        wheel.schedule(deadlines[i], i * 1000);
    size_t fired = 0;
    wheel.advance(10'000'000, [&](TimerWheel::Entry &) { ++fired; });
    EXPECT_EQ(fired, deadlines.size());
}

} // namespace
} // namespace wavetape::net
