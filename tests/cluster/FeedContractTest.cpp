// SPDX-License-Identifier: GPL-3.0-or-later
// Who leads the feed, at a real redis-server: one lease, a fence that a stale owner does not pass,
// a checkpoint for who comes.
#include "Node.h"
#include "RedisProcess.h"
#include "cluster/FeedLead.h"

#include <gtest/gtest.h>

#include <thread>

namespace wavetape::cluster {

namespace {

const std::string kFeedKey(32, 'k');
const std::string kBase = "wt:{test}:";

class FeedContract : public testing::Test {
protected:
    struct Member : Node {
        FeedLead &feed() { return static_cast<RedisBroker &>(*broker).feed(); }
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

    std::unique_ptr<Member> make(const std::string &name, const std::string &key = kFeedKey)
    {
        auto node = std::make_unique<Member>();
        RedisBroker::Options options;
        options.url.host = "127.0.0.1";
        options.url.port = redis.port();
        options.cluster = "test";
        options.node = name;
        options.key = key;
        auto broker = std::make_unique<RedisBroker>(node->hub, std::move(options));
        EXPECT_TRUE(broker->start());
        node->broker = std::move(broker);
        node->feed().begin();
        return node;
    }
    bool stored() { return redis.ask({"EXISTS", kBase + "checkpoint"}) == "1"; }

    RedisProcess redis;
};

TEST_F(FeedContract, OneLeadsAndTheOtherGoesOnFromItsCheckpoint)
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

TEST_F(FeedContract, WhoFollowedLeadsTheSameLifeWhereTheLeaderIsGone)
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

TEST_F(FeedContract, AStaleLeaderIsNotHeardOf)
{
    const auto a = make("a");
    ASSERT_TRUE(eventually([&] {
        a->turn("of a");
        return stored();
    }));
    const std::string kept = redis.ask({"GET", kBase + "checkpoint"});
    // Another one leads, and has gone on to another life, while this one was held up.
    const EnvelopeSeal seal("test", kFeedKey, 1 << 20);
    const std::string envelope = seal.close({"z", "/beat", "newer", 7, 1, "1000"});
    redis.askTogether({{"SET", kBase + "lease", "somebody"},
        {"HSET", kBase + "beat", "l", "newer", "n", "7", "b", envelope}});
    EXPECT_TRUE(eventually([&] { return !a->is(FeedRole::leader); }));
    a->feed().keep("a stale one");
    const uint64_t beats = a->feed().reading().beats;
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200)); // two beats
    EXPECT_EQ(redis.ask({"HGET", kBase + "beat", "n"}), "7");
    EXPECT_EQ(redis.ask({"HGET", kBase + "beat", "l"}), "newer");
    EXPECT_EQ(redis.ask({"GET", kBase + "checkpoint"}), kept);
    EXPECT_EQ(a->feed().reading().beats, beats);
    // It goes on with the other's as soon as there is a checkpoint of it.
    redis.ask({"SET", kBase + "checkpoint",
        seal.close({"z", "/checkpoint", "newer", 7, 1, "of the newer"})});
    EXPECT_TRUE(eventually([&] { return a->turn("") == "of the newer"; }));
    EXPECT_EQ(a->life(), "newer");
}

TEST_F(FeedContract, WhatNoNodeHasSealedIsNotGoneOnWith)
{
    const EnvelopeSeal thief("test", std::string(32, 'z'), 1 << 20);
    redis.askTogether({{"SET", kBase + "lease", "thief"},
        {"HSET", kBase + "beat", "l", "evil", "n", "7", "b",
            thief.close({"z", "/beat", "evil", 7, 1, "1000"})},
        {"SET", kBase + "checkpoint", thief.close({"z", "/checkpoint", "evil", 7, 1, "evil"})}});
    const auto a = make("a");
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200)); // two beats
    EXPECT_EQ(a->turn("of a"), "");
    EXPECT_TRUE(a->is(FeedRole::alone));
    redis.ask({"DEL", kBase + "lease", kBase + "beat", kBase + "checkpoint"});
    EXPECT_TRUE(eventually([&] { return a->is(FeedRole::leader); }));
}

TEST_F(FeedContract, EmptyAfterARestartTheLifeGoesOn)
{
    const auto a = make("a");
    ASSERT_TRUE(eventually([&] {
        a->turn("of a");
        return stored();
    }));
    const auto b = make("b");
    ASSERT_TRUE(eventually([&] { return !b->turn("of b").empty(); }));
    const std::string life = a->life();
    redis.kill();
    EXPECT_TRUE(eventually([&] { return a->is(FeedRole::alone) && b->is(FeedRole::alone); }));
    const int64_t before = a->feed().reach(a->hub.clock().steadyMicros());
    redis.start();
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

TEST_F(FeedContract, WhatCannotBeGoneOnWithIsLeftAlone)
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
