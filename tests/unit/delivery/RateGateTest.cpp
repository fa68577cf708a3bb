// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/RateGate.h"

#include "Fakes.h"
#include "channels/ChannelHub.h"

#include <gtest/gtest.h>

#include <algorithm>

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

/// `data` is a list of numbers; what is gathered lists all of them.
class ListForm final : public channels::Form {
public:
    channels::FrameRef encode(
        const channels::ChannelSpec &, const channels::Publication &publication) const override
    {
        return channels::EncodedFrame::text(publication.data());
    }
    std::string gather(std::span<const channels::PublicationRef> publications) const override
    {
        std::string all;
        for (const auto &publication : publications)
            all += (all.empty() ? "" : ",") + std::string(publication->data());
        return all;
    }
};
constexpr ListForm kList;

/// Writes down the data, and what would be a hole that nobody was told of.
class ListOutlet final : public FakeOutlet {
public:
    std::vector<std::string> told;
    int holes = 0;

    void deliver(Subscription &subscription, const channels::Publication &publication) override
    {
        holes += subscription.isGap(subscription.seenSeq, publication.seq);
        told.emplace_back(publication.data());
        FakeOutlet::deliver(subscription, publication);
    }
};

class Gathering : public RateGates {
protected:
    Subscription gathering(double maxRate)
    {
        Subscription made = with(maxRate);
        made.outlet = &list;
        made.policy = protocol::Policy::disconnect;
        made.gathers = true;
        made.form = &kList;
        made.channel = channel;
        return made;
    }
    /// One each 80 ms, as a book's deltas come.
    void publishUpTo(std::initializer_list<Subscription *> subscriptions, uint64_t lastSeq)
    {
        for (; seq <= lastSeq; ++seq) {
            turnTo(loop.now + 80);
            hub.publish(*channel, std::to_string(seq));
            const auto publication = channel->readNewest(1).publications.front();
            for (Subscription *subscription : subscriptions) {
                if (gate.passes(*subscription, publication))
                    list.deliver(*subscription, *publication);
            }
        }
    }

    channels::ChannelHub hub {channels::HubOptions()};
    channels::ChannelRef channel = hub.create(channels::ChannelSpec::of("book.AAPL"));
    ListOutlet list;
    uint64_t seq = 1;
};

TEST_F(Gathering, EachSubscriptionIsToldOfAllAtItsOwnSpeed)
{
    Subscription slow = gathering(1), fast = gathering(10);
    publishUpTo({&slow}, 26); // 2 s
    EXPECT_EQ(list.told,
        (Seen {"1", "2,3,4,5,6,7,8,9,10,11,12,13", "14,15,16,17,18,19,20,21,22,23,24,25"}));
    EXPECT_EQ(slow.totals.delivered, 3u);
    EXPECT_EQ(slow.totals.conflated, 22u);
    gate.release(slow);
    EXPECT_EQ(list.told.back(), "26");
    list.told.clear();
    fast.startSeq = fast.seenSeq = 26;
    publishUpTo({&fast}, 36);
    EXPECT_EQ(list.told.size(), 8u) << "800 ms";
    gate.release(fast);
    std::string all;
    for (const std::string &told : list.told)
        all += told + ' ';
    std::replace(all.begin(), all.end(), ',', ' ');
    EXPECT_EQ(all, "27 28 29 30 31 32 33 34 35 36 ");
    EXPECT_EQ(list.holes, 0);
}

TEST_F(Gathering, WhatIsHeldIsBoundedAndNothingOfItIsLost)
{
    Subscription slow = gathering(0.01);
    publishUpTo({&slow}, 1000);
    size_t held = 0;
    for (const RateSlot &slot : slow.rateSlots)
        held += slot.gathered.size();
    EXPECT_LE(held, 64u);
    turnTo(loop.now + 100'000);
    ASSERT_EQ(list.told.size(), 2u);
    EXPECT_EQ(std::count(list.told.back().begin(), list.told.back().end(), ','), 998);
    EXPECT_EQ(slow.totals.delivered + slow.totals.conflated, 1000u);
    EXPECT_EQ(list.holes, 0);
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
