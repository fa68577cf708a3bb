// SPDX-License-Identifier: GPL-3.0-or-later
#include "CollectingSink.h"

#include <gtest/gtest.h>

namespace wavetape::channels {
namespace {

class ListSnapshot final : public SnapshotSource {
public:
    void append(std::string &out) const override { out += "[" + std::to_string(last) + "]"; }
    uint64_t last = 0;
};

class ChannelHubTest : public testing::Test {
protected:
    ChannelHubTest()
        : hub(HubOptions {{10, 1 << 20, 300'000'000}, 64 << 20, 4})
    {
        sink = hub.attach(&collected);
    }
    ChannelRef create(
        const std::string &name, protocol::Policy policy = protocol::Policy::dropOldest)
    {
        ChannelSpec spec;
        spec.name = name;
        spec.policy = policy;
        return hub.create(spec);
    }
    Channel::JoinResult join(const ChannelRef &channel,
        std::optional<protocol::StreamPosition> since = {}, Format format = Format::message)
    {
        return channel->join({sink, 7, format, false, true, since});
    }

    ChannelHub hub;
    CollectingSink collected;
    size_t sink = 0;
};

TEST_F(ChannelHubTest, NumbersFromOneAndDeliversOnlyToWhoJoined)
{
    const auto channel = create("a");
    hub.publish(*channel, "1");
    EXPECT_TRUE(collected.takePublications().empty());
    const auto joined = join(channel);
    EXPECT_EQ(joined.position.seq, 1u);
    EXPECT_EQ(hub.publish(*channel, "2").seq, 2u);
    const auto got = collected.takePublications();
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(text(got[0]).rfind(R"({"channel":"a","data":2,"seq":2,"ts":)", 0), 0u)
        << text(got[0]);
    channel->leave(sink, 7, Format::message, false);
    hub.publish(*channel, "3");
    EXPECT_TRUE(collected.takePublications().empty());
    EXPECT_FALSE(channel->hasSubscribers());
}

TEST_F(ChannelHubTest, ABatchWakesASinkOnce)
{
    const auto channel = create("a");
    join(channel);
    hub.publish(*channel, "1");
    EXPECT_EQ(collected.takeWakes(), 1u);
    {
        const ChannelHub::Batch batch(hub);
        for (int i = 0; i < 10; ++i)
            hub.publish(*channel, "1");
        EXPECT_EQ(collected.takeWakes(), 0u);
    }
    EXPECT_EQ(collected.takeWakes(), 1u);
}

TEST_F(ChannelHubTest, MakesOtherFormsOnlyWhereSomebodyWantsThem)
{
    const auto channel = create("a");
    join(channel);
    hub.publish(*channel, R"({"x":1})");
    auto got = collected.takePublications();
    EXPECT_FALSE(got[0]->frame(Format::bare));
    EXPECT_EQ(channel->derive(*got[0], Format::bare)->payload(), R"({"x":1})");
    EXPECT_EQ(
        channel->derive(*got[0], Format::stream)->payload(), R"({"stream":"a","data":{"x":1}})");
    join(channel, {}, Format::bare);
    hub.publish(*channel, "5");
    got = collected.takePublications();
    ASSERT_TRUE(got[0]->frame(Format::bare));
    EXPECT_EQ(text(got[0], Format::bare), "5");
}

TEST_F(ChannelHubTest, CompressesOncePerWindow)
{
    const auto channel = create("a");
    join(channel);
    hub.publish(*channel, "\"" + std::string(500, 'z') + "\"");
    const auto got = collected.takePublications();
    const FrameRef first = channel->deflated(*got[0], Format::message, 15);
    EXPECT_EQ(&*first, &*channel->deflated(*got[0], Format::message, 15));
    EXPECT_NE(&*first, &*channel->deflated(*got[0], Format::message, 9));
    EXPECT_LT(first->size(), got[0]->frame(Format::message)->size());
}

TEST_F(ChannelHubTest, RecoversExactlyOrSaysFromWhereItCannot)
{
    const auto channel = create("a");
    for (int i = 0; i < 15; ++i)
        hub.publish(*channel, std::to_string(i));
    const std::string epoch = channel->position().epoch;
    auto joined = join(channel, protocol::StreamPosition {epoch, 8});
    EXPECT_TRUE(joined.recovered);
    EXPECT_EQ(joined.replayFrom, 9u);
    const auto page = channel->read(9, 300, ~0ull);
    ASSERT_EQ(page.publications.size(), 7u);
    EXPECT_EQ(page.publications.back()->seq, 15u);

    joined = join(channel, protocol::StreamPosition {epoch, 15});
    EXPECT_TRUE(joined.recovered);
    EXPECT_EQ(joined.replayFrom, 0u);
    joined = join(channel, protocol::StreamPosition {epoch, 3});
    EXPECT_FALSE(joined.recovered) << "history keeps ten";
    EXPECT_EQ(joined.laggedFrom, 4u);
    joined = join(channel, protocol::StreamPosition {"another", 12});
    EXPECT_FALSE(joined.recovered);
    EXPECT_EQ(joined.laggedFrom, 1u);
}

TEST_F(ChannelHubTest, ConflatingChannelsRecoverBySnapshotAndCountPerKey)
{
    ChannelSpec spec;
    spec.name = "t";
    spec.policy = protocol::Policy::conflate;
    spec.latestIsSnapshot = true;
    const auto channel = hub.create(spec);
    hub.publish(*channel, R"({"p":1})");
    hub.publish(*channel, R"({"p":2})");
    const auto joined = channel->join({sink, 1, Format::message, true, true,
        protocol::StreamPosition {channel->position().epoch, 1}});
    EXPECT_FALSE(joined.recovered);
    EXPECT_EQ(joined.laggedFrom, 0u);
    EXPECT_EQ(joined.snapshot, R"({"p":2})");
    hub.publish(*channel, "1", 1000);
    hub.publish(*channel, "2", 2000);
    hub.publish(*channel, "3", 1000);
    const auto got = collected.takePublications();
    EXPECT_NE(text(got[0]).find(R"("kseq":1})"), std::string::npos);
    EXPECT_NE(text(got[1]).find(R"("kseq":1})"), std::string::npos);
    EXPECT_NE(text(got[2]).find(R"("kseq":2})"), std::string::npos);
}

TEST_F(ChannelHubTest, SnapshotIsTakenAtTheJoinsPosition)
{
    auto list = std::make_shared<ListSnapshot>();
    ChannelSpec spec;
    spec.name = "book";
    spec.snapshot = list;
    const auto channel = hub.create(spec);
    for (int i = 0; i < 3; ++i)
        hub.publish(*channel, "0", 0, [&](uint64_t seq) { list->last = seq; });
    const auto joined = join(channel);
    EXPECT_EQ(joined.snapshot, "[3]");
    EXPECT_EQ(joined.position.seq, 3u);
}

TEST_F(ChannelHubTest, AnInterestIsNoChannelUntilSomethingIsPublished)
{
    const auto interest = hub.findOrInterest("chat.x");
    ASSERT_TRUE(interest);
    join(interest);
    EXPECT_TRUE(hub.list("").empty());
    const std::string promised = interest->position().epoch;
    const auto published = hub.publishFromClient("chat.x", "1", true);
    ASSERT_TRUE(published);
    EXPECT_TRUE(published->created);
    EXPECT_EQ(published->position, (protocol::StreamPosition {promised, 1}));
    EXPECT_EQ(hub.list("").size(), 1u);
    EXPECT_EQ(collected.takePublications().size(), 1u);
}

TEST_F(ChannelHubTest, AnInterestGoesWithItsLastHolder)
{
    auto interest = hub.findOrInterest("chat.y");
    join(interest);
    interest->leave(sink, 7, Format::message, false);
    hub.release(interest);
    interest.reset();
    EXPECT_EQ(hub.size(), 0u);
}

TEST_F(ChannelHubTest, ServerOwnedNamesAreNotForClients)
{
    create("ticker.A");
    for (const char *name : {"ticker.A", "ticker.B", "sys.x", "alerts", "wave.q"}) {
        const auto published = hub.publishFromClient(name, "1", true);
        ASSERT_FALSE(published) << name;
        EXPECT_EQ(published.error(), PublishFailure::forbidden) << name;
    }
    EXPECT_FALSE(hub.findOrInterest("ticker.B"));
}

TEST_F(ChannelHubTest, ClientsMayMakeOnlySoManyChannels)
{
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(hub.publishFromClient("c" + std::to_string(i), "1", true));
    const auto published = hub.publishFromClient("c9", "1", true);
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error(), PublishFailure::tooManyChannels);
    EXPECT_FALSE(hub.publishFromClient("d", "1", false)) << "the caller's own allowance";
    EXPECT_TRUE(hub.publishFromClient("c0", "1", false))
        << "which an existing channel does not need";
}

TEST_F(ChannelHubTest, AWatchedPrefixLosesNothingOfANewborn)
{
    EXPECT_TRUE(hub.watchPrefix(sink, "chat.").empty());
    hub.publishFromClient("chat.a", "1", true);
    hub.publishFromClient("other", "1", true);
    const auto born = collected.takeBorn();
    ASSERT_EQ(born.size(), 1u);
    EXPECT_EQ(born[0]->name(), "chat.a");
    EXPECT_EQ(collected.takePublications().size(), 1u)
        << "its first publication comes though nobody joined yet";
    born[0]->dropBirthHold(sink);
    hub.publishFromClient("chat.a", "2", true);
    EXPECT_TRUE(collected.takePublications().empty());
    hub.unwatchPrefix(sink, "chat.");
    hub.publishFromClient("chat.b", "1", true);
    EXPECT_TRUE(collected.takeBorn().empty());
}

TEST_F(ChannelHubTest, ARestartBeginsANewEpochAndIsTold)
{
    const auto channel = create("w");
    join(channel);
    hub.publish(*channel, "1");
    const std::string before = channel->position().epoch;
    hub.restart(*channel, 1000);
    EXPECT_NE(channel->position().epoch, before);
    EXPECT_EQ(channel->position().seq, 0u);
    EXPECT_EQ(collected.takeRestarted().size(), 1u);
    EXPECT_EQ(hub.publish(*channel, "1").seq, 1u);
}

TEST_F(ChannelHubTest, UnusedChannelsGoWhenTheirHistoryHasExpired)
{
    hub.publishFromClient("chat.z", "1", true);
    EXPECT_GT(hub.historyBytes(), 0u);
    hub.sweep(0);
    EXPECT_EQ(hub.size(), 1u);
    hub.sweep(INT64_MAX / 2);
    EXPECT_EQ(hub.size(), 0u);
    EXPECT_EQ(hub.historyBytes(), 0u);
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(hub.publishFromClient("c" + std::to_string(i), "1", true))
            << "its place is free again";
}

TEST_F(ChannelHubTest, PresenceTellsWhoSubscribesAndGoesWhenNobodyAsks)
{
    EXPECT_FALSE(hub.findOrInterest("presence.chat.a")) << "of a channel that does not exist";
    hub.publishFromClient("chat.a", "1", true);
    const auto subject = hub.find("chat.a");
    join(subject);
    auto presence = hub.findOrInterest("presence.chat.a");
    ASSERT_TRUE(presence);
    const auto joined = presence->join({sink, 9, Format::message, true, true, {}});
    EXPECT_EQ(joined.snapshot, R"({"channel":"chat.a","count":1,"clients":[{"session":"s7"}]})");
    hub.publishPresence();
    EXPECT_TRUE(collected.takePublications().empty()) << "nothing changed";
    subject->leave(sink, 7, Format::message, false);
    hub.publishPresence();
    const auto got = collected.takePublications();
    ASSERT_EQ(got.size(), 1u);
    EXPECT_NE(text(got[0]).find(R"("count":0)"), std::string::npos);
    presence->leave(sink, 9, Format::message, true);
    presence.reset();
    hub.publishPresence();
    EXPECT_FALSE(hub.find("presence.chat.a"));
    EXPECT_FALSE(hub.findOrInterest("presence.presence.chat.a"));
}

TEST(ChannelHubHistory, IsBoundedOverAllChannels)
{
    ChannelHub hub(HubOptions {{1000, 1 << 20, 300'000'000}, 20'000, 1000});
    const std::string data = "\"" + std::string(400, 'x') + "\"";
    for (int i = 0; i < 200; ++i) {
        hub.publishFromClient("c" + std::to_string(i % 20), data, true);
        EXPECT_LE(hub.historyBytes(), 21'000u);
    }
    EXPECT_GT(hub.historyBytes(), 0u);
    EXPECT_FALSE(hub.find("c19")->read(1, 1000, ~0ull).position.epoch.empty());
}

} // namespace
} // namespace wavetape::channels
