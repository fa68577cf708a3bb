// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/SendQueue.h"

#include "QueueReader.h"

#include <gtest/gtest.h>

#include <random>

namespace wavetape::delivery {
namespace {

using channels::EncodedFrame;
using protocol::Policy;

class DropPolicies : public testing::TestWithParam<std::tuple<Policy, unsigned>> { };

TEST(SendQueue, WhatWasAskedForMakesNoRoomForItself)
{
    QueueReader reader(Policy::dropOldest);
    for (int i = 0; i < 10; ++i)
        reader.publish(true);
    reader.queue.pushReply(reader.pool, EncodedFrame::text("{" + std::string(9000, ' ')), 1);
    EXPECT_EQ(reader.publish(true), SendQueue::Verdict::queued) << "beyond the hard mark";
    EXPECT_EQ(reader.subscription.totals.dropped, 0u);
    for (int i = 0; i < 40; ++i)
        reader.publish(true);
    EXPECT_GT(reader.subscription.totals.dropped, 0u) << "live frames still count";
    EXPECT_LE(reader.queue.bytes(), reader.marks.high + 9100);
}

TEST(SendQueue, AReplayIsNotTrimmed)
{
    QueueReader reader(Policy::dropOldest);
    reader.subscription.live = false;
    for (int i = 0; i < 60; ++i)
        EXPECT_EQ(reader.publish(true), SendQueue::Verdict::queued);
    reader.subscription.live = true;
    for (int i = 0; i < 40; ++i)
        reader.publish(true);
    EXPECT_GT(reader.subscription.totals.dropped, 0u);
    reader.take(1000);
    EXPECT_GT(reader.queue.bytes(), 4000u);
    reader.take(~0ull);
    ASSERT_GE(reader.received.size(), 61u);
    for (size_t i = 0; i < 60; ++i)
        EXPECT_EQ(reader.received[i].from, i + 1);
    EXPECT_TRUE(reader.received[60].notice) << "of what came after it";
    expectSumsAddUp(reader);
    EXPECT_EQ(reader.queue.bytes(), 0u);
    EXPECT_EQ(reader.queue.losses().unexplainedGaps, 0u);
}

// The model: every number from 1 to the last appears exactly once and in order, as itself or within
// a notice.
TEST_P(DropPolicies, LoseNothingSilently)
{
    const auto [policy, seed] = GetParam();
    QueueReader reader(policy);
    std::minstd_rand random(seed);
    for (int i = 0; i < 3000; ++i) {
        const int what = static_cast<int>(random() % 10);
        if (random() % 40 == 0)
            reader.lose(random() % 20 + 1, reader.published + 1);
        else if (what < 7)
            reader.publish(true, 0, static_cast<uint8_t>(random() % 4), random() % 300);
        else if (what < 9)
            reader.take(random() % 900);
        else
            reader.queue.pushReply(
                reader.pool, EncodedFrame::control(websocket::Opcode::ping, "reply"), 1);
        EXPECT_LE(reader.queue.bytes(), reader.marks.high + 60'000);
    }
    reader.take(1 << 20);
    uint64_t next = 1;
    for (const QueueReader::Message &message : reader.received) {
        ASSERT_EQ(message.from, next);
        next = message.to + 1;
    }
    EXPECT_EQ(next, reader.published + 1);
    EXPECT_GT(reader.subscription.totals.dropped, 0u);
    expectSumsAddUp(reader);
}

INSTANTIATE_TEST_SUITE_P(Policies, DropPolicies,
    testing::Combine(
        testing::Values(Policy::dropOldest, Policy::dropNewest, Policy::lowPriorityFirst),
        testing::Range(1u, 9u)));

TEST(SendQueue, ConflationKeepsTheNewestOfEachKeyInTheOldPlace)
{
    QueueReader reader(Policy::conflate);
    for (uint64_t key : {1, 2, 1, 3, 2, 1})
        reader.publish(true, key);
    reader.take(1 << 20);
    ASSERT_EQ(reader.received.size(), 3u);
    EXPECT_EQ(reader.received[0].from, 6u);
    EXPECT_EQ(reader.received[1].from, 5u);
    EXPECT_EQ(reader.received[2].from, 4u);
    EXPECT_EQ(reader.subscription.totals.conflated, 3u);
    expectSumsAddUp(reader);
}

TEST(SendQueue, ConflationModelHoldsUnderRandomReads)
{
    for (unsigned seed = 1; seed < 10; ++seed) {
        QueueReader reader(Policy::conflate);
        std::minstd_rand random(seed);
        std::map<uint64_t, uint64_t> newest, seen;
        for (int i = 0; i < 2000; ++i) {
            const uint64_t key = random() % 5 + 1;
            if (random() % 3) {
                reader.publish(true, key);
                newest[key] = reader.published;
            } else {
                reader.take(random() % 300);
            }
        }
        reader.take(1 << 20);
        for (const QueueReader::Message &message : reader.received) {
            EXPECT_GT(message.from, seen[message.key]) << "per key it never goes back";
            seen[message.key] = message.from;
        }
        EXPECT_EQ(seen, newest) << "the newest of each key arrives";
        expectSumsAddUp(reader);
    }
}

TEST(SendQueue, NothingIsConflatedOrDroppedForAReaderThatKeepsUp)
{
    for (Policy policy : {Policy::conflate, Policy::dropOldest, Policy::dropNewest}) {
        QueueReader reader(policy);
        for (int i = 0; i < 100; ++i)
            reader.publish(false, 1);
        reader.take(1 << 20);
        EXPECT_EQ(reader.received.size(), 100u);
        expectSumsAddUp(reader);
    }
}

TEST(SendQueue, DisconnectOverflowsAtTheHardMarkAndNotBefore)
{
    QueueReader reader(Policy::disconnect);
    SendQueue::Verdict verdict = SendQueue::Verdict::queued;
    while (reader.queue.bytes() + 200 < reader.marks.hard) {
        verdict = reader.publish(true);
        ASSERT_EQ(verdict, SendQueue::Verdict::queued);
    }
    for (int i = 0; i < 4 && verdict == SendQueue::Verdict::queued; ++i)
        verdict = reader.publish(true);
    EXPECT_EQ(verdict, SendQueue::Verdict::overflow);
    reader.take(1 << 20);
    EXPECT_EQ(reader.subscription.totals.dropped, 0u);
}

TEST(SendQueue, AFrameLargerThanTheHardMarkIsAdmittedToAnEmptyQueue)
{
    QueueReader reader(Policy::disconnect);
    EXPECT_EQ(reader.publish(true, 0, 2, 10'000), SendQueue::Verdict::queued);
    EXPECT_EQ(reader.publish(true, 0, 2, 10), SendQueue::Verdict::overflow);
}

TEST(SendQueue, UnboundedIsWhatItSays)
{
    QueueReader reader(Policy::unbounded);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(reader.publish(true), SendQueue::Verdict::queued);
    reader.take(10 << 20);
    EXPECT_EQ(reader.received.size(), 1000u);
}

TEST(SendQueue, ControlFramesOvertakeDataButNeverBreakAFrame)
{
    QueueReader reader(Policy::dropOldest);
    reader.publish(true);
    reader.publish(true);
    reader.take(30); // the first frame is under way
    reader.queue.pushControl(reader.pool, EncodedFrame::control(websocket::Opcode::ping, "now"));
    reader.take(110);
    ASSERT_EQ(reader.received.size(), 1u);
    EXPECT_EQ(reader.control, std::vector<std::string> {"now"});
    reader.take(1 << 20);
    EXPECT_EQ(reader.received.size(), 2u);
    expectSumsAddUp(reader);
}

TEST(SendQueue, OnePendingPongAnswersTheNewestPing)
{
    QueueReader reader(Policy::dropOldest);
    for (int i = 0; i < 100; ++i)
        reader.queue.pushPong(
            reader.pool, EncodedFrame::control(websocket::Opcode::pong, std::to_string(i)), true);
    reader.take(1 << 20);
    EXPECT_EQ(reader.control, std::vector<std::string> {"99"});
    for (int i = 0; i < 3; ++i)
        reader.queue.pushPong(
            reader.pool, EncodedFrame::control(websocket::Opcode::pong, std::to_string(i)), false);
    reader.take(1 << 20);
    EXPECT_EQ(reader.control.size(), 4u) << "a reader that keeps up gets each";
}

TEST(SendQueue, BareFormsLoseWithoutANoticeButCountIt)
{
    QueueReader reader(Policy::dropOldest, false);
    for (int i = 0; i < 200; ++i)
        reader.publish(true);
    reader.take(1 << 20);
    for (const QueueReader::Message &message : reader.received)
        EXPECT_FALSE(message.notice);
    EXPECT_GT(reader.subscription.totals.dropped, 0u);
    expectSumsAddUp(reader);
}

TEST(SendQueue, AResyncLosesWhatWaitsButNotTheFrameThatIsUnderWay)
{
    QueueReader reader(Policy::dropOldest);
    for (int i = 0; i < 5; ++i)
        reader.publish(true);
    reader.take(150); // the second is under way
    const uint64_t first = reader.queue.dropAll(reader.pool, reader.subscription);
    EXPECT_EQ(first, 3u);
    reader.lose(4, first);
    for (int i = 0; i < 5; ++i)
        reader.publish(true);
    reader.take(1 << 20);
    ASSERT_EQ(reader.received.size(), 2u + 1 + 5);
    EXPECT_TRUE(reader.received[2].notice);
    EXPECT_EQ(reader.received[2].from, 3u);
    EXPECT_EQ(reader.received[2].to, 9u);
    expectSumsAddUp(reader);
}

TEST(SendQueue, HolesOfConflationAreNoneOfThePolicyThatFollows)
{
    QueueReader reader(Policy::conflate);
    for (int i = 0; i < 30; ++i)
        reader.publish(true, static_cast<uint64_t>(i % 3));
    reader.subscription.policy = Policy::dropOldest;
    reader.subscription.gapsUntil = reader.published;
    reader.queue.policyChanged();
    for (int i = 0; i < 5; ++i)
        reader.publish(true);
    reader.take(1 << 20);
    EXPECT_EQ(reader.received.size(), 3u + 5);
    expectSumsAddUp(reader);
    reader.published += 2;
    reader.publish(true);
    EXPECT_EQ(reader.queue.losses().unexplainedGaps, 1u) << "a real one still counts";
}

TEST(SendQueue, LossesAreTakenOnce)
{
    QueueReader reader(Policy::dropOldest);
    EXPECT_FALSE(reader.queue.everFellBehind());
    EXPECT_EQ(reader.queue.takeLosses().dropped, 0u);
    uint64_t taken = 0;
    for (int round = 0; round < 3; ++round) {
        const uint64_t before = reader.queue.losses().dropped;
        for (int i = 0; i < 200; ++i)
            reader.publish(true);
        const uint64_t now = reader.queue.takeLosses().dropped;
        EXPECT_EQ(now, reader.queue.losses().dropped - before);
        EXPECT_GT(now, 0u);
        taken += now;
        EXPECT_EQ(reader.queue.takeLosses().dropped, 0u);
    }
    EXPECT_EQ(taken, reader.queue.losses().dropped);
}

TEST(SendQueue, EachWayOfDroppingCountsInTheLaneOfTheChannel)
{
    QueueReader reader(Policy::dropOldest);
    const auto lanes = [&] { return reader.queue.losses().droppedByLane; };
    for (int i = 0; i < 20; ++i)
        reader.publish(true); // above high: the oldest go
    const uint64_t trimmed = lanes()[2];
    EXPECT_GT(trimmed, 0u);
    reader.queue.countLoss(reader.subscription, Loss::dropped, 3);
    EXPECT_EQ(lanes()[2], trimmed + 3);
    reader.queue.dropAll(reader.pool, reader.subscription);
    EXPECT_EQ(lanes()[2], 20u + 3);
    for (int i = 0; i < 5; ++i)
        reader.publish(false);
    reader.queue.discardData(reader.pool);
    EXPECT_EQ(lanes(), (metrics::LaneCounts {0, 0, 20 + 3 + 5, 0}));
    EXPECT_EQ(reader.queue.losses().dropped, 28u);
}

TEST(SendQueue, WhatWasToldStaysBeforeItsSnapshotWhenMoreIsLost)
{
    QueueReader reader(Policy::dropOldest);
    const auto snapshot = [&](int number) {
        const std::string text = std::to_string(number);
        reader.queue.pushReply(reader.pool,
            EncodedFrame::text(R"({"from":)" + text + R"(,"to":)" + text + R"(,"n":1})"), 1);
    };
    for (int i = 0; i < 3; ++i)
        reader.publish(true);
    EXPECT_EQ(reader.queue.dropAll(reader.pool, reader.subscription), 1u);
    reader.lose(2, 1); // 1 to 5
    snapshot(1005);
    reader.publish(true);
    reader.publish(true);
    // It loses again before the first snapshot was written.
    EXPECT_EQ(reader.queue.dropAll(reader.pool, reader.subscription), 6u);
    reader.lose(2, 6); // 6 to 9
    snapshot(1009);
    reader.take(1 << 20);
    std::vector<std::pair<uint64_t, uint64_t>> seen;
    for (const QueueReader::Message &message : reader.received)
        seen.emplace_back(message.from, message.to);
    const std::vector<std::pair<uint64_t, uint64_t>> right {
        {1, 5}, {1005, 1005}, {6, 9}, {1009, 1009}};
    EXPECT_EQ(seen, right);
    EXPECT_EQ(reader.queue.losses().unexplainedGaps, 0u);
}

TEST(SendQueue, DiscardingKeepsOnlyTheFrameThatIsUnderWay)
{
    QueueReader reader(Policy::dropOldest);
    for (int i = 0; i < 5; ++i)
        reader.publish(true);
    reader.take(20);
    reader.queue.discardData(reader.pool);
    reader.queue.pushReply(reader.pool, EncodedFrame::control(websocket::Opcode::close, "x"), 1);
    reader.take(1 << 20);
    EXPECT_EQ(reader.received.size(), 1u);
    EXPECT_EQ(reader.control.size(), 1u);
    expectSumsAddUp(reader);
}

TEST(SendQueue, ADetachedSubscriptionsMessagesStillArriveInOrder)
{
    QueueReader reader(Policy::dropOldest);
    for (int i = 0; i < 5; ++i)
        reader.publish(true);
    reader.queue.detach(reader.subscription);
    EXPECT_EQ(reader.subscription.totals.delivered, 5u);
    reader.take(1 << 20);
    EXPECT_EQ(reader.received.size(), 5u);
}

TEST(SendQueue, FramesOfEachSizeComeOutAsTheyWentIn)
{
    QueueReader reader(Policy::dropOldest);
    reader.marks = {1 << 20, 8 << 20, 16 << 20};
    std::minstd_rand random(5);
    for (int i = 0; i < 300; ++i)
        reader.publish(false, 0, 2, random() % 20'000);
    while (!reader.queue.empty())
        reader.take(random() % 100'000 + 1);
    EXPECT_EQ(reader.received.size(), 300u);
    expectSumsAddUp(reader);
}

TEST(SendQueue, APolicyThatComesLaterAppliesToWhatWaitsAlready)
{
    QueueReader reader(Policy::dropOldest);
    for (int i = 0; i < 40; ++i)
        reader.publish(true);
    reader.subscription.policy = Policy::unbounded;
    reader.queue.policyChanged();
    for (int i = 0; i < 40; ++i)
        reader.publish(true);
    EXPECT_GT(reader.queue.bytes(), 2 * reader.marks.high);
    reader.subscription.policy = Policy::dropOldest;
    reader.queue.policyChanged();
    reader.publish(true);
    EXPECT_LE(reader.queue.bytes(), reader.marks.high);
    reader.take(100'000);
    ASSERT_FALSE(reader.received.empty());
    EXPECT_TRUE(reader.received.front().notice);
    uint64_t next = 1;
    for (const QueueReader::Message &message : reader.received) {
        EXPECT_EQ(message.from, next);
        next = message.to + 1;
    }
    EXPECT_EQ(next, reader.published + 1);
    expectSumsAddUp(reader);
}

// A reader's own bytes go before a shared body, and the two are one message: sent in any pieces,
// replaced and dropped together.
TEST(SendQueue, WhatIsAReadersOwnStandsBeforeTheSharedBody)
{
    for (const bool behind : {false, true}) {
        QueueReader reader(Policy::conflate);
        reader.subscription.prefixed = true;
        reader.publish(behind);
        reader.publish(behind);
        std::string sent;
        std::vector<char> scratch(1024);
        std::array<iovec, 16> parts;
        for (size_t piece = 1; !reader.queue.empty(); piece = piece % 5 + 1) {
            size_t total = 0;
            const size_t count = reader.queue.gather(64, scratch, parts, total);
            std::string gathered;
            for (size_t i = 0; i < count; ++i)
                gathered.append(static_cast<const char *>(parts[i].iov_base), parts[i].iov_len);
            ASSERT_EQ(gathered.size(), total);
            const uint64_t queued = reader.queue.bytes();
            const size_t taken = std::min(piece, total);
            sent += gathered.substr(0, taken);
            reader.queue.consume(reader.pool, taken);
            ASSERT_EQ(reader.queue.bytes(), queued - taken);
        }
        // Where nothing was sent before it, the second is told of the first; else that is known.
        const size_t first = sent.find("(1 )"), second = sent.find("2 )");
        EXPECT_EQ(first, behind ? std::string::npos : 0u);
        ASSERT_NE(second, std::string::npos);
        EXPECT_EQ(sent.substr(second + 3 + 2, 4), "2:0 ");
        EXPECT_EQ(reader.queue.bytes(), 0u);
    }
}

// What stands before a message tells of what went before it, and of nothing that waits behind it,
// whatever was dropped meanwhile.
TEST(SendQueue, WhatStandsBeforeAMessageIsWrittenWhenItIsSent)
{
    QueueReader reader(Policy::dropOldest);
    reader.subscription.prefixed = true;
    for (int i = 0; i < 4; ++i)
        reader.publish(true, 0, 2, 900);
    std::vector<char> scratch(8192);
    std::array<iovec, 16> parts;
    std::string sent;
    while (!reader.queue.empty()) {
        size_t total = 0;
        const size_t count = reader.queue.gather(1, scratch, parts, total);
        for (size_t i = 0; i < count; ++i)
            sent.append(static_cast<const char *>(parts[i].iov_base), parts[i].iov_len);
        reader.queue.consume(reader.pool, total);
    }
    EXPECT_EQ(sent.find("(1 )"), sent.npos);
    EXPECT_EQ(sent.find("(2 )"), 0u); // the notice of 1 and 2
    EXPECT_LT(sent.find("(2 )"), sent.find("(3 )"));
    EXPECT_LT(sent.find("(3 )"), sent.find("(4 )"));
    expectSumsAddUp(reader);
}

// What waits when its subscription ends goes out as it was: a body without a header is no HTTP
// answer for that.
TEST(SendQueue, AReadersOwnBytesStayBeforeABodyWhoseSubscriptionHasEnded)
{
    class Body final : public channels::Form {
        channels::FrameRef encode(
            const channels::ChannelSpec &, const channels::Publication &) const override
        {
            return EncodedFrame::raw("body");
        }
    };
    static const Body body;
    QueueReader reader(Policy::dropOldest);
    reader.subscription.prefixed = true;
    reader.subscription.form = &body;
    reader.listener.prefixText = "own:";
    reader.publish(false);
    reader.queue.detach(reader.subscription);
    reader.queue.pushReply(reader.pool, EncodedFrame::text("reply"), 1);
    std::vector<char> scratch(1024);
    std::array<iovec, 16> parts;
    size_t total = 0;
    std::string sent;
    while (!reader.queue.empty()) {
        const size_t count = reader.queue.gather(1, scratch, parts, total);
        for (size_t i = 0; i < count; ++i)
            sent.append(static_cast<const char *>(parts[i].iov_base), parts[i].iov_len);
        reader.queue.consume(reader.pool, total);
    }
    EXPECT_EQ(sent.substr(0, 12), "(own:1 )body");
}

} // namespace
} // namespace wavetape::delivery
