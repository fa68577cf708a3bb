// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/FeedScheduler.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"

#include <gtest/gtest.h>

#include <pthread.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace wavetape::feeds {

namespace {

/// Waits, within a deadline, until `condition` holds.
template <typename Condition>
bool eventually(Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

/// What a test wants a feed to do in each turn; outlives the scheduler.
struct Script {
    std::function<void(int64_t time)> turn = [](int64_t) {};
    std::atomic<int64_t> time {-1};
    std::atomic<uint64_t> turns {0};
    std::atomic<int64_t> moved {0};
    std::atomic<bool> deleted {false};
    bool followsSpeed = true;
};

class ScriptedFeed final : public Feed {
public:
    ScriptedFeed(const char *name, Script &script)
        : m_name(name)
        , m_script(script)
    {
    }
    ~ScriptedFeed() override { m_script.deleted = true; }
    std::string_view name() const override { return m_name; }
    bool followsSpeed() const override { return m_script.followsSpeed; }
    void wallClockMoved(int64_t micros) override { m_script.moved += micros; }
    uint64_t advance(int64_t time) override
    {
        m_script.turn(time);
        EXPECT_GE(time, m_script.time);
        m_script.time = time;
        ++m_script.turns;
        return 2;
    }

private:
    const char *m_name;
    Script &m_script;
};

class FeedSchedulerTest : public testing::Test {
protected:
    std::unique_ptr<FeedScheduler> make(
        std::initializer_list<std::pair<const char *, Script *>> scripts,
        SchedulerOptions options = {})
    {
        std::vector<std::unique_ptr<Feed>> feeds;
        for (const auto &[name, script] : scripts)
            feeds.push_back(std::make_unique<ScriptedFeed>(name, *script));
        return std::make_unique<FeedScheduler>(m_hub, std::move(feeds), m_clock, options);
    }
    /// Steps the clock until the script's feed has reached `time`.
    bool reaches(const Script &script, int64_t time, int64_t step = 20'000)
    {
        return eventually([&] {
            const uint64_t before = script.turns;
            if (script.time >= time)
                return true;
            m_clock.advance(step);
            eventually([&] { return script.turns > before; });
            return false;
        });
    }

    channels::ChannelHub m_hub {channels::HubOptions {}};
    FakeFeedClock m_clock;
};
} // namespace

TEST_F(FeedSchedulerTest, AdvancesFeedsOnItsThread)
{
    Script script;
    std::promise<std::string> name;
    script.turn = [&, told = false](int64_t) mutable {
        char text[16];
        pthread_getname_np(pthread_self(), text, sizeof text);
        if (!std::exchange(told, true))
            name.set_value(text);
    };
    auto scheduler = make({{"one", &script}});
    EXPECT_EQ(scheduler->status()[0].state, FeedState::stopped);
    scheduler->start();
    EXPECT_EQ(name.get_future().get(), "feed");
    ASSERT_TRUE(reaches(script, 200'000));
    const FeedStatus status = scheduler->status()[0];
    EXPECT_EQ(status.name, "one");
    EXPECT_EQ(status.state, FeedState::running);
    EXPECT_GE(status.messages, 2 * 10u);
    EXPECT_TRUE(scheduler->stop());
    EXPECT_EQ(scheduler->status()[0].state, FeedState::stopped);
    EXPECT_TRUE(scheduler->stop()) << "twice is fine";
}

TEST_F(FeedSchedulerTest, EveryFeedIsToldOnceThatTheWallClockMoved)
{
    Script one, two;
    auto scheduler = make({{"one", &one}, {"two", &two}});
    std::atomic<int64_t> told = 0;
    std::atomic<unsigned> times = 0;
    scheduler->onWallClockMoved = [&](int64_t micros) {
        told += micros;
        ++times;
    };
    scheduler->start();
    ASSERT_TRUE(reaches(one, 60'000));
    m_clock.shiftWall(3'600'000'000);
    ASSERT_TRUE(reaches(one, 120'000));
    m_clock.shiftWall(3'600'000'000 + 60'000); // such ones are slewed in
    ASSERT_TRUE(reaches(one, 180'000));
    ASSERT_TRUE(reaches(two, 160'000));
    EXPECT_EQ(one.moved, 3'600'000'000);
    EXPECT_EQ(two.moved, 3'600'000'000);
    EXPECT_EQ(told, 3'600'000'000);
    EXPECT_EQ(times, 1u);
    m_clock.advance(3'000'000); // a stall is no such thing
    ASSERT_TRUE(reaches(one, 1'000'000));
    m_clock.shiftWall(0);
    ASSERT_TRUE(reaches(one, 1'100'000));
    EXPECT_EQ(one.moved, 0);
    EXPECT_EQ(times, 2u);
}

TEST_F(FeedSchedulerTest, AfterAStallTimeLagsAndCatchesUpInSteps)
{
    Script script;
    std::atomic<int64_t> longest = 0;
    script.turn = [&](int64_t time) {
        longest = std::max<int64_t>(longest, time - std::max<int64_t>(script.time, 0));
    };
    auto scheduler = make({{"one", &script}});
    scheduler->start();
    ASSERT_TRUE(reaches(script, 60'000));
    m_clock.advance(3'000'000);
    ASSERT_TRUE(eventually([&] { return scheduler->status()[0].lagMs > 1000; }));
    const int64_t begin = script.time;
    ASSERT_TRUE(reaches(script, begin + 3'000'000));
    EXPECT_LE(longest, 80'000);
    ASSERT_TRUE(reaches(script, begin + 6'000'000));
    EXPECT_LE(scheduler->status()[0].lagMs, 40);
}

TEST_F(FeedSchedulerTest, SpeedIsForThoseWhoFollowIt)
{
    Script fast;
    Script sampled;
    sampled.followsSpeed = false;
    SchedulerOptions options;
    options.speed = 10;
    auto scheduler = make({{"fast", &fast}, {"sampled", &sampled}}, options);
    scheduler->start();
    ASSERT_TRUE(reaches(fast, 10'000'000));
    ASSERT_TRUE(eventually([&] { return sampled.time >= 1'000'000; }));
    EXPECT_LE(sampled.time, 1'300'000);
}

TEST_F(FeedSchedulerTest, OneTurnWakesAnIoThreadOnce)
{
    CaptureSink sink(m_hub);
    const auto channel = m_hub.create({.name = "ticker.TEST"});
    sink.join(*channel);
    Script one;
    Script two;
    one.turn = two.turn = [&](int64_t) {
        for (int i = 0; i < 10; ++i)
            m_hub.publish(*channel, "1");
    };
    auto scheduler = make({{"one", &one}, {"two", &two}});
    scheduler->start();
    ASSERT_TRUE(reaches(two, 100'000));
    ASSERT_TRUE(scheduler->stop());
    EXPECT_EQ(sink.take().size(), 10 * (one.turns + two.turns));
    EXPECT_EQ(sink.wakes(), one.turns);
}

TEST_F(FeedSchedulerTest, AFeedThatThrowsIsSwitchedOff)
{
    Script bad;
    Script good;
    bad.turn = [](int64_t time) {
        if (time > 50'000)
            throw std::runtime_error("out of ideas");
    };
    auto scheduler = make({{"bad", &bad}, {"good", &good}});
    scheduler->start();
    ASSERT_TRUE(reaches(good, 500'000));
    const auto status = scheduler->status();
    EXPECT_EQ(status[0].state, FeedState::stale);
    EXPECT_EQ(status[0].error, "out of ideas");
    EXPECT_EQ(status[1].state, FeedState::running);
    EXPECT_LE(bad.time, 50'000);
}

TEST_F(FeedSchedulerTest, WhileOneHangsTheOthersRun)
{
    Script stuck;
    Script good;
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    std::atomic<bool> hanging = false;
    stuck.turn = [&, once = false](int64_t time) mutable {
        if (time > 50'000 && !std::exchange(once, true)) {
            hanging = true;
            released.wait();
        }
    };
    auto scheduler = make({{"stuck", &stuck}, {"good", &good}});
    scheduler->start();
    ASSERT_TRUE(eventually([&] {
        m_clock.advance(1000);
        return hanging.load();
    }));
    m_clock.advance(3'000'000);
    ASSERT_TRUE(eventually([&] { return scheduler->status()[0].state == FeedState::stale; }));
    EXPECT_GE(scheduler->status()[0].lagMs, 2000);
    ASSERT_TRUE(reaches(good, 1'000'000));
    EXPECT_EQ(scheduler->status()[1].state, FeedState::running);
    release.set_value();
    ASSERT_TRUE(reaches(stuck, 200'000)) << "it is taken up again when it comes back";
    EXPECT_EQ(scheduler->status()[0].state, FeedState::running);
    EXPECT_TRUE(scheduler->stop());
}

TEST_F(FeedSchedulerTest, StopDoesNotWaitForEver)
{
    Script script;
    std::promise<void> release;
    std::atomic<bool> hanging = false;
    script.turn = [&, released = release.get_future().share()](int64_t) {
        hanging = true;
        released.wait();
    };
    SchedulerOptions options;
    options.stopMicros = 20'000;
    auto scheduler = make({{"stuck", &script}}, options);
    scheduler->start();
    ASSERT_TRUE(eventually([&] { return hanging.load(); }));
    EXPECT_FALSE(scheduler->stop());
    scheduler.reset();
    release.set_value();
    EXPECT_TRUE(eventually([&] { return script.deleted.load(); }))
        << "the thread that was left alone ends by itself";
}

TEST_F(FeedSchedulerTest, MakesTheFeedsOfTheConfiguration)
{
    config::ServerConfig::Feed settings;
    settings.symbols = 2;
    FeedScheduler scheduler(m_hub, settings);
    EXPECT_TRUE(m_hub.find("ticker.AAPL"));
    EXPECT_TRUE(m_hub.find("wave.burst"));
    EXPECT_EQ(m_hub.find("wave.burst")->rate(), settings.waveRate);
    CaptureSink sink(m_hub);
    sink.join(*m_hub.find("ticker.AAPL"));
    scheduler.start();
    EXPECT_TRUE(eventually([&] { return !sink.take().empty(); }));
    EXPECT_EQ(scheduler.setWaveRate("sine1", 96'000), "");
    EXPECT_NE(scheduler.setWaveRate("none", 96'000), "");
    EXPECT_TRUE(eventually([&] { return m_hub.find("wave.sine1")->rate() == 96'000; }));
    EXPECT_TRUE(scheduler.stop());
    ASSERT_EQ(scheduler.status().size(), 3u);
}

TEST_F(FeedSchedulerTest, WithoutAMarketThereAreWaves)
{
    config::ServerConfig::Feed settings;
    settings.profile = "none";
    const FeedScheduler scheduler(m_hub, settings);
    EXPECT_EQ(m_hub.size(), 6u + 5u) << "and the demos' channels";
    settings.profile = "stormy";
    EXPECT_THROW(FeedScheduler(m_hub, settings), std::invalid_argument);
}

} // namespace wavetape::feeds
