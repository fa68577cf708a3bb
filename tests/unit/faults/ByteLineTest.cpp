// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/ByteLine.h"
#include "faults/FaultText.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace wavetape::faults {

namespace {
constexpr uint64_t kMs = 1'000'000, kSecond = 1'000 * kMs;

ByteLine lineOf(const char *text, size_t room = 1 << 20)
{
    return ByteLine(readFaults(text).value(), room);
}

/// Takes what is due.
std::string takeDue(ByteLine &line, uint64_t now)
{
    std::string bytes(line.due(now));
    line.taken(bytes.size());
    return bytes;
}
} // namespace

TEST(ByteLine, isNeededForFaultsOfBytesOnly)
{
    EXPECT_FALSE(lineOf("cut;gap:3;delay:0").active());
    EXPECT_TRUE(lineOf("delay:1ms").active());
    EXPECT_TRUE(lineOf("slow:1kbit@9s").active());
    EXPECT_TRUE(lineOf("stall:1s@9s").active());
}

TEST(ByteLine, givesBytesBackLate)
{
    ByteLine line = lineOf("delay:200ms");
    EXPECT_EQ(line.put("abc", 5 * kMs), 3u);
    EXPECT_EQ(line.put("def", 6 * kMs), 3u);
    EXPECT_EQ(line.nextDueNanos(6 * kMs), 205 * kMs);
    EXPECT_EQ(line.due(205 * kMs - 1), "");
    EXPECT_EQ(line.due(205 * kMs), "abc");
    line.taken(1);
    EXPECT_EQ(line.nextDueNanos(205 * kMs), 205 * kMs) << "the rest is due already";
    EXPECT_EQ(line.due(206 * kMs), "bcdef");
    line.taken(5);
    EXPECT_EQ(line.nextDueNanos(206 * kMs), kNever);
    EXPECT_EQ(line.size(), 0u);
}

TEST(ByteLine, aFaultThatBeginsLaterDelaysNothingBefore)
{
    ByteLine line = lineOf("delay:1s@2s");
    line.put("a", kSecond);
    EXPECT_EQ(takeDue(line, kSecond), "a");
    line.put("b", 2 * kSecond);
    EXPECT_EQ(takeDue(line, 3 * kSecond - 1), "");
    EXPECT_EQ(takeDue(line, 3 * kSecond), "b");
}

TEST(ByteLine, keepsARate)
{
    // Five seconds of it, in pieces as large as they come, looked at whenever something is due.
    ByteLine line = lineOf("slow:64kbit");
    line.put(std::string(1 << 18, 'x'), 0);
    size_t out = 0;
    for (uint64_t now = 0; now <= 5 * kSecond; now = line.nextDueNanos(now))
        out += takeDue(line, now).size();
    EXPECT_NEAR(static_cast<double>(out), 40'000, 40'000 * 0.001);
    EXPECT_EQ(line.size(), (1u << 18) - out);
}

TEST(ByteLine, aRateThatWasNotUsedIsGone)
{
    ByteLine line = lineOf("slow:8kbit");
    line.put("a", 0);
    EXPECT_EQ(takeDue(line, kMs), "a");
    line.put(std::string(1000, 'b'), 10 * kSecond);
    EXPECT_LE(line.due(10 * kSecond + 500 * kMs).size(), 500u);
}

TEST(ByteLine, stallsAndThenGivesAllAtOnce)
{
    ByteLine line = lineOf("stall:8s@4s");
    line.put("a", kSecond);
    EXPECT_EQ(takeDue(line, kSecond), "a");
    line.put("b", 5 * kSecond);
    line.put("c", 6 * kSecond);
    EXPECT_EQ(line.nextDueNanos(6 * kSecond), 12 * kSecond);
    EXPECT_EQ(line.due(12 * kSecond - 1), "");
    EXPECT_EQ(takeDue(line, 12 * kSecond), "bc");
}

TEST(ByteLine, stallsOfWhichOneEndsInAnother)
{
    ByteLine line = lineOf("stall:4s@1s;stall:4s@3s;stall:1s@20s;delay:13s");
    line.put("a", 500 * kMs);
    EXPECT_EQ(line.nextDueNanos(500 * kMs), 13 * kSecond + 500 * kMs);
    line.put("b", 7500 * kMs);
    EXPECT_EQ(takeDue(line, 14 * kSecond), "a");
    EXPECT_EQ(line.nextDueNanos(14 * kSecond), 21 * kSecond) << "20.5 s is within the last";
    ByteLine two = lineOf("stall:4s@1s;stall:4s@3s");
    two.put("a", 2 * kSecond);
    EXPECT_EQ(two.nextDueNanos(2 * kSecond), 7 * kSecond);
    EXPECT_EQ(two.due(7 * kSecond), "a");
}

TEST(ByteLine, takesNoMoreThanItHasRoomFor)
{
    ByteLine line = lineOf("delay:1s", 10);
    EXPECT_EQ(line.put("0123456", 0), 7u);
    EXPECT_EQ(line.put("789abc", 0), 3u);
    EXPECT_EQ(line.room(), 0u);
    EXPECT_EQ(line.put("x", 0), 0u);
    EXPECT_EQ(takeDue(line, kSecond), "0123456789");
    EXPECT_EQ(line.room(), 10u);
}

TEST(ByteLine, cutsInPiecesThatGoOutAlone)
{
    Fault slicer {FaultType::slicer, 0, 10};
    slicer.spread = 4;
    slicer.pauseMicros = 1'000;
    ByteLine line(1 << 20);
    line.set(std::vector {ByteFault {slicer}});
    const std::string in(1'000, 'x');
    line.put(in, 0);
    std::string out;
    size_t pieces = 0;
    for (uint64_t now = 0; line.size() > 0; now = line.nextDueNanos(now)) {
        const std::string piece = takeDue(line, now);
        EXPECT_LE(piece.size(), 14u);
        EXPECT_EQ(now, pieces * kMs);
        out += piece;
        ++pieces;
    }
    EXPECT_EQ(out, in);
    EXPECT_NEAR(static_cast<double>(pieces), 100, 20);
}

TEST(ByteLine, letsSoManyBytesThrough)
{
    const Fault limit {FaultType::limitData, 0, 5};
    ByteLine line(1 << 20);
    line.set(std::vector {ByteFault {limit}});
    EXPECT_EQ(line.put("abc", 0), 3u);
    EXPECT_FALSE(line.exhausted());
    EXPECT_EQ(line.put("def", 0), 2u);
    EXPECT_EQ(line.put("gh", 0), 0u);
    EXPECT_EQ(takeDue(line, 0), "abcde");
    EXPECT_TRUE(line.exhausted());
    line.set({});
    EXPECT_EQ(line.put("gh", 0), 2u) << "taken away, it limits nothing";
}

TEST(ByteLine, aFaultThatIsTakenAwayKeepsTheOrder)
{
    ByteLine line(1 << 20);
    line.set(
        std::vector {ByteFault {{FaultType::latency, 0, 100}}, ByteFault {{FaultType::timeout}}});
    line.put("a", 0);
    EXPECT_EQ(line.nextDueNanos(0), kNever) << "nothing comes any more";
    line.set(std::vector {ByteFault {{FaultType::latency, 0, 100}}});
    EXPECT_EQ(line.nextDueNanos(0), 100 * kMs);
    line.set({});
    EXPECT_TRUE(line.active()) << "there is still something held";
    line.put("b", 50 * kMs);
    EXPECT_EQ(takeDue(line, 99 * kMs), "");
    EXPECT_EQ(takeDue(line, 100 * kMs), "ab");
    EXPECT_FALSE(line.active());
}

TEST(ByteLine, jitterIsWithinItsBounds)
{
    Fault latency {FaultType::latency, 0, 50};
    latency.spread = 20;
    std::set<uint64_t> seen;
    for (uint64_t seed = 0; seed < 100; ++seed) {
        latency.seed = seed;
        ByteLine line(16);
        line.set(std::vector {ByteFault {latency}});
        line.put("a", 0);
        const uint64_t due = line.nextDueNanos(0);
        EXPECT_GE(due, 30 * kMs);
        EXPECT_LE(due, 70 * kMs);
        seen.insert(due);
    }
    EXPECT_GT(seen.size(), 90u);
}

TEST(ByteLine, changesNeitherBytesNorOrder)
{
    // Everything at once, faults that begin in the middle among them, taken in any pieces.
    std::minstd_rand random(7);
    for (int round = 0; round < 50; ++round) {
        ByteLine line = lineOf("delay:30ms@100ms;slow:400kbit@300ms;stall:50ms@200ms", 4096);
        std::string in, out;
        uint64_t now = 0;
        while (in.size() < 50'000 || line.size() > 0) {
            if (in.size() < 50'000) {
                std::string piece(random() % 700, static_cast<char>('a' + random() % 26));
                in += piece.substr(0, line.put(piece, now));
            }
            const std::string_view due = line.due(now);
            const size_t taken = due.empty() ? 0 : 1 + random() % due.size();
            out += due.substr(0, taken);
            line.taken(taken);
            now += random() % (5 * kMs);
        }
        EXPECT_EQ(in, out);
        ASSERT_EQ(line.nextDueNanos(now), kNever);
    }
}

} // namespace wavetape::faults
