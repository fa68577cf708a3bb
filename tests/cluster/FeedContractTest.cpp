// SPDX-License-Identifier: GPL-3.0-or-later
// Who leads the feed, at a real redis-server and a real nats-server: one lease, a fence that a
// stale owner does not pass, a checkpoint for who comes.
#include "BrokerProcess.h"
#include "Node.h"
#include "cluster/FeedLead.h"

#include <gtest/gtest.h>

#include <thread>

namespace wavetape::cluster {

namespace {

class FeedContract : public testing::TestWithParam<BrokerKind> {
protected:
    struct Member : Node {
        FeedLead &feed() { return static_cast<SharedBroker &>(*broker).feed(); }
        bool is(FeedRole role) { return feed().reading().role == role; }
        std::string life() { return feed().reading().life; }
        /// As the feed's thread would between two turns.
        std::string turn(const std::string &state)
        {
            std::string taken = feed().takeBeginning();
            if (!taken.empty())
                feed().took({});
            if (feed().wantsCheckpoint())
                feed().keep(state);
            return taken;
        }
    };

    SharedBroker::Options options(const std::string &name, const std::string &key)
    {
        SharedBroker::Options options = optionsFor(process->url(), name);
        options.key = key;
        return options;
    }
    std::unique_ptr<Member> make(const std::string &name, const std::string &key = kKey)
    {
        auto node = std::make_unique<Member>();
        auto broker = std::make_unique<SharedBroker>(node->hub, options(name, key));
        EXPECT_TRUE(broker->start());
        node->broker = std::move(broker);
        node->feed().begin();
        return node;
    }
    bool stored() { return process->hasCheckpoint(); }

    const std::unique_ptr<BrokerProcess> process = BrokerProcess::make(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Brokers, FeedContract,
    testing::Values(BrokerKind::redis, BrokerKind::nats),
    [](const auto &info) { return info.param == BrokerKind::nats ? "Nats" : "Redis"; });

TEST_P(FeedContract, OneLeadsAndTheOtherGoesOnFromItsCheckpoint)
{
    const auto a = make("a");
    ASSERT_TRUE(eventually([&] { return a->is(FeedRole::leader); }));
    const auto b = make("b");
    EXPECT_TRUE(eventually([&] {
        a->turn("of a");
        return b->turn("of b") == "of a";
    }));
    EXPECT_EQ(b->life(), a->life());
    EXPECT_TRUE(eventually([&] { return b->is(FeedRole::follower); }));
    EXPECT_EQ(b->feed().reading().leader, "a");
    const int64_t now = b->hub.clock().steadyMicros();
    EXPECT_LE(b->feed().reach(now), a->feed().reach(now)) << "ahead of the leader";
}

TEST_P(FeedContract, WhoFollowedLeadsTheSameLifeWhereTheLeaderIsGone)
{
    auto a = make("a");
    ASSERT_TRUE(eventually([&] {
        a->turn("of a");
        return stored();
    }));
    const auto b = make("b");
    ASSERT_TRUE(eventually([&] { return !b->turn("of b").empty(); }));
    ASSERT_TRUE(eventually([&] { return b->is(FeedRole::follower); }));
    const std::string life = a->life();
    const uint64_t beats = a->feed().reading().beats;
    a.reset();
    EXPECT_TRUE(eventually([&] { return b->is(FeedRole::leader); }));
    EXPECT_EQ(b->life(), life);
    EXPECT_GT(b->feed().reading().beats, beats);
}

TEST_P(FeedContract, AStaleLeaderIsNotHeardOf)
{
    const auto a = make("a");
    ASSERT_TRUE(eventually([&] {
        a->turn("of a");
        return stored();
    }));
    const std::string kept = process->checkpoint();
    // Another one leads, and has gone on to another life, while this one was held up.
    const EnvelopeSeal seal("test", kKey, 1 << 20);
    const std::string envelope = seal.close({"z", "/beat", "newer", 7, 1, "1000"});
    const BrokerProcess::Beat newer {"somebody", "newer", 7, envelope};
    process->setBeat(newer);
    EXPECT_TRUE(eventually([&] { return !a->is(FeedRole::leader); }));
    a->feed().keep("a stale one");
    const uint64_t beats = a->feed().reading().beats;
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200)); // two beats
    EXPECT_EQ(process->beat().number, 7u);
    EXPECT_EQ(process->beat().life, "newer");
    EXPECT_EQ(process->checkpoint(), kept);
    EXPECT_EQ(a->feed().reading().beats, beats);
    // It goes on with the other's as soon as there is a checkpoint of it.
    process->setCheckpoint(newer, seal.close({"z", "/checkpoint", "newer", 7, 1, "of the newer"}));
    EXPECT_TRUE(eventually([&] { return a->turn("") == "of the newer"; }));
    EXPECT_EQ(a->life(), "newer");
}

TEST_P(FeedContract, WhatNoNodeHasSealedIsNotGoneOnWith)
{
    const EnvelopeSeal thief("test", std::string(32, 'z'), 1 << 20);
    Node first; // has no feed; where the broker has to be set up it does
    SharedBroker broker(first.hub, options("first", kKey));
    ASSERT_TRUE(broker.start());
    process->setCheckpoint({"thief", "evil", 7, thief.close({"z", "/beat", "evil", 7, 1, "1000"})},
        thief.close({"z", "/checkpoint", "evil", 7, 1, "evil"}));
    const auto a = make("a");
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200)); // two beats
    EXPECT_EQ(a->turn("of a"), "");
    EXPECT_TRUE(a->is(FeedRole::alone));
    process->forgetFeed();
    EXPECT_TRUE(eventually([&] { return a->is(FeedRole::leader); }));
}

TEST_P(FeedContract, EmptyAfterARestartTheLifeGoesOn)
{
    const auto a = make("a");
    ASSERT_TRUE(eventually([&] {
        a->turn("of a");
        return stored();
    }));
    const auto b = make("b");
    ASSERT_TRUE(eventually([&] { return !b->turn("of b").empty(); }));
    const std::string life = a->life();
    process->kill();
    EXPECT_TRUE(eventually([&] { return a->is(FeedRole::alone) && b->is(FeedRole::alone); }));
    const int64_t before = a->feed().reach(a->hub.clock().steadyMicros());
    process->start();
    EXPECT_TRUE(eventually([&] {
        a->turn("of a");
        b->turn("of b");
        return a->is(FeedRole::leader) != b->is(FeedRole::leader) && stored()
            && (a->is(FeedRole::follower) || b->is(FeedRole::follower));
    }));
    EXPECT_EQ(a->life(), life);
    EXPECT_EQ(b->life(), life);
    EXPECT_GT(a->feed().reach(a->hub.clock().steadyMicros()), before);
}

TEST_P(FeedContract, WhatCannotBeGoneOnWithIsLeftAlone)
{
    const auto a = make("a");
    ASSERT_TRUE(eventually([&] {
        a->turn("of a");
        return stored();
    }));
    const auto b = make("b");
    const std::string own = b->life();
    ASSERT_TRUE(eventually([&] {
        if (b->feed().takeBeginning().empty())
            return false;
        b->feed().took("it is another one");
        return true;
    }));
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200)); // two beats
    EXPECT_EQ(b->feed().takeBeginning(), "");
    EXPECT_EQ(b->life(), own);
    EXPECT_TRUE(b->is(FeedRole::alone));
    EXPECT_TRUE(a->is(FeedRole::leader));
}

} // namespace
} // namespace wavetape::cluster
