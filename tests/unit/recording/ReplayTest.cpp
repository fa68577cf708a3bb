// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Import.h"
#include "recording/JsonMembers.h"
#include "recording/Recorder.h"
#include "recording/ReplayState.h"
#include "recording/Replayer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace wavetape::recording {
namespace {

std::string stateOf(const ReplayState &state)
{
    std::string text;
    state.append(text);
    return text;
}

TEST(ReplayStateTest, ABookIsItsSnapshotAndItsDeltas)
{
    const auto book = ReplayState::of("book.AAPL");
    ASSERT_TRUE(book);
    book->apply(R"({"first":1,"last":1,"bids":[[9,1]],"asks":[]})");
    EXPECT_EQ(stateOf(*book), "") << "half a book is none";
    book->load(R"({"last":4,"bids":[[10.50,3],[10.25,1]],"asks":[[11,2]]})");
    book->apply(R"({"first":5,"last":6,"bids":[[10.50,0],[10.40,7]],"asks":[[10.9,1],[11,5]]})");
    EXPECT_EQ(
        stateOf(*book), R"({"last":6,"bids":[[10.40,7],[10.25,1]],"asks":[[10.9,1],[11,5]]})");
}

TEST(ReplayStateTest, CandlesAreReplacedOrAdded)
{
    const auto candles = ReplayState::of("candles.AAPL.1s");
    candles->load(R"([{"start":1,"close":5},{"start":2,"close":6}])");
    candles->apply(R"({"start":2,"close":7})");
    candles->apply(R"({"start":3,"close":8})");
    EXPECT_EQ(stateOf(*candles),
        R"([{"start":1,"close":5},{"start":2,"close":7},{"start":3,"close":8}])");
    for (int i = 4; i < 400; ++i)
        candles->apply("{\"start\":" + std::to_string(i) + "}");
    EXPECT_TRUE(stateOf(*candles).starts_with(R"([{"start":100},)"));
}

TEST(ReplayStateTest, NewsAreTheLastTwentyAndStatusARowPerSymbol)
{
    const auto news = ReplayState::of("news");
    news->load("[]");
    EXPECT_EQ(stateOf(*news), "[]");
    for (int i = 0; i < 25; ++i)
        news->apply("{\"text\":\"" + std::to_string(i) + "\"}");
    EXPECT_TRUE(stateOf(*news).starts_with(R"([{"text":"5"},)"));
    const auto status = ReplayState::of("status");
    status->load(R"([{"symbol":"A","status":"open"},{"symbol":"B","status":"open"}])");
    status->apply(R"({"symbol":"A","status":"halted"})");
    EXPECT_EQ(
        stateOf(*status), R"([{"symbol":"A","status":"halted"},{"symbol":"B","status":"open"}])");
    EXPECT_FALSE(ReplayState::of("trades.A"));
}

class ReplayTest : public testing::Test {
protected:
    ReplayTest()
    {
        char name[] = "/tmp/wavetape-replay-XXXXXX";
        folder = mkdtemp(name);
        file = folder / "tape.mcap";
        channels::ChannelHub hub {{}};
        RecorderOptions options;
        options.file = file;
        Recorder recorder(hub, options);
        const auto trades = hub.create(channels::ChannelSpec::of("trades.A"));
        hub.publish(*trades, "0"); // before it begins
        EXPECT_TRUE(recorder.start());
        for (int i = 1; i <= 200; ++i) {
            hub.publish(*trades, std::to_string(i));
            hub.publishFromClient("chat.a", '"' + std::to_string(i) + '"', {}, [] { return true; });
        }
        recorder.finish();
    }
    ~ReplayTest() override { std::filesystem::remove_all(folder); }

    static std::vector<std::string> history(const channels::ChannelHub &hub, std::string_view name)
    {
        std::vector<std::string> result;
        for (const auto &publication : hub.find(name)->readNewest(1000).publications)
            result.emplace_back(publication->data());
        return result;
    }
    static void wait(Replayer &replayer)
    {
        replayer.start();
        while (replayer.status().state != Replayer::State::ended)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        replayer.stop();
    }

    std::filesystem::path folder;
    std::string file;
};

TEST_F(ReplayTest, TheSameBytesInTheSameOrderWithTheRecordedNumbers)
{
    channels::ChannelHub hub {{}};
    auto replayer = Replayer::open(hub, {file, 0});
    ASSERT_TRUE(replayer) << replayer.error();
    EXPECT_EQ(hub.find("trades.A")->position().seq, 1u);
    wait(**replayer);
    const auto trades = history(hub, "trades.A");
    ASSERT_EQ(trades.size(), 200u);
    for (size_t i = 0; i < trades.size(); ++i)
        EXPECT_EQ(trades[i], std::to_string(i + 1));
    EXPECT_EQ(hub.find("trades.A")->position().seq, 201u);
    EXPECT_EQ(history(hub, "chat.a").size(), 200u);
    EXPECT_FALSE(hub.publishFromClient("chat.a", "1", {}, [] { return true; }))
        << "nobody else speaks on a replayed channel";
    EXPECT_EQ((*replayer)->status().messages, 400u);
}

TEST_F(ReplayTest, EachPassHasItsOwnEpoch)
{
    channels::ChannelHub hub {{}};
    ReplayOptions options {file, 0, true};
    auto replayer = Replayer::open(hub, options);
    ASSERT_TRUE(replayer);
    const std::string before = hub.find("chat.a")->position().epoch;
    (*replayer)->start();
    while ((*replayer)->status().passes < 3)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    (*replayer)->stop();
    EXPECT_NE(hub.find("chat.a")->position().epoch, before);
    EXPECT_LE(hub.find("chat.a")->position().seq, 200u);
}

TEST_F(ReplayTest, UnderAPrefixOfItsOwnAndOnlyWhereThereIsRoom)
{
    channels::ChannelHub hub {{}};
    hub.create(channels::ChannelSpec::of("trades.A"));
    const auto inPlace = Replayer::open(hub, {file, 0});
    ASSERT_FALSE(inPlace);
    EXPECT_NE(inPlace.error().find("the channel trades.A cannot be made"), std::string::npos);
    EXPECT_FALSE(hub.find("chat.a")) << "what was made is gone again";
    ReplayOptions options {file, 0};
    options.inPlace = false;
    auto replayer = Replayer::open(hub, options);
    ASSERT_TRUE(replayer);
    wait(**replayer);
    EXPECT_EQ(history(hub, "replay.trades.A").size(), 200u);
}

TEST_F(ReplayTest, WaitsForReaders)
{
    channels::ChannelHub hub {{}};
    ReplayOptions options {file, 0};
    options.waitFor = 2;
    auto replayer = Replayer::open(hub, options);
    ASSERT_TRUE(replayer);
    struct Sink final : channels::DeliverySink {
        void push(channels::PublicationRef) override { ++pushed; }
        void channelBorn(channels::ChannelRef) override { }
        void channelRestarted(channels::ChannelRef, const channels::Restart &) override { }
        void wake() override { }
        size_t pushed = 0;
    } sink;
    const size_t number = hub.attach(&sink);
    std::vector<uint64_t> ended;
    (*replayer)->onEnd = [&](const std::vector<uint64_t> &sessions) { ended = sessions; };
    const auto join = [&](const char *channel, uint64_t session) {
        channels::Channel::JoinRequest request;
        request.sink = number;
        request.session = session;
        hub.find(channel)->join(request);
    };
    join("chat.a", 7);
    (*replayer)->start();
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    EXPECT_EQ((*replayer)->status().messages, 0u);
    join("trades.A", 7);
    join("trades.A", 9);
    while ((*replayer)->status().state != Replayer::State::ended)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    (*replayer)->stop();
    EXPECT_EQ(sink.pushed, 400u);
    EXPECT_EQ(ended, (std::vector<uint64_t> {7, 9}));
}

TEST_F(ReplayTest, WhatIsNoRecordingIsSaid)
{
    channels::ChannelHub hub {{}};
    EXPECT_EQ(
        Replayer::open(hub, {"/none"}).error(), "cannot replay: /none: No such file or directory");
}

TEST(ReplayClockTest, ATimeFollowsTheOtherAndStandsWhileItPauses)
{
    ReplayClock clock(2);
    clock.moveTo(1000, 50);
    EXPECT_EQ(clock.at(500), 1000u) << "it stands until it is told to play";
    EXPECT_FALSE(clock.due(1100, 500));
    clock.play(500);
    EXPECT_EQ(clock.at(600), 1200u);
    EXPECT_EQ(clock.due(1400, 600), 700);
    EXPECT_EQ(clock.due(900, 600), 600) << "what is over is due at once";
    clock.setSpeed(0.5, 600);
    EXPECT_EQ(clock.at(600), 1200u) << "no jump by another speed";
    EXPECT_EQ(clock.due(1400, 600), 1000);
    clock.pause(700);
    EXPECT_EQ(clock.at(9000), 1250u);
    clock.play(9000);
    EXPECT_EQ(clock.at(9100), 1300u);
    clock.setSpeed(0, 9100);
    EXPECT_EQ(clock.due(uint64_t {1} << 60, 9100), 9100) << "as fast as it goes";
}

/// A hundred trades, one each 100 ms: their price is their number.
class SteeredReplayTest : public testing::Test {
protected:
    SteeredReplayTest()
    {
        char name[] = "/tmp/wavetape-steer-XXXXXX";
        folder = mkdtemp(name);
        const std::string rows = folder / "rows.csv";
        std::ofstream out(rows);
        out << "time,price,size\n";
        for (int i = 0; i < kTrades; ++i)
            out << 1'700'000'000'000 + 100 * i << ',' << i << ",1\n";
        out.close();
        auto mapping = importPreset("trades");
        EXPECT_TRUE(mapping);
        mapping->channel = "trades.A";
        file = folder / "rows.mcap";
        EXPECT_TRUE(importRecording(rows, file, *mapping));
    }
    ~SteeredReplayTest() override { std::filesystem::remove_all(folder); }

    void open(double speed)
    {
        auto opened = Replayer::open(hub, {file, speed});
        ASSERT_TRUE(opened) << opened.error();
        replayer = std::move(*opened);
    }
    void order(const protocol::ReplayOrder &wish)
    {
        const auto done = replayer->order(wish);
        EXPECT_TRUE(done) << done.error().message;
    }
    std::string refused(const protocol::ReplayOrder &wish)
    {
        const auto done = replayer->order(wish);
        return done ? "" : done.error().member;
    }
    void until(const std::function<bool(const Replayer::Status &)> &so) const
    {
        while (!so(replayer->status()))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    void untilMessages(uint64_t count) const
    {
        until([&](const Replayer::Status &now) { return now.messages >= count; });
    }
    std::vector<int> prices() const
    {
        std::vector<int> result;
        for (const auto &publication : hub.find("trades.A")->readNewest(1000).publications)
            result.push_back(std::stoi(std::string(jsonMember(publication->data(), "price"))));
        return result;
    }
    static std::vector<int> range(int first, int last)
    {
        std::vector<int> result;
        for (int i = first; i <= last; ++i)
            result.push_back(i);
        return result;
    }

    static constexpr int kTrades = 100;
    std::filesystem::path folder;
    std::string file;
    channels::ChannelHub hub {{}};
    std::unique_ptr<Replayer> replayer;
};

protocol::ReplayOrder playing(bool on)
{
    protocol::ReplayOrder wish;
    wish.play = on;
    return wish;
}

TEST_F(SteeredReplayTest, StepsPublishOneAfterTheOther)
{
    open(1);
    auto wish = playing(false);
    wish.step = 3;
    order(wish);
    replayer->start();
    untilMessages(3);
    EXPECT_EQ(prices(), range(0, 2));
    EXPECT_EQ(replayer->status().state, Replayer::State::paused);
    EXPECT_NEAR(replayer->status().position, 0.2, 1e-6);
    EXPECT_NEAR(replayer->status().duration, 9.9, 1e-6);
    protocol::ReplayOrder one;
    one.step = 1;
    order(one);
    untilMessages(4);
    EXPECT_EQ(prices(), range(0, 3));
}

TEST_F(SteeredReplayTest, AJumpIsANumberingOfItsOwnFromThatMomentOn)
{
    open(1);
    order(playing(false));
    replayer->start();
    until([](const Replayer::Status &now) { return now.passes == 1; });
    const auto before = hub.find("trades.A")->position();
    protocol::ReplayOrder wish;
    wish.seek = 5;
    wish.step = 2;
    order(wish);
    untilMessages(2);
    EXPECT_EQ(prices(), range(50, 51));
    EXPECT_NE(hub.find("trades.A")->position().epoch, before.epoch);
    EXPECT_EQ(hub.find("trades.A")->position().seq, 2u);
    wish.seek = 0;
    wish.step = 1;
    order(wish);
    untilMessages(3);
    EXPECT_EQ(prices(), range(0, 0));
}

TEST_F(SteeredReplayTest, APartIsPlayedAgainAndAgain)
{
    open(0);
    protocol::ReplayOrder wish;
    wish.from = 2;
    wish.to = 3;
    wish.loop = true;
    order(wish);
    replayer->start();
    until([](const Replayer::Status &now) { return now.passes >= 3; });
    wish = {};
    wish.loop = false;
    order(wish);
    until([](const Replayer::Status &now) { return now.state == Replayer::State::ended; });
    EXPECT_EQ(prices(), range(20, 30));
    EXPECT_EQ(replayer->status().messages % 11, 0u);
}

TEST_F(SteeredReplayTest, APartIsATenthOfASecondAtLeast)
{
    open(0);
    protocol::ReplayOrder wish;
    wish.from = 9.85;
    EXPECT_EQ(refused(wish), "to");
    wish.from = 9.75;
    order(wish);
    wish = {};
    wish.to = 9.8;
    EXPECT_EQ(refused(wish), "to");
    EXPECT_NEAR(replayer->status().from, 9.75, 1e-6);
    EXPECT_NEAR(replayer->status().to, 9.9, 1e-6);
}

TEST_F(SteeredReplayTest, WhatHasEndedIsPlayedAgainOnRequest)
{
    open(0);
    int ends = 0;
    replayer->onEnd = [&](const std::vector<uint64_t> &) { ++ends; };
    replayer->start();
    const auto ended
        = [](const Replayer::Status &now) { return now.state == Replayer::State::ended; };
    until(ended);
    EXPECT_EQ(replayer->status().messages, uint64_t {kTrades});
    order(playing(true));
    untilMessages(2 * kTrades);
    until(ended);
    protocol::ReplayOrder wish;
    wish.seek = 9;
    order(wish);
    untilMessages(2 * kTrades + 10);
    until(ended);
    replayer->stop();
    EXPECT_EQ(ends, 3);
    EXPECT_EQ(prices(), range(90, 99));
}

TEST_F(SteeredReplayTest, AnOrderThatMakesNoSenseDoesNothing)
{
    open(1);
    const auto with = [](auto member, auto value) {
        protocol::ReplayOrder wish;
        wish.*member = value;
        return wish;
    };
    using Order = protocol::ReplayOrder;
    EXPECT_EQ(refused(with(&Order::speed, 0.05)), "speed");
    EXPECT_EQ(refused(with(&Order::speed, 101.0)), "speed");
    EXPECT_EQ(refused(with(&Order::speed, -1.0)), "speed");
    EXPECT_EQ(refused(with(&Order::seek, 10.0)), "seek");
    EXPECT_EQ(refused(with(&Order::seek, -1.0)), "seek");
    EXPECT_EQ(refused(with(&Order::from, 11.0)), "from");
    EXPECT_EQ(refused(with(&Order::to, 11.0)), "to");
    EXPECT_EQ(refused(with(&Order::step, uint64_t {1})), "step") << "it plays";
    auto wish = playing(false);
    wish.step = 10'001;
    EXPECT_EQ(refused(wish), "step");
    EXPECT_NE(replayer->status().state, Replayer::State::paused) << "all of it or nothing";
}

} // namespace
} // namespace wavetape::recording
