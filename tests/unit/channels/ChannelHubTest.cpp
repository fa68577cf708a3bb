// SPDX-License-Identifier: GPL-3.0-or-later
#include "CollectingSink.h"
#include "channels/Forms.h"
#include "channels/Presence.h"

#include <gtest/gtest.h>

#include <thread>

namespace wavetape::channels {
namespace {
const auto mayCreate = [] { return true; };

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
    Channel::JoinResult join(
        const ChannelRef &channel, std::optional<protocol::StreamPosition> since = {})
    {
        return channel->join({sink, 7, false, true, std::move(since)});
    }

    ChannelHub hub;
    CollectingSink collected;
    size_t sink = 0;
};

TEST_F(ChannelHubTest, TheSameKeyOnAChannelIsPublishedOnce)
{
    const auto first = hub.publishFromClient("chat.k", "1", "a", mayCreate);
    const auto again = hub.publishFromClient("chat.k", "2", "a", mayCreate);
    ASSERT_TRUE(first && again);
    EXPECT_FALSE(first->repeated);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->position, first->position);
    EXPECT_EQ(hub.publishFromClient("chat.k", "2", "b", mayCreate)->position.seq, 2u);
    EXPECT_EQ(hub.publishFromClient("chat.k", "2", {}, mayCreate)->position.seq, 3u);
    EXPECT_EQ(hub.publishFromClient("chat.l", "1", "a", mayCreate)->position.seq, 1u)
        << "another channel";
    EXPECT_EQ(hub.find("chat.k")->position().seq, 3u);
}

TEST_F(ChannelHubTest, ASnapshotIsCompressedOncePerPositionAndWindow)
{
    const auto channel = create("a");
    const std::string message(1000, 'x');
    const protocol::StreamPosition first {"e", 1}, second {"e", 2};
    const auto made = channel->compressedSnapshot(first, 15, message);
    EXPECT_TRUE(made.frame && made.made);
    const auto again = channel->compressedSnapshot(first, 15, message);
    EXPECT_FALSE(again.made);
    EXPECT_EQ(again.frame->bytes().data(), made.frame->bytes().data());
    EXPECT_TRUE(channel->compressedSnapshot(first, 9, message).made);
    EXPECT_TRUE(channel->compressedSnapshot(second, 15, message).made);
    EXPECT_TRUE(channel->compressedSnapshot({"f", 2}, 15, message).made);
    // Small ones gain nothing, and large ones keep the thread for too long.
    EXPECT_FALSE(channel->compressedSnapshot(second, 15, "{}").frame);
    EXPECT_FALSE(channel->compressedSnapshot(second, 15, std::string(100'000, 'x')).frame);
}

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
    channel->leave(sink, 7, false);
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

TEST_F(ChannelHubTest, MakesEachFormOnceAndOnlyWhereSomebodyWantsIt)
{
    const auto channel = create("a");
    join(channel);
    hub.publish(*channel, R"({"x":1})");
    const auto got = collected.takePublications();
    EXPECT_FALSE(got[0]->find(forms::bare));
    const FrameRef &bare = channel->frame(*got[0], forms::bare);
    EXPECT_EQ(bare->payload(), R"({"x":1})");
    EXPECT_EQ(&*bare, &*channel->frame(*got[0], forms::bare));
    EXPECT_EQ(&bare, got[0]->find(forms::bare));
    EXPECT_EQ(
        channel->frame(*got[0], forms::stream)->payload(), R"({"stream":"a","data":{"x":1}})");
    EXPECT_EQ(&channel->frame(*got[0], forms::message), &got[0]->message);
}

TEST_F(ChannelHubTest, TakesFormsThatItDoesNotKnow)
{
    class Event final : public Form {
        FrameRef encode(const ChannelSpec &, const Publication &publication) const override
        {
            ++made;
            return EncodedFrame::raw("data: " + std::string(publication.data()) + "\n\n");
        }

    public:
        mutable int made = 0;
    };
    const Event event;
    const auto channel = create("a");
    join(channel);
    hub.publish(*channel, "[7]");
    const auto got = collected.takePublications();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(channel->frame(*got[0], event)->bytes(), "data: [7]\n\n");
    EXPECT_EQ(event.made, 1);
}

TEST_F(ChannelHubTest, ThreadsThatWantAFormAtOnceGetOne)
{
    const auto channel = create("a");
    join(channel);
    for (int i = 0; i < 100; ++i)
        hub.publish(*channel, std::to_string(i));
    const auto got = collected.takePublications();
    std::vector<std::vector<const EncodedFrame *>> seen(4);
    std::vector<std::thread> threads;
    threads.reserve(seen.size());
    for (auto &mine : seen) {
        threads.emplace_back([&] {
            for (const PublicationRef &publication : got) {
                mine.push_back(&*channel->frame(*publication, forms::bare));
                mine.push_back(&*channel->frame(*publication, forms::stream));
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &mine : seen)
        EXPECT_EQ(mine, seen.front());
}

TEST_F(ChannelHubTest, CompressesOncePerWindow)
{
    const auto channel = create("a");
    join(channel);
    hub.publish(*channel, "\"" + std::string(500, 'z') + "\"");
    const auto got = collected.takePublications();
    const FrameRef first = channel->frame(*got[0], forms::message, 15);
    EXPECT_EQ(&*first, &*channel->frame(*got[0], forms::message, 15));
    EXPECT_NE(&*first, &*channel->frame(*got[0], forms::message, 9));
    EXPECT_LT(first->size(), got[0]->message->size());
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
    const auto joined = channel->join(
        {sink, 1, true, true, protocol::StreamPosition {channel->position().epoch, 1}});
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

TEST_F(ChannelHubTest, ANumberingGoesOnWhereAnotherStood)
{
    ChannelSpec spec;
    spec.name = "t";
    spec.keysKept = 100;
    const auto channel = hub.create(spec);
    for (uint64_t key = 1; key <= 100; ++key)
        hub.publish(*channel, "1", key);
    hub.publish(*channel, "1", 1);
    ChannelHub otherHub({});
    CollectingSink seen;
    const size_t otherSink = otherHub.attach(&seen);
    const auto other = otherHub.create(spec, channel->numbering());
    EXPECT_EQ(other->position(), channel->position());
    // What came before is not in its history: it is said to be lost.
    const auto joined = other->join(
        {otherSink, 1, false, true, protocol::StreamPosition {channel->position().epoch, 99}});
    EXPECT_FALSE(joined.recovered);
    EXPECT_EQ(joined.laggedFrom, 100u);
    otherHub.publish(*other, "1", 1);
    otherHub.publish(*other, "1", 100);
    const auto got = seen.takePublications();
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0]->seq, 102u);
    EXPECT_NE(text(got[0]).find(R"("kseq":3})"), std::string::npos) << "every key is kept";
    EXPECT_NE(text(got[1]).find(R"("kseq":2})"), std::string::npos);
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
    const auto published = hub.publishFromClient("chat.x", "1", {}, mayCreate);
    ASSERT_TRUE(published);
    EXPECT_TRUE(published->created);
    EXPECT_EQ(published->position, (protocol::StreamPosition {promised, 1}));
    EXPECT_EQ(hub.list("").size(), 1u);
    EXPECT_EQ(collected.takePublications().size(), 1u);
}

TEST_F(ChannelHubTest, AnInterestIsThereForWhoComesBack)
{
    auto interest = hub.findOrInterest("chat.y");
    const auto before = join(interest).position;
    interest->leave(sink, 7, false);
    hub.release(interest);
    interest.reset();
    hub.sweep(hub.clock().wallMicros());
    // What is published between two polls is missed by neither.
    ASSERT_TRUE(hub.publishFromClient("chat.y", "1", {}, mayCreate));
    const auto back = join(hub.findOrInterest("chat.y"), before);
    EXPECT_TRUE(back.recovered);
    EXPECT_EQ(back.replayFrom, 1u);
}

TEST_F(ChannelHubTest, AnInterestGoesWhenHistoryWould)
{
    auto interest = hub.findOrInterest("chat.y");
    join(interest);
    interest->leave(sink, 7, false);
    hub.release(interest);
    interest.reset();
    hub.sweep(hub.clock().wallMicros() + 299'000'000);
    EXPECT_EQ(hub.size(), 1u);
    hub.sweep(hub.clock().wallMicros() + 301'000'000);
    EXPECT_EQ(hub.size(), 0u);
}

TEST_F(ChannelHubTest, OnlySoManyInterestsStayThatNobodyHolds)
{
    HubOptions options;
    options.interestsKept = 3;
    ChannelHub few(options);
    const auto held = few.findOrInterest("held");
    for (int i = 0; i < 10; ++i) {
        few.release(few.findOrInterest("i" + std::to_string(i)));
        few.release(held);
    }
    EXPECT_LE(few.size(), 4u);
    EXPECT_TRUE(few.find("held"));
    EXPECT_TRUE(few.find("i9"));
}

TEST_F(ChannelHubTest, ANumberingStaysAsLongAsHistoryMightThoughThereWasNoRoomForIt)
{
    ChannelHub small(HubOptions {{1000, 1 << 20, 300'000'000}, 3000, 1000});
    const std::string data = "\"" + std::string(400, 'x') + "\"";
    const auto position = small.publishFromClient("a", data, {}, mayCreate)->position;
    for (int i = 0; i < 20; ++i)
        small.publishFromClient("b", data, {}, mayCreate);
    small.sweep(small.clock().wallMicros());
    ASSERT_TRUE(small.find("a"));
    EXPECT_EQ(small.find("a")->position(), position);
}

TEST_F(ChannelHubTest, ServerOwnedNamesAreNotForClients)
{
    create("ticker.A");
    for (const char *name : {"ticker.A", "ticker.B", "sys.x", "alerts", "wave.q"}) {
        const auto published = hub.publishFromClient(name, "1", {}, mayCreate);
        ASSERT_FALSE(published) << name;
        EXPECT_EQ(published.error().failure, PublishFailure::forbidden) << name;
    }
    EXPECT_FALSE(hub.findOrInterest("ticker.B"));
}

TEST_F(ChannelHubTest, ClientsMayMakeOnlySoManyChannels)
{
    for (int i = 0; i < 4; ++i) {
        const std::string name = "c" + std::to_string(i);
        join(hub.findOrInterest(name));
        ASSERT_TRUE(hub.publishFromClient(name, "1", {}, mayCreate));
    }
    const auto published = hub.publishFromClient("c9", "1", {}, mayCreate);
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().failure, PublishFailure::tooManyChannels);
    const auto mayNot = [] { return false; };
    EXPECT_FALSE(hub.publishFromClient("d", "1", {}, mayNot)) << "the caller's own allowance";
    EXPECT_TRUE(hub.publishFromClient("c0", "1", {}, mayNot))
        << "which an existing channel does not need";
}

TEST_F(ChannelHubTest, TheLongestUnsubscribedMakesRoom)
{
    for (const char *name : {"a", "b", "c", "d"})
        ASSERT_TRUE(hub.publishFromClient(name, "1", {}, mayCreate));
    const auto a = hub.find("a");
    join(a);
    a->leave(sink, 7, false); // from now on
    for (const char *name : {"e", "f", "g"})
        ASSERT_TRUE(hub.publishFromClient(name, "1", {}, mayCreate)) << name;
    std::string left;
    for (const auto &channel : hub.list(""))
        left += channel->name();
    EXPECT_EQ(left, "aefg");
    EXPECT_GT(hub.historyBytes(), 0u);
    uint64_t held = 0;
    for (const auto &channel : hub.list(""))
        held
            += channel->read(1, 10, ~0ull).publications.front()->message->size() + History::kBeside;
    EXPECT_EQ(hub.historyBytes(), held);
}

TEST_F(ChannelHubTest, AListIsReadInPages)
{
    for (const char *name : {"x.a", "x.b", "y"})
        create(name);
    hub.findOrInterest("x.c"); // looked at, not shown
    create("x.d");
    std::string seen;
    int pages = 0;
    ChannelHub::Listing page;
    do {
        page = hub.list("x.", page.next, 2);
        for (const auto &channel : page.channels)
            seen += channel->name();
        ++pages;
    } while (!page.next.empty());
    EXPECT_EQ(seen, "x.ax.bx.d");
    EXPECT_EQ(pages, 2);
    EXPECT_TRUE(hub.list("z.", {}, 2).channels.empty());
}

TEST_F(ChannelHubTest, ABirthIsToldOncePerSinkHoweverManyPrefixesMatch)
{
    for (const char *prefix : {"a.", "a.b.", "a.b.c.", "b."})
        hub.watchPrefix(sink, prefix);
    hub.watchPrefix(sink, "a.");
    hub.publishFromClient("a.b.c", "1", {}, mayCreate);
    const auto born = collected.takeBorn();
    ASSERT_EQ(born.size(), 1u);
    born[0]->dropBirthHold(sink);
    hub.unwatchPrefix(sink, "a.");
    hub.unwatchPrefix(sink, "a.b.");
    hub.publishFromClient("a.x", "1", {}, mayCreate);
    EXPECT_EQ(collected.takeBorn().size(), 1u) << "it was watched twice";
}

TEST_F(ChannelHubTest, AWatchedPrefixLosesNothingOfANewborn)
{
    hub.watchPrefix(sink, "chat.");
    hub.publishFromClient("chat.a", "1", {}, mayCreate);
    hub.publishFromClient("other", "1", {}, mayCreate);
    const auto born = collected.takeBorn();
    ASSERT_EQ(born.size(), 1u);
    EXPECT_EQ(born[0]->name(), "chat.a");
    EXPECT_EQ(collected.takePublications().size(), 1u)
        << "its first publication comes though nobody joined yet";
    born[0]->dropBirthHold(sink);
    hub.publishFromClient("chat.a", "2", {}, mayCreate);
    EXPECT_TRUE(collected.takePublications().empty());
    hub.unwatchPrefix(sink, "chat.");
    hub.publishFromClient("chat.b", "1", {}, mayCreate);
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
    hub.publishFromClient("chat.z", "1", {}, mayCreate);
    EXPECT_GT(hub.historyBytes(), 0u);
    hub.sweep(0);
    EXPECT_EQ(hub.size(), 1u);
    hub.sweep(INT64_MAX / 2);
    EXPECT_EQ(hub.size(), 0u);
    EXPECT_EQ(hub.historyBytes(), 0u);
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(hub.publishFromClient("c" + std::to_string(i), "1", {}, mayCreate))
            << "its place is free again";
}

TEST_F(ChannelHubTest, PresenceTellsWhoSubscribesAndGoesWhenNobodyAsks)
{
    EXPECT_FALSE(hub.findOrInterest("presence.chat.a")) << "of a channel that does not exist";
    hub.publishFromClient("chat.a", "1", {}, mayCreate);
    const auto subject = hub.find("chat.a");
    join(subject);
    auto presence = hub.findOrInterest("presence.chat.a");
    ASSERT_TRUE(presence);
    const auto joined = presence->join({sink, 9, true, true, {}});
    EXPECT_EQ(joined.snapshot, R"({"channel":"chat.a","count":1,"clients":[{"session":"s7"}]})");
    hub.presence().publish();
    EXPECT_TRUE(collected.takePublications().empty()) << "nothing changed";
    subject->leave(sink, 7, false);
    hub.presence().publish();
    const auto got = collected.takePublications();
    ASSERT_EQ(got.size(), 1u);
    EXPECT_NE(text(got[0]).find(R"("count":0)"), std::string::npos);
    presence->leave(sink, 9, true);
    presence.reset();
    hub.presence().publish();
    EXPECT_FALSE(hub.find("presence.chat.a"));
    EXPECT_FALSE(hub.findOrInterest("presence.presence.chat.a"));
}

TEST(ChannelHubHistory, IsBoundedOverAllChannels)
{
    ChannelHub hub(HubOptions {{1000, 1 << 20, 300'000'000}, 20'000, 1000});
    const std::string data = "\"" + std::string(400, 'x') + "\"";
    for (int i = 0; i < 200; ++i) {
        hub.publishFromClient("c" + std::to_string(i % 20), data, {}, mayCreate);
        EXPECT_LE(hub.historyBytes(), 21'000u);
    }
    EXPECT_GT(hub.historyBytes(), 0u);
    EXPECT_FALSE(hub.find("c19")->read(1, 1000, ~0ull).position.epoch.empty());
}

TEST(ChannelHubHistory, NothingThatClientsPublishedIsHeldBesideIt)
{
    ChannelHub hub(HubOptions {{1000, 1 << 20, 300'000'000}, 20'000, 1000});
    const std::string data = "\"" + std::string(4000, 'x') + "\"";
    const uint64_t before = EncodedFrame::residentBytes();
    for (int i = 0; i < 100; ++i)
        hub.publishFromClient("c" + std::to_string(i), data, {}, mayCreate);
    EXPECT_LE(EncodedFrame::residentBytes() - before, 30'000u);
    EXPECT_EQ(hub.find("c0")->snapshotNow().first, "");
    EXPECT_EQ(hub.find("c0")->snapshotNow().second.seq, 1u);
    EXPECT_EQ(hub.find("c99")->snapshotNow().first, data);
}

} // namespace
} // namespace wavetape::channels
