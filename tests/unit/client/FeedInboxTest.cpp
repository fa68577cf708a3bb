// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/FeedInbox.h"

#include <gtest/gtest.h>

#include <thread>

using namespace wavetape::client;

namespace {

FeedMessage publication(const QString &channel, uint64_t seq, Payload data)
{
    FeedMessage message;
    message.channel = channel;
    message.seq = seq;
    message.data = std::move(data);
    return message;
}

} // namespace

TEST(FeedInbox, keepsTheNewestTickOfEachSymbol)
{
    FeedInbox inbox;
    inbox.open("ticker.*", 100, false);
    EXPECT_TRUE(inbox.push("ticker.*", publication("ticker.A", 1, Ticker {}), 5));
    for (uint64_t seq = 2; seq <= 50; ++seq) {
        EXPECT_FALSE(inbox.push("ticker.*", publication("ticker.A", seq, Ticker {}), 6));
        EXPECT_FALSE(inbox.push("ticker.*", publication("ticker.B", seq, Ticker {}), 6));
    }
    const auto batch = inbox.take(20);
    ASSERT_EQ(batch.messages.size(), 1u);
    const auto &messages = batch.messages[0].second;
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].channel, "ticker.A");
    EXPECT_EQ(messages[0].seq, 50u);
    EXPECT_EQ(messages[1].seq, 50u);
    EXPECT_EQ(inbox.counters(20).localConflated, 97u);
    EXPECT_EQ(inbox.takeLag(21), 15);
    EXPECT_TRUE(inbox.push("ticker.*", publication("ticker.A", 51, Ticker {}), 30))
        << "wakes again";
}

TEST(FeedInbox, keepsWhatTheServerConflatedOfThoseItConflates)
{
    FeedInbox inbox;
    inbox.open("ticker.*", 100, false);
    uint64_t sum = 0;
    for (uint64_t seq : {1, 4, 9}) {
        FeedMessage message = publication("ticker.A", seq, Ticker {});
        message.conflated = seq;
        sum += seq;
        inbox.push("ticker.*", message, 1);
    }
    const auto batch = inbox.take(1);
    ASSERT_EQ(batch.messages[0].second.size(), 1u);
    EXPECT_EQ(batch.messages[0].second[0].seq, 9u);
    EXPECT_EQ(batch.messages[0].second[0].conflated, sum);
}

TEST(FeedInbox, keepsEveryPartOfAChannelThatHasParts)
{
    FeedInbox inbox;
    inbox.open("scores.*", 100, true); // with a rate
    for (uint64_t seq : {1, 2, 3})
        inbox.push("scores.*", publication("scores.north", seq, QJsonValue(double(seq))), 1);
    EXPECT_EQ(inbox.take(1).messages[0].second.size(), 3u);
}

TEST(FeedInbox, conflatesCandlesByStart)
{
    FeedInbox inbox;
    inbox.open("c", 100, false);
    Candle first, second;
    first.start = 1000;
    second.start = 2000;
    inbox.push("c", publication("c", 1, first), 1);
    inbox.push("c", publication("c", 2, second), 1);
    first.close = 7;
    inbox.push("c", publication("c", 3, first), 1);
    const auto batch = inbox.take(1);
    ASSERT_EQ(batch.messages[0].second.size(), 2u);
    EXPECT_EQ(batch.messages[0].second[0].as<Candle>()->close, 7);
}

TEST(FeedInbox, keepsOrderAcrossASnapshot)
{
    FeedInbox inbox;
    inbox.open("ticker.A", 100, false);
    inbox.push("ticker.A", publication("ticker.A", 1, Ticker {}), 1);
    FeedMessage snapshot = publication("ticker.A", 5, Ticker {});
    snapshot.kind = FeedMessage::Kind::Snapshot;
    inbox.push("ticker.A", snapshot, 1);
    inbox.push("ticker.A", publication("ticker.A", 6, Ticker {}), 1);
    const auto batch = inbox.take(1);
    const auto &messages = batch.messages[0].second;
    ASSERT_EQ(messages.size(), 3u);
    EXPECT_EQ(messages[1].kind, FeedMessage::Kind::Snapshot);
    EXPECT_EQ(messages[2].seq, 6u);
}

TEST(FeedInbox, dropsTheOldestAndSaysSo)
{
    FeedInbox inbox;
    inbox.open("trades.A", 10, false);
    for (uint64_t seq = 1; seq <= 25; ++seq)
        inbox.push("trades.A", publication("trades.A", seq, Trade {}), 1);
    auto batch = inbox.take(1);
    auto messages = batch.messages[0].second;
    ASSERT_EQ(messages.size(), 11u);
    EXPECT_EQ(messages[0].kind, FeedMessage::Kind::Lagged);
    EXPECT_EQ(messages[0].text, "client");
    EXPECT_EQ(messages[0].from, 1u);
    EXPECT_EQ(messages[0].to, 15u);
    EXPECT_EQ(messages[1].seq, 16u);
    EXPECT_EQ(inbox.counters(1).localDropped, 15u);
    inbox.push("trades.A", publication("trades.A", 26, Trade {}), 1);
    EXPECT_EQ(inbox.take(1).messages[0].second.size(), 1u);
}

TEST(FeedInbox, boundsKeysOfAHostileServer)
{
    FeedInbox inbox;
    inbox.open("x.*", 100, true);
    for (int i = 0; i < 100000; ++i)
        inbox.push("x.*", publication("x." + QString::number(i), 1, QJsonValue(1)), 1);
    EXPECT_EQ(inbox.take(1).messages[0].second.size(), 101u);
    // A key whose message was dropped starts anew instead of overwriting another.
    inbox.push("x.*", publication("x.0", 2, QJsonValue(1)), 1);
    EXPECT_EQ(inbox.take(1).messages[0].second[0].seq, 2u);
}

TEST(FeedInbox, ignoresWhatNobodyOpened)
{
    FeedInbox inbox;
    EXPECT_FALSE(inbox.push("a", publication("a", 1, QJsonValue(1)), 1));
    inbox.open("a", 5, false);
    inbox.push("a", publication("a", 1, QJsonValue(1)), 1);
    inbox.close("a");
    EXPECT_TRUE(inbox.take(1).messages.empty());
}

TEST(FeedInbox, losesNothingBetweenTwoThreads)
{
    FeedInbox inbox;
    inbox.open("a", 1 << 20, false);
    constexpr uint64_t kCount = 50000;
    std::thread writer([&] {
        for (uint64_t seq = 1; seq <= kCount; ++seq)
            inbox.push("a", publication("a", seq, Trade {}), 1);
    });
    uint64_t next = 1;
    while (next <= kCount) {
        for (const auto &[name, messages] : inbox.take(1).messages) {
            for (const FeedMessage &message : messages)
                ASSERT_EQ(message.seq, next++);
        }
    }
    writer.join();
}
