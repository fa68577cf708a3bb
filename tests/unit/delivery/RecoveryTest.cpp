// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/Recovery.h"

#include "Fakes.h"
#include "channels/ChannelHub.h"
#include "delivery/RateGate.h"

#include <gtest/gtest.h>

namespace wavetape::delivery {
namespace {

using protocol::Policy;
using Seen = std::vector<std::string>;

class FixedSnapshot final : public channels::SnapshotSource {
    void append(std::string &out) const override { out += "{}"; }
};

class Recoveries : public testing::Test {
protected:
    Recoveries()
    {
        channels::HubOptions options;
        options.history.publications = 10;
        hub = std::make_unique<channels::ChannelHub>(options);
    }
    channels::ChannelRef create(bool book = false)
    {
        channels::ChannelSpec spec;
        spec.name = book ? "book.a" : "a";
        spec.recoverable = !book;
        if (book)
            spec.snapshot = std::make_shared<FixedSnapshot>();
        return hub->create(std::move(spec));
    }
    Subscription to(const channels::ChannelRef &channel, Policy policy = Policy::dropOldest)
    {
        Subscription made;
        made.outlet = &outlet;
        made.subscriber = &subscriber;
        made.channel = channel;
        made.epoch = channel->epoch();
        made.policy = policy;
        return made;
    }
    void publish(const channels::ChannelRef &channel, int count)
    {
        for (int i = 0; i < count; ++i)
            hub->publish(*channel, "1");
    }
    channels::Restart restart(const channels::ChannelRef &channel)
    {
        channels::Restart over {channel->epoch(), channel->position().seq, nullptr};
        hub->restart(*channel, 0);
        over.epoch = channel->epoch();
        return over;
    }
    void pull()
    {
        while (recovery.busy())
            recovery.step();
    }

    std::unique_ptr<channels::ChannelHub> hub;
    FakeLoop loop;
    FakeOutlet outlet;
    FakeSubscriber subscriber {&outlet.seen};
    RateGate rates {loop};
    Recovery recovery {outlet, subscriber, rates, {3, 1 << 20}};
};

TEST_F(Recoveries, ReadsOnFromTheHistoryPageByPage)
{
    const auto channel = create();
    Subscription one = to(channel);
    publish(channel, 7);
    recovery.skipped(one);
    EXPECT_FALSE(one.live);
    recovery.step();
    EXPECT_EQ(outlet.seen, (Seen {"1", "2", "3"}));
    publish(channel, 1); // comes by the inbox as well, which passes it by
    pull();
    EXPECT_EQ(outlet.seen, (Seen {"1", "2", "3", "4", "5", "6", "7", "8"}));
    EXPECT_TRUE(one.live);
    EXPECT_EQ(one.liveAfter, 8u);
    EXPECT_EQ(one.totals.delivered, 8u);
}

TEST_F(Recoveries, SaysWhatTheHistoryNoLongerHolds)
{
    const auto channel = create();
    Subscription one = to(channel), silent = to(channel);
    silent.notices = false;
    publish(channel, 14);
    recovery.skipped(one);
    pull();
    EXPECT_EQ(outlet.seen.front(), "lost 1-4");
    EXPECT_EQ(outlet.seen.size(), 11u);
    EXPECT_EQ(one.totals.dropped, 4u);
    outlet.seen.clear();
    recovery.skipped(silent);
    pull();
    EXPECT_EQ(outlet.seen.front(), "5");
    EXPECT_EQ(silent.totals.dropped, 4u);
    EXPECT_EQ(outlet.dropped, 8u);
    EXPECT_EQ(outlet.notices, 1u);
}

// Book deltas that wait for their second: what is read on, and a new numbering, come after them.
TEST_F(Recoveries, WhatIsGatheredGoesFirst)
{
    const auto channel = create();
    const auto gathering = [&] {
        Subscription made = to(channel, Policy::disconnect);
        made.maxRate = 1;
        made.gathers = true;
        return made;
    };
    Subscription one = gathering(), two = gathering();
    publish(channel, 3);
    for (Subscription *subscription : {&one, &two}) {
        for (const auto &publication : channel->readNewest(3).publications) {
            if (rates.passes(*subscription, publication))
                outlet.deliver(*subscription, *publication);
        }
    }
    outlet.seen.clear();
    publish(channel, 2);
    recovery.skipped(one);
    pull();
    EXPECT_EQ(outlet.seen, (Seen {"3", "4", "5"})) << "3 tells of 2 too";
    EXPECT_EQ(one.totals.delivered + one.totals.conflated, 5u);
    outlet.seen.clear();
    recovery.skipped(two);
    pull();
    publish(channel, 3);
    for (const auto &publication : channel->readNewest(3).publications) {
        if (rates.passes(two, publication))
            outlet.deliver(two, *publication);
    }
    outlet.seen.clear();
    recovery.restart(two, restart(channel));
    EXPECT_EQ(outlet.seen, (Seen {"8"})) << "of the old numbering, and 7 in it";
    EXPECT_FALSE(outlet.overflowed) << "nothing was lost";
}

TEST_F(Recoveries, ALossEndsWhoIsUnderDisconnectButOnlyThere)
{
    const auto channel = create();
    Subscription one = to(channel, Policy::disconnect);
    publish(channel, 9);
    recovery.skipped(one);
    pull();
    EXPECT_FALSE(outlet.overflowed);
    publish(channel, 11);
    recovery.skipped(one);
    pull();
    EXPECT_TRUE(outlet.overflowed);
    EXPECT_EQ(outlet.seen.size(), 9u);
}

TEST_F(Recoveries, AConflatingOneGoesOnWithTheNewest)
{
    const auto channel = create();
    Subscription one = to(channel, Policy::conflate);
    publish(channel, 8);
    recovery.skipped(one);
    pull();
    EXPECT_EQ(outlet.seen, (Seen {"8"}));
    EXPECT_EQ(one.totals.conflated, 7u);
    EXPECT_EQ(one.totals.delivered, 1u);
}

TEST_F(Recoveries, AConflatingOneIsToldWhereHistoryHadNoRoomForTheNewest)
{
    channels::HubOptions options;
    options.history.bytes = 1;
    hub = std::make_unique<channels::ChannelHub>(options);
    const auto channel = create();
    Subscription one = to(channel, Policy::conflate);
    publish(channel, 8);
    recovery.skipped(one);
    pull();
    EXPECT_EQ(outlet.seen, (Seen {"lost 1-8"}));
    EXPECT_EQ(one.totals.dropped, 8u);
    EXPECT_EQ(one.totals.conflated, 0u);
    EXPECT_EQ(one.totals.delivered, 0u);
}

TEST_F(Recoveries, ABookIsToldAndGetsASnapshot)
{
    const auto channel = create(true);
    Subscription one = to(channel);
    one.resyncs = true;
    publish(channel, 6);
    recovery.skipped(one);
    pull();
    EXPECT_EQ(outlet.seen, (Seen {"lost 1-6", "snapshot {}"}));
    EXPECT_EQ(one.totals.dropped, 6u);
    EXPECT_EQ(outlet.dropped, 6u);
    EXPECT_TRUE(one.live);
}

TEST_F(Recoveries, WhatAReplayHasNotComeToIsLostAtTheEnd)
{
    const auto channel = create();
    Subscription one = to(channel);
    publish(channel, 8);
    recovery.skipped(one);
    recovery.step();
    const protocol::SeqSpan span = one.conclude();
    EXPECT_EQ(span.startSeq, 0u);
    EXPECT_EQ(span.lastSeq, 8u);
    EXPECT_EQ(one.totals.delivered, 3u);
    EXPECT_EQ(one.totals.dropped, 5u);
    EXPECT_EQ(outlet.dropped, 5u) << "the server's own figure too";
}

TEST_F(Recoveries, WhoEndsOrBeginsAnewIsNotWaitedFor)
{
    const auto channel = create();
    Subscription one = to(channel), two = to(channel), three = to(channel);
    publish(channel, 2);
    for (Subscription *subscription : {&one, &two, &three})
        recovery.skipped(*subscription);
    recovery.forget(one);
    recovery.restart(two, restart(channel));
    EXPECT_TRUE(two.live);
    EXPECT_EQ(two.liveAfter, 0u);
    EXPECT_TRUE(recovery.busy());
    recovery.forget(three);
    EXPECT_FALSE(recovery.busy());
    EXPECT_EQ(outlet.seen, (Seen {"lost 1-2"}));
}

TEST_F(Recoveries, WhatIsMissingOfANumberingThatIsOverIsLost)
{
    const auto channel = create();
    Subscription one = to(channel), conflating = to(channel, Policy::conflate),
                 strict = to(channel, Policy::disconnect);
    publish(channel, 5);
    for (Subscription *subscription : {&one, &conflating, &strict})
        recovery.skipped(*subscription);
    recovery.step(); // `one` has read 1 to 3
    const channels::Restart over = restart(channel);
    publish(channel, 9);
    pull(); // nothing: what is there now is not what they wait for
    EXPECT_EQ(outlet.seen, (Seen {"1", "2", "3"}));
    recovery.restart(one, over);
    EXPECT_EQ(outlet.seen.back(), "lost 4-5");
    EXPECT_EQ(outlet.dropped, 2u);
    EXPECT_EQ(one.unaccounted(9), 9u);
    recovery.restart(conflating, over);
    EXPECT_EQ(outlet.conflated, 5u);
    EXPECT_FALSE(outlet.overflowed);
    recovery.restart(strict, over);
    EXPECT_TRUE(outlet.overflowed);
    EXPECT_EQ(outlet.notices, 2u);
}

TEST_F(Recoveries, WhatARateHeldOfAnotherNumberingIsNotSent)
{
    const auto channel = create();
    Subscription one = to(channel, Policy::conflate);
    one.maxRate = 10;
    publish(channel, 2);
    for (const channels::PublicationRef &publication : channel->read(1, 2, ~0ull).publications) {
        if (rates.passes(one, publication))
            outlet.deliver(one, *publication);
    }
    recovery.restart(one, restart(channel));
    loop.now += 1000;
    rates.sendDue();
    EXPECT_EQ(outlet.seen, (Seen {"1"}));
    EXPECT_EQ(outlet.conflated, 1u);
}

} // namespace
} // namespace wavetape::delivery
