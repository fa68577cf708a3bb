// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketFeed.h"
#include "feeds/market/MarketTime.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace wavetape::feeds::market {

namespace {

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
    for (const auto &channel : hub.list(""))
        sink.join(*channel);
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
    const auto time = std::stod(ticker.substr(ticker.find(R"("time":)") + 7));
    EXPECT_NEAR(time, static_cast<double>(FakeFeedClock::kWall) / 1000 + 1700, 250);
}

TEST(MarketFeed, FollowsTheWallClock)
{
    for (const int64_t moved : {3600 * kSecond + 300'000, -3600 * kSecond - 300'000}) {
        channels::ChannelHub hub({});
        FakeFeedClock clock;
        MarketFeed feed(hub, {42, 2, Profile::calm}, clock);
        feed.advance(0);
        feed.advance(2 * kSecond);
        feed.wallClockMoved(moved);
        feed.advance(4 * kSecond);
        const auto last = [](const std::string &text, std::string_view name) {
            return std::stod(text.substr(text.rfind(name) + name.size()));
        };
        const double now = static_cast<double>(FakeFeedClock::kWall + 4 * kSecond + moved) / 1000;
        const auto ticker = hub.find("ticker.AAPL")->snapshotNow().first;
        EXPECT_NEAR(last(ticker, R"("time":)"), now, 300);
        const auto trades = hub.find("trades.AAPL")->readNewest(1).publications;
        ASSERT_EQ(trades.size(), 1u);
        EXPECT_NEAR(last(dataOf(trades[0]), R"("time":)"), now, 300);
        // Candles of the time before the clock was set back are gone: they would never be again.
        const auto candles = hub.find("candles.AAPL.1s")->snapshotNow().first;
        EXPECT_NEAR(last(candles, R"("start":)"), now - 500, 1600);
        double before = 0;
        for (size_t at = candles.find(R"("start":)"); at != candles.npos;
             at = candles.find(R"("start":)", at + 1)) {
            const double start = std::stod(candles.substr(at + 8));
            EXPECT_GT(start, before);
            before = start;
        }
    }
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
    uint64_t messages = 0;
    for (int64_t time = 0; time <= kSeconds * kSecond; time += 20'000)
        messages += feed.advance(time);
    std::map<std::string, double> rates;
    for (const auto &publication : sink.take()) {
        const std::string name = channelOf(publication);
        rates[name.substr(0, name.find('.'))] += 1.0 / kSeconds / 24;
    }
    EXPECT_NEAR(rates["ticker"], 5, 0.2);
    EXPECT_NEAR(rates["book"], 12, 1.5); // quiet symbols change less often
    EXPECT_NEAR(rates["trades"], 20, 12); // a calm minute may be very calm
    EXPECT_NEAR(static_cast<double>(messages) / kSeconds, 1500, 350);
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
            "candles.AAPL.1s", "candles.AAPL.5m", "candles.AAPL.5s", "index.ALL", "news", "status",
            "ticker.AAPL", "trades.AAPL"}));
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
    EXPECT_EQ(hub.size(), 500u * 8 + 4);
    for (const char *interval : {"1s", "5s", "1m", "5m", "1h"}) {
        const std::string candles
            = hub.find(std::string("candles.NVDA.") + interval)->snapshotNow().first;
        EXPECT_GE(std::count(candles.begin(), candles.end(), '{'), 12) << interval;
    }
}

TEST(MarketFeed, WhatIsPublishedDoesNotDependOnWhoListens)
{
    const auto numbers = [](bool listened) {
        channels::ChannelHub hub({});
        CaptureSink sink(hub);
        FakeFeedClock clock;
        MarketFeed feed(hub, {42, 2, Profile::calm}, clock);
        std::vector<uint64_t> result;
        for (const auto &channel : hub.list("")) {
            if (listened)
                sink.join(*channel);
        }
        for (int64_t time = 0; time <= 10 * kSecond; time += 20'000)
            feed.advance(time);
        for (const auto &channel : hub.list(""))
            result.push_back(channel->position().seq);
        return result;
    };
    EXPECT_EQ(numbers(true), numbers(false));
}

TEST(MarketFeed, AlertsAreAtMostThirtyAnHour)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    MarketFeed feed(hub, {42, 2, Profile::crash}, clock);
    for (int64_t second = 0; second <= 3600; second += 10)
        feed.advance(second * kSecond);
    EXPECT_GE(hub.find("alerts")->position().seq, 3u);
    EXPECT_LE(hub.find("alerts")->position().seq, 30u);
    const std::string news = hub.find("news")->snapshotNow().first;
    EXPECT_NE(news.find(R"("simulated":true)"), std::string::npos) << news;
}

TEST(MarketFeed, StatusIsThatOfEverySymbol)
{
    channels::ChannelHub hub({});
    FakeFeedClock clock;
    MarketFeed feed(hub, {42, 2, Profile::day}, clock);
    feed.advance(kSecond);
    const std::string status = hub.find("status")->snapshotNow().first;
    EXPECT_NE(status.find(R"({"symbol":"AAPL","status":"closed","reason":"opening auction")"),
        std::string::npos)
        << status;
    EXPECT_NE(
        feed.symbolsJson().find(
            R"("name":"Apple","sector":"technology","decimals":2,"tick":0.01,"lot":100,"currency":"USD","status":"closed","simulated":true)"),
        std::string::npos)
        << feed.symbolsJson();
    const std::string ticker = hub.find("ticker.AAPL")->snapshotNow().first;
    EXPECT_NE(ticker.find(R"("status":"closed")"), std::string::npos) << ticker;
    const auto auctions = [&hub] {
        const std::string candles = hub.find("candles.AAPL.1m")->snapshotNow().first;
        return candles.find(R"("auction":true)") != std::string::npos;
    };
    EXPECT_FALSE(auctions());
    feed.advance(MarketSession::kPreOpen + kSecond);
    EXPECT_TRUE(auctions()) << "the opening's, in its candle";
}

TEST(MarketFeed, GoesOnFromACheckpointByteForByte)
{
    for (const Profile profile : {Profile::calm, Profile::day, Profile::crash}) {
        const MarketSettings settings {42, 6, profile};
        const auto lines = [](channels::ChannelHub &hub, MarketFeed &feed, int64_t from) {
            CaptureSink sink(hub);
            for (const auto &channel : hub.list(""))
                sink.join(*channel);
            for (int64_t time = 0; time <= 7 * kSecond; time += 20'000)
                feed.advance(from + time);
            std::vector<std::string> result;
            // All of it but for `ts`: epoch, seq and kseq go on.
            for (const auto &publication : sink.take()) {
                const std::string_view payload = payloadOf(publication);
                const size_t ts = payload.find(R"(,"ts":)");
                const std::string_view rest = payload.substr(ts + 1);
                result.push_back(*publication->epoch + " " + std::string(payload.substr(0, ts))
                    + std::string(rest.substr(rest.find_first_of(",}"))));
            }
            for (const auto &channel : hub.list("")) {
                if (!channel->spec().latestIsSnapshot)
                    result.push_back(channel->name() + " " + channel->snapshotNow().first);
            }
            return result;
        };
        channels::ChannelHub hub({});
        FakeFeedClock clock;
        MarketFeed feed(hub, settings, clock);
        feed.advance(61 * kSecond);
        const std::string checkpoint = feed.checkpoint();
        EXPECT_LE(checkpoint.size() * 4, 4u << 20) << "of a quarter of 24 symbols";

        channels::ChannelHub otherHub({});
        MarketFeed other(otherHub, settings, clock, checkpoint);
        EXPECT_TRUE(other.checkpoint() == checkpoint);
        const auto went = lines(hub, feed, 61 * kSecond);
        EXPECT_GT(went.size(), 500u);
        EXPECT_TRUE(lines(otherHub, other, 0) == went);

        // One that has published under numbers of its own does so, too.
        channels::ChannelHub ownHub({});
        MarketFeed own(ownHub, settings, clock);
        own.advance(5 * kSecond);
        own.goOnFrom(checkpoint);
        EXPECT_TRUE(own.checkpoint() == checkpoint);
        EXPECT_TRUE(lines(ownHub, own, 0) == went);
    }
}

TEST(MarketFeed, StampsBySimulationWhateverTheClockSays)
{
    const MarketSettings settings {42, 2, Profile::calm};
    FakeFeedClock clock;
    channels::ChannelHub hub({}, clock);
    MarketFeed feed(hub, settings, clock);
    feed.stampBySimulation(1);
    feed.advance(kSecond);
    const std::string checkpoint = feed.checkpoint();
    const auto payloads = [](channels::ChannelHub &of, MarketFeed &from, int64_t time) {
        CaptureSink sink(of);
        for (const auto &channel : of.list(""))
            sink.join(*channel);
        for (int64_t step = kSecond / 10; step <= 3 * kSecond; step += kSecond / 10)
            from.advance(time + step);
        std::vector<std::string> all;
        for (const auto &publication : sink.take())
            all.emplace_back(payloadOf(publication));
        return all;
    };
    const auto went = payloads(hub, feed, kSecond);
    clock.advance(3'600 * kSecond);
    channels::ChannelHub otherHub({}, clock);
    MarketFeed other(otherHub, settings, clock);
    other.stampBySimulation(1);
    CaptureSink reader(otherHub);
    reader.join(*otherHub.find("book." + std::string("AAPL")));
    other.goOnFrom(checkpoint);
    EXPECT_EQ(reader.restarts(), 1u);
    EXPECT_GT(went.size(), 50u);
    EXPECT_TRUE(payloads(otherHub, other, 0) == went);
}

TEST(MarketFeed, GoesOnAsItWasWhereACheckpointIsNotWhole)
{
    const MarketSettings settings {42, 2, Profile::calm};
    FakeFeedClock clock;
    channels::ChannelHub hub({});
    MarketFeed feed(hub, settings, clock);
    feed.advance(kSecond);
    const std::string before = feed.checkpoint();
    EXPECT_THROW(feed.goOnFrom(before.substr(0, before.size() / 2)), std::invalid_argument);
    channels::ChannelHub otherHub({});
    MarketFeed other(otherHub, {43, 2, Profile::calm}, clock);
    EXPECT_THROW(feed.goOnFrom(other.checkpoint()), std::invalid_argument);
    EXPECT_TRUE(feed.checkpoint() == before);
}

TEST(MarketFeed, RefusesACheckpointThatIsNotWhole)
{
    const MarketSettings settings {42, 2, Profile::calm};
    FakeFeedClock clock;
    channels::ChannelHub hub({});
    MarketFeed feed(hub, settings, clock);
    const std::string good = feed.checkpoint();
    const auto problem = [&](const std::string &bytes, const MarketSettings &with) {
        channels::ChannelHub other({});
        try {
            MarketFeed restored(other, with, clock, bytes);
        } catch (const std::invalid_argument &error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(problem(good, settings), "");
    EXPECT_EQ(problem("", settings), "the checkpoint is cut short");
    EXPECT_EQ(problem(good.substr(0, good.size() - 1), settings), "the checkpoint is cut short");
    EXPECT_EQ(problem(std::string(64, 'x'), settings), "this is no checkpoint of a market");
    std::string flipped = good;
    flipped[good.size() / 2] ^= 1;
    EXPECT_EQ(problem(flipped, settings), "the checkpoint is damaged: its checksum does not match");
    std::string other = good;
    other[8] = 9;
    EXPECT_EQ(problem(other, settings), "the checkpoint has format 9; this program reads 2");
    other = good;
    other[12] = 1;
    EXPECT_EQ(problem(other, settings), "the checkpoint is of market model 1; this program has 2");
    EXPECT_EQ(problem(good, {43, 2, Profile::calm}),
        "the checkpoint is of another seed, profile or number of symbols");
}

} // namespace wavetape::feeds::market
