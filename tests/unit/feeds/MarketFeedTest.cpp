// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketFeed.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace wavetape::feeds::market {

namespace {
constexpr int64_t kSecond = 1'000'000;

/// Everything a market publishes in `seconds`, as `<channel> <data>` lines.
std::vector<std::string> linesOf(
    const MarketSettings &settings, int64_t seconds, int64_t step, int64_t wallShift = 0)
{
    channels::ChannelHub hub({});
    CaptureSink sink(hub);
    FakeFeedClock clock;
    clock.shiftWall(wallShift);
    MarketFeed feed(hub, settings, clock);
    std::map<uint32_t, std::string> names;
    for (const auto &channel : hub.list("")) {
        if (channel->name().starts_with("candles."))
            continue; // how often they come depends on who listens
        sink.join(*channel);
    }
    for (int64_t time = 0; time <= seconds * kSecond; time += step)
        feed.advance(time);
    std::vector<std::string> lines;
    for (const auto &publication : sink.take())
        lines.push_back(channelOf(publication) + " " + dataOf(publication));
    return lines;
}
} // namespace

TEST(MarketFeed, SameSeedSameBytes)
{
    for (const Profile profile : {Profile::calm, Profile::crash}) {
        const MarketSettings settings {42, 6, profile};
        const auto lines = linesOf(settings, 6, 20'000);
        EXPECT_GT(lines.size(), 6u * 6 * 25);
        EXPECT_EQ(linesOf(settings, 6, 20'000), lines);
        EXPECT_EQ(linesOf(settings, 6, 2 * kSecond), lines) << "however it is advanced";
        EXPECT_NE(linesOf({43, 6, profile}, 6, 20'000), lines);
    }
}

TEST(MarketFeed, AnotherDayBringsTheSameTrades)
{
    const auto trades = [](const std::vector<std::string> &lines) {
        std::vector<std::string> result;
        for (const std::string &line : lines) {
            if (line.starts_with("trades."))
                result.push_back(line.substr(0, line.find(R"(,"time")")));
        }
        return result;
    };
    const MarketSettings settings {42, 4, Profile::calm};
    const auto today = trades(linesOf(settings, 5, 20'000));
    const auto later = trades(linesOf(settings, 5, 20'000, 3 * 86'400 * kSecond + 17 * kSecond));
    EXPECT_GT(today.size(), 200u);
    EXPECT_EQ(today, later);
}

TEST(MarketFeed, BeginsAtTheWallClock)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    clock.shiftWall(700'000);
    MarketFeed feed(hub, {42, 2, Profile::calm}, clock);
    feed.advance(0);
    feed.advance(kSecond);
    const std::string ticker = hub.find("ticker.AAPL")->snapshotNow().first;
    const auto time = std::stoll(ticker.substr(ticker.find(R"("time":)") + 7));
    EXPECT_NEAR(
        static_cast<double>(time), static_cast<double>(FakeFeedClock::kWall / 1000 + 1700), 250);
}

TEST(MarketFeed, MixIsAsSpecified)
{
    channels::ChannelHub hub({});
    CaptureSink sink(hub);
    FakeFeedClock clock;
    MarketFeed feed(hub, {42, 24, Profile::calm}, clock);
    const auto all = hub.list("");
    for (const auto &channel : all)
        sink.join(*channel);
    constexpr int64_t kSeconds = 60;
    for (const auto &channel : all) {
        if (!channel->name().starts_with("trades.") && !channel->name().starts_with("book.")
            && !channel->name().starts_with("ticker."))
            sink.leave(*channel);
    }
    uint64_t messages = 0;
    for (int64_t time = 0; time <= kSeconds * kSecond; time += 20'000)
        messages += feed.advance(time);
    std::map<std::string, double> rates;
    for (const auto &publication : sink.take()) {
        const std::string name = channelOf(publication);
        rates[name.substr(0, name.find('.'))] += 1.0 / kSeconds / 24;
    }
    EXPECT_NEAR(rates["ticker"], 5, 0.2);
    EXPECT_NEAR(rates["book"], 12, 0.6);
    EXPECT_NEAR(rates["trades"], 20, 5);
    EXPECT_NEAR(static_cast<double>(messages) / kSeconds, 900, 120);
}

TEST(MarketFeed, ChannelsAreWhatTheProtocolSays)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    MarketFeed feed(hub, {42, 1, Profile::calm}, clock);
    std::vector<std::string> names;
    for (const auto &channel : hub.list(""))
        names.push_back(channel->name());
    EXPECT_EQ(names,
        (std::vector<std::string> {"alerts", "book.AAPL", "candles.AAPL.1h", "candles.AAPL.1m",
            "candles.AAPL.1s", "candles.AAPL.5m", "candles.AAPL.5s", "index.ALL", "ticker.AAPL",
            "trades.AAPL"}));
    const auto policy = [&](const char *name) { return hub.find(name)->spec().policy; };
    EXPECT_EQ(policy("ticker.AAPL"), protocol::Policy::conflate);
    EXPECT_EQ(policy("candles.AAPL.1s"), protocol::Policy::conflate);
    EXPECT_EQ(policy("index.ALL"), protocol::Policy::conflate);
    EXPECT_EQ(policy("trades.AAPL"), protocol::Policy::dropOldest);
    EXPECT_EQ(policy("alerts"), protocol::Policy::dropOldest);
    EXPECT_EQ(policy("book.AAPL"), protocol::Policy::disconnect);
    EXPECT_FALSE(hub.find("book.AAPL")->spec().recoverable);
    EXPECT_TRUE(hub.find("trades.AAPL")->spec().recoverable);
    for (const auto &channel : hub.list("")) {
        EXPECT_TRUE(channel->spec().serverOwned) << channel->name();
        EXPECT_EQ(channel->hasSnapshot(), channel->name() != "trades.AAPL") << channel->name();
    }
}

TEST(MarketFeed, TheFirstSightIsNotEmpty)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    const MarketFeed feed(hub, {42, 24, Profile::calm}, clock);
    for (const char *interval : {"1s", "5s", "1m", "5m", "1h"}) {
        const std::string candles
            = hub.find(std::string("candles.NVDA.") + interval)->snapshotNow().first;
        EXPECT_GE(std::count(candles.begin(), candles.end(), '{'), 295) << interval;
    }
    EXPECT_NE(hub.find("ticker.NVDA")->snapshotNow().first, "");
    EXPECT_NE(hub.find("index.ALL")->snapshotNow().first, "");
    EXPECT_GT(hub.find("trades.NVDA")->position().seq, 10u);
}

TEST(MarketFeed, FiveHundredSymbolsHaveAPastToo)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    const MarketFeed feed(hub, {42, 500, Profile::calm}, clock);
    EXPECT_EQ(hub.size(), 500u * 8 + 2);
    for (const char *interval : {"1s", "5s", "1m", "5m", "1h"}) {
        const std::string candles
            = hub.find(std::string("candles.NVDA.") + interval)->snapshotNow().first;
        EXPECT_GE(std::count(candles.begin(), candles.end(), '{'), 12) << interval;
    }
}

TEST(MarketFeed, RunningCandlesComeWhileSomebodyListens)
{
    channels::ChannelHub hub({});
    CaptureSink sink(hub);
    FakeFeedClock clock;
    MarketFeed feed(hub, {42, 1, Profile::calm}, clock);
    const auto candles = hub.find("candles.AAPL.1h");
    auto publishedIn = [&, time = int64_t(0)](int64_t seconds) mutable {
        const uint64_t before = candles->position().seq;
        for (const int64_t end = time + seconds * kSecond; time < end; time += 20'000)
            feed.advance(time);
        return candles->position().seq - before;
    };
    EXPECT_LE(publishedIn(20), 3u);
    sink.join(*candles);
    EXPECT_GE(publishedIn(10), 40u);
    sink.leave(*candles);
    EXPECT_LE(publishedIn(20), 3u);
}

TEST(MarketFeed, ACrashRaisesAlerts)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    MarketFeed feed(hub, {42, 24, Profile::crash}, clock);
    for (int64_t second = 0; second <= 60; ++second)
        feed.advance(second * kSecond);
    EXPECT_GE(hub.find("alerts")->position().seq, 10u);
    const std::string alerts = hub.find("alerts")->snapshotNow().first;
    EXPECT_LE(std::count(alerts.begin(), alerts.end(), '{'), 20);
    EXPECT_NE(alerts.find(R"("text":")"), std::string::npos);
}

} // namespace wavetape::feeds::market
