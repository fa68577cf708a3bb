// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/SubscriptionTable.h"

#include <gtest/gtest.h>

#include <QJsonArray>

using namespace wavetape::client;

namespace {

Interest interest(const QString &name, double maxRate = 0)
{
    Interest i;
    i.name = name;
    i.maxRate = maxRate;
    return i;
}

QJsonObject ack(const QString &channel, const QString &epoch, double seq, int id = 0)
{
    return {
        {"type", "ack"}, {"channel", channel}, {"epoch", epoch}, {"seq", seq}, {"channelId", id}};
}

FeedMessage numbered(const QString &channel, uint64_t seq)
{
    FeedMessage message;
    message.channel = channel;
    message.seq = seq;
    return message;
}

} // namespace

TEST(SubscriptionTable, resumesWhereItWas)
{
    SubscriptionTable table(100);
    table.want(interest("trades.A"));
    EXPECT_FALSE(table.subscribeAll()[0].contains("since"));
    table.acknowledged(ack("trades.A", "e1", 10));
    EXPECT_FALSE(table.published(numbered("trades.A", 11)).unexplained);
    EXPECT_FALSE(table.published(numbered("trades.A", 12)).unexplained);
    table.disconnected();
    const QJsonObject again = table.subscribeAll()[0];
    EXPECT_EQ(again["since"].toObject()["epoch"].toString(), "e1");
    EXPECT_EQ(again["since"].toObject()["seq"].toInt(), 12);
    // What was missed is replayed from where we were.
    QJsonObject recovered = ack("trades.A", "e1", 15);
    recovered["recovered"] = true;
    table.acknowledged(recovered);
    EXPECT_FALSE(table.published(numbered("trades.A", 13)).unexplained);
    EXPECT_FALSE(table.subscribeOne("trades.A", false).contains("since"));
}

TEST(SubscriptionTable, findsEveryUnexplainedJump)
{
    SubscriptionTable table(100);
    table.want(interest("trades.A"));
    table.acknowledged(ack("trades.A", "e1", 0));
    EXPECT_FALSE(table.published(numbered("trades.A", 1)).unexplained);
    EXPECT_TRUE(table.published(numbered("trades.A", 3)).unexplained);
    EXPECT_TRUE(table.published(numbered("trades.A", 3)).unexplained) << "duplicate";
    EXPECT_TRUE(table.published(numbered("trades.A", 2)).unexplained) << "regress";
    EXPECT_EQ(table.lagged("trades.A", 3, 9), 7u);
    EXPECT_FALSE(table.published(numbered("trades.A", 10)).unexplained);
    EXPECT_EQ(table.lagged("trades.A", 9, 3), 0u) << "nonsense";
}

TEST(SubscriptionTable, anotherLifeOfTheServerLostNothing)
{
    SubscriptionTable table(100);
    table.want(interest("trades.A"));
    table.acknowledged(ack("trades.A", "e1", 10));
    EXPECT_FALSE(table.published(numbered("trades.A", 11)).unexplained);
    table.disconnected();
    // The same life: what came between was missed.
    table.acknowledged(ack("trades.A", "e1", 15));
    EXPECT_EQ(table.lagged("trades.A", 12, 15), 4u);
    table.disconnected();
    // Another: the notice names what it had before this window came.
    table.acknowledged(ack("trades.A", "e2", 4));
    EXPECT_EQ(table.lagged("trades.A", 1, 4), 0u);
    EXPECT_EQ(table.lagged("trades.A", 3, 6), 2u);
    EXPECT_FALSE(table.published(numbered("trades.A", 7)).unexplained);
}

TEST(SubscriptionTable, countsConflationByKseq)
{
    SubscriptionTable table(100);
    table.want(interest("ticker.A"));
    table.acknowledged(ack("ticker.A", "e", 5));
    FeedMessage message = numbered("ticker.A", 9);
    message.kseq = 9;
    EXPECT_EQ(table.published(message).conflated, 0u);
    message.seq = message.kseq = 14;
    const auto verdict = table.published(message);
    EXPECT_EQ(verdict.conflated, 4u);
    EXPECT_FALSE(verdict.unexplained);
    table.disconnected();
    EXPECT_FALSE(table.subscribeAll()[0].contains("since")) << "recovers by snapshot";
}

TEST(SubscriptionTable, putsManyNamesIntoOneMessage)
{
    SubscriptionTable table(1000);
    for (int i = 0; i < 100; ++i)
        table.want(interest("ticker.S" + QString::number(i)));
    table.want(interest("ticker.slow", 2));
    const auto messages = table.subscribeAll();
    ASSERT_EQ(messages.size(), 3u);
    qsizetype names = 0;
    for (const QJsonObject &message : messages)
        names += message.contains("channels") ? message["channels"].toArray().size() : 1;
    EXPECT_EQ(names, 101);
}

TEST(SubscriptionTable, knowsWhoReceivesWhat)
{
    SubscriptionTable table(100);
    table.want(interest("ticker.*"));
    table.want(interest("ticker.A"));
    EXPECT_EQ(table.receivers("ticker.A"), (QStringList {"ticker.A", "ticker.*"}));
    EXPECT_EQ(table.receivers("ticker.B"), (QStringList {"ticker.*"}));
    EXPECT_TRUE(table.receivers("tickers").isEmpty());
    EXPECT_EQ(table.published(numbered("trades.A", 1)).channel, nullptr);
    table.forget("ticker.*");
    EXPECT_EQ(table.published(numbered("ticker.B", 1)).channel, nullptr);
    EXPECT_NE(table.published(numbered("ticker.A", 1)).channel, nullptr);
}

TEST(SubscriptionTable, boundsTheChannelsOfAPrefix)
{
    SubscriptionTable table(50);
    table.want(interest("x.*"));
    for (int i = 0; i < 1000; ++i)
        table.acknowledged(ack("x." + QString::number(i), "e", 0, i + 1));
    EXPECT_NE(table.find(uint32_t(50)), nullptr);
    EXPECT_EQ(table.find(uint32_t(51)), nullptr);
    EXPECT_EQ(table.acknowledged(ack("x.bad name", "e", 0)), nullptr);
    EXPECT_EQ(table.acknowledged(ack("x." + QString(200, 'a'), "e", 0)), nullptr);
}

TEST(SubscriptionTable, findsBlocksByTheirId)
{
    SubscriptionTable table(50);
    table.want(interest("wave.sine1"));
    QJsonObject message = ack("wave.sine1", "e", 4, 77);
    message["rate"] = 48000;
    auto *channel = table.acknowledged(message);
    ASSERT_TRUE(channel);
    EXPECT_EQ(channel->decoder.rateHz(), 48000);
    EXPECT_FALSE(table.block(77, 5).unexplained);
    EXPECT_TRUE(table.block(77, 7).unexplained);
    EXPECT_EQ(table.block(78, 1).channel, nullptr);
    table.disconnected();
    EXPECT_EQ(table.block(77, 8).channel, nullptr) << "ids end with the connection";
    message["channelId"] = 1e300;
    message["seq"] = -1e300;
    EXPECT_TRUE(table.acknowledged(message));
    EXPECT_EQ(table.find(uint32_t(0)), nullptr);
}
