// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/ChannelKeeper.h"
#include "protocol/BinaryHeader.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace wavetape::state {
namespace {
using channels::ChannelHub;
using channels::ChannelSpec;
const auto mayCreate = [] { return true; };

class ChannelKeeperTest : public testing::Test {
protected:
    ChannelKeeperTest()
    {
        std::string name = testing::TempDir() + "wavetape-state-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~ChannelKeeperTest() override { std::filesystem::remove_all(folder); }
    std::unique_ptr<ChannelKeeper> open(ChannelHub &hub)
    {
        auto keeper = ChannelKeeper::open(folder, hub);
        if (!keeper) {
            problem = keeper.error();
            return nullptr;
        }
        return std::move(*keeper);
    }
    std::string file() const { return folder + "/channels.state"; }

    std::string folder, problem;
};

TEST_F(ChannelKeeperTest, NumberingGoesOnWhereAProcessEndedInOrder)
{
    protocol::StreamPosition chat, trades, interest;
    std::string message;
    {
        ChannelHub hub({});
        const auto keeper = open(hub);
        ASSERT_TRUE(keeper) << problem;
        ASSERT_TRUE(keeper->start());
        const auto owned = hub.create(ChannelSpec::of("trades.A"));
        hub.create(ChannelSpec::of("sys.stats"));
        for (int i = 1; i <= 5; ++i) {
            trades = hub.publish(*owned, std::to_string(i));
            chat = hub.publishFromClient("chat.a", std::to_string(i), {}, mayCreate)->position;
        }
        hub.publishFromClient("chat.a", "6", "k", mayCreate);
        interest = hub.findOrInterest("chat.later")->position();
        message = hub.find("chat.a")->read(6, 1, 1).publications[0]->message->payload();
        ASSERT_TRUE(keeper->finish(true));
    }
    ChannelHub hub({});
    ASSERT_TRUE(open(hub)) << problem;
    EXPECT_EQ(hub.find("chat.a")->position(), (protocol::StreamPosition {chat.epoch, 6}));
    EXPECT_EQ(hub.find("chat.a")->read(6, 1, 1).publications[0]->message->payload(), message);
    EXPECT_TRUE(hub.publishFromClient("chat.a", "7", "k", mayCreate)->repeated);
    EXPECT_EQ(hub.publishFromClient("chat.a", "7", {}, mayCreate)->position.seq, 7u);
    EXPECT_FALSE(hub.find("trades.A")) << "until it is created";
    const auto owned = hub.create(ChannelSpec::of("trades.A"));
    EXPECT_EQ(owned->position(), trades);
    EXPECT_EQ(owned->read(1, 10, ~0ull).publications.size(), 5u);
    EXPECT_EQ(hub.create(ChannelSpec::of("sys.stats"))->position().seq, 0u);
    // What was promised before anything was published is kept.
    EXPECT_EQ(hub.publishFromClient("chat.later", "1", {}, mayCreate)->position,
        (protocol::StreamPosition {interest.epoch, 1}));
    EXPECT_NE(hub.publishFromClient("chat.new", "1", {}, mayCreate)->position.epoch, chat.epoch);
}

TEST_F(ChannelKeeperTest, EveryChannelBeginsAnewWhereAProcessWasKilled)
{
    protocol::StreamPosition chat;
    {
        ChannelHub hub({});
        for (int i = 1; i <= 1500; ++i)
            chat = hub.publishFromClient("chat.a", std::to_string(i), {}, mayCreate)->position;
        const auto keeper = open(hub);
        ASSERT_TRUE(keeper->start()); // writes what is there at once
        ASSERT_TRUE(keeper->finish(false));
    }
    ChannelHub hub({});
    ASSERT_TRUE(open(hub)) << problem;
    const auto channel = hub.find("chat.a");
    EXPECT_NE(channel->position().epoch, chat.epoch);
    EXPECT_EQ(channel->position().seq, 1024u) << "what history had, numbered from 1";
    const auto page = channel->read(1, 1, 1);
    EXPECT_EQ(page.publications[0]->data(), "477");
    const auto joined = channel->join({0, 1, false, true, chat});
    EXPECT_FALSE(joined.recovered);
    EXPECT_EQ(joined.laggedFrom, 1u);
}

TEST_F(ChannelKeeperTest, AWaveOfAnotherRateIsAnotherLife)
{
    ChannelSpec spec = ChannelSpec::of("wave.sine1");
    spec.rate = 1000;
    const std::vector<float> samples {1, 2, 3};
    protocol::StreamPosition before;
    {
        ChannelHub hub({});
        const auto keeper = open(hub);
        ASSERT_TRUE(keeper->start());
        const auto wave = hub.create(spec);
        hub.publishBlock(*wave, samples, 1, 5);
        before = wave->position();
        ASSERT_TRUE(keeper->finish(true));
    }
    {
        ChannelHub hub({});
        ASSERT_TRUE(open(hub));
        hub.create(ChannelSpec::of("trades.A")); // takes the number that the wave had
        const auto wave = hub.create(spec);
        EXPECT_EQ(wave->position(), before);
        const auto page = wave->read(1, 1, 1);
        const auto header = protocol::BinaryHeader::read(page.publications[0]->message->payload());
        ASSERT_TRUE(header);
        EXPECT_EQ(header->channelId, wave->id());
        EXPECT_EQ(header->count, 3u);
    }
    ChannelHub hub({});
    ASSERT_TRUE(open(hub));
    spec.rate = 2000;
    EXPECT_EQ(hub.create(spec)->position().seq, 0u);
}

TEST_F(ChannelKeeperTest, ItsFilesAreItsOwnersAlone)
{
    const std::string fresh = folder + "/a/b";
    ChannelHub hub({});
    const auto keeper = ChannelKeeper::open(fresh, hub);
    ASSERT_TRUE(keeper);
    ASSERT_TRUE((*keeper)->start());
    struct stat info { };
    ASSERT_EQ(::stat(fresh.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
    ASSERT_EQ(::stat((fresh + "/channels.state").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    const auto second = ChannelKeeper::open(fresh, hub);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find("another server"), std::string::npos) << second.error();
}

TEST_F(ChannelKeeperTest, SaysInOneSentenceWhatIsWrong)
{
    ChannelHub hub({});
    std::ofstream(file()) << "root:x:0:0";
    EXPECT_FALSE(open(hub));
    EXPECT_NE(problem.find("no state file"), std::string::npos) << problem;
    EXPECT_NE(problem.find(file()), std::string::npos) << problem;

    std::filesystem::remove(file());
    std::filesystem::create_symlink("/etc/passwd", file());
    EXPECT_FALSE(open(hub));
    EXPECT_NE(problem.find("symbolic link"), std::string::npos) << problem;

    std::filesystem::remove(file());
    std::filesystem::create_directory(file());
    EXPECT_FALSE(open(hub));
    EXPECT_NE(problem.find("not a regular file"), std::string::npos) << problem;

    std::filesystem::remove(file());
    std::filesystem::permissions(folder, std::filesystem::perms(0777));
    EXPECT_FALSE(open(hub));
    EXPECT_NE(problem.find("others may write"), std::string::npos) << problem;

    EXPECT_FALSE(ChannelKeeper::open("/dev/null/x", hub));
    EXPECT_FALSE(ChannelKeeper::open("/proc/wavetape", hub));
}

} // namespace
} // namespace wavetape::state
