// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/RateGate.h"

#include "Fakes.h"

#include <gtest/gtest.h>

namespace wavetape::delivery {
namespace {

using Seen = std::vector<std::string>;

class RateGates : public testing::Test {
protected:
    Subscription with(double maxRate)
    {
        Subscription made;
        made.outlet = &outlet;
        made.policy = protocol::Policy::conflate;
        made.maxRate = maxRate;
        return made;
    }
    /// What a fan-out does with a publication.
    void publish(Subscription &subscription, uint64_t seq, uint64_t key = 0)
    {
        auto publication = std::make_shared<channels::Publication>();
        publication->seq = seq;
        publication->key = key;
        if (gate.passes(subscription, publication))
            outlet.deliver(subscription, *publication);
    }
    void turnTo(uint64_t ms)
    {
        while (loop.rateGateAt && loop.rateGateAt <= ms) {
            loop.now = std::exchange(loop.rateGateAt, 0);
            gate.sendDue();
        }
        loop.now = ms;
    }

    FakeLoop loop;
    FakeOutlet outlet;
    RateGate gate {loop};
};

TEST_F(RateGates, TheFirstPassesAndTheNewestIsSentWhenItsTimeHasCome)
{
    Subscription one = with(10);
    for (uint64_t seq = 1; seq <= 4; ++seq)
        publish(one, seq);
    EXPECT_EQ(outlet.seen, (Seen {"1"}));
    turnTo(1099);
    EXPECT_EQ(outlet.seen, (Seen {"1"}));
    turnTo(1100);
    EXPECT_EQ(outlet.seen, (Seen {"1", "4"}));
    EXPECT_EQ(one.totals.conflated, 2u);
    EXPECT_EQ(outlet.conflated, 2u);
    publish(one, 5);
    turnTo(1200);
    EXPECT_EQ(outlet.seen, (Seen {"1", "4", "5"}));
    EXPECT_EQ(loop.rateGateAt, 0u);
}

TEST_F(RateGates, WhatIsHeldAtTheEndIsConflated)
{
    Subscription one = with(10);
    publish(one, 1, 7);
    publish(one, 2, 8);
    for (uint64_t seq = 3; seq <= 6; ++seq)
        publish(one, seq, seq % 2 ? 7 : 8);
    gate.forget(one);
    const protocol::SeqSpan span = one.conclude();
    EXPECT_EQ(span.lastSeq, 6u);
    EXPECT_EQ(one.totals.delivered, 2u);
    EXPECT_EQ(one.totals.conflated, 4u);
    EXPECT_EQ(outlet.conflated, 4u);
}

TEST_F(RateGates, EachKeyHasItsOwnInterval)
{
    Subscription one = with(10);
    publish(one, 1, 7);
    turnTo(1050);
    publish(one, 2, 8);
    publish(one, 3, 7);
    publish(one, 4, 8);
    EXPECT_EQ(outlet.seen, (Seen {"1", "2"}));
    turnTo(1100);
    EXPECT_EQ(outlet.seen, (Seen {"1", "2", "3"}));
    turnTo(1150);
    EXPECT_EQ(outlet.seen, (Seen {"1", "2", "3", "4"}));
}

// The alarm that a slow subscription has set does not keep a fast one waiting.
TEST_F(RateGates, WhoIsDueFirstIsSentFirst)
{
    Subscription slow = with(0.02), fast = with(10);
    publish(slow, 1);
    publish(slow, 2);
    EXPECT_EQ(loop.rateGateAt, 51'000u);
    publish(fast, 1);
    publish(fast, 2);
    EXPECT_EQ(loop.rateGateAt, 1100u);
    turnTo(1100);
    EXPECT_EQ(outlet.seen, (Seen {"1", "1", "2"}));
    EXPECT_EQ(loop.rateGateAt, 51'000u);
    gate.forget(slow);
}

TEST_F(RateGates, ReleaseSendsWhatIsHeldInOrderAndForgetDoesNot)
{
    Subscription one = with(1), two = with(1);
    for (Subscription *subscription : {&one, &two}) {
        publish(*subscription, 1, 1);
        publish(*subscription, 2, 2);
        publish(*subscription, 3, 2);
        publish(*subscription, 4, 1);
    }
    outlet.seen.clear();
    gate.release(one);
    EXPECT_EQ(outlet.seen, (Seen {"3", "4"}));
    gate.forget(two);
    turnTo(10'000);
    EXPECT_EQ(outlet.seen, (Seen {"3", "4"}));
    EXPECT_EQ(two.totals.delivered, 2u);
    EXPECT_EQ(two.totals.conflated, 2u);
    EXPECT_EQ(two.seenSeq, 4u);
}

} // namespace
} // namespace wavetape::delivery
