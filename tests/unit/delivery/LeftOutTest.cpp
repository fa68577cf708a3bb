// SPDX-License-Identifier: GPL-3.0-or-later
// What a fault leaves out of a queue: an empty frame, accounted like any other.
#include "QueueReader.h"

#include <random>

namespace wavetape::delivery {

using channels::EncodedFrame;
using protocol::Policy;

TEST(LeftOut, IsAccountedAsSent)
{
    QueueReader reader(Policy::dropOldest);
    std::minstd_rand random(5);
    uint64_t sent = 0;
    for (int round = 0; round < 300; ++round) {
        for (size_t i = random() % 4; i > 0; --i) {
            reader.leavesOut = random() % 2;
            reader.publish(false);
            sent += !reader.leavesOut;
        }
        if (random() % 3 == 0)
            reader.queue.pushControl(
                reader.pool, EncodedFrame::control(websocket::Opcode::ping, ""));
        reader.take(random() % 400);
    }
    reader.leavesOut = true;
    reader.publish(false); // the last one, with nothing to come behind it
    reader.take(1 << 20);
    EXPECT_TRUE(reader.queue.empty());
    EXPECT_EQ(reader.received.size(), sent);
    EXPECT_EQ(reader.subscription.totals.delivered, reader.published);
    EXPECT_EQ(reader.subscription.sentSeq, reader.published);
    expectSumsAddUp(reader);
}

TEST(LeftOut, MayBeDroppedAndIsToldThen)
{
    QueueReader reader(Policy::dropOldest);
    reader.leavesOut = true;
    for (int i = 0; i < 5; ++i)
        reader.publish(true);
    reader.leavesOut = false;
    for (int i = 0; i < 40; ++i)
        reader.publish(true);
    reader.take(1 << 20);
    ASSERT_FALSE(reader.received.empty());
    EXPECT_TRUE(reader.received.front().notice);
    EXPECT_EQ(reader.received.front().from, 1u);
    EXPECT_EQ(reader.received.back().to, 45u);
    expectSumsAddUp(reader);
}

} // namespace wavetape::delivery
