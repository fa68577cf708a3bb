// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/MessageReader.h"

#include <gtest/gtest.h>

#include <QJsonArray>

#include <random>

using namespace wavetape::client;

namespace {

std::optional<Incoming> read(const char *text)
{
    static MessageReader reader;
    return reader.read(QString::fromUtf8(text));
}

} // namespace

TEST(MessageReader, readsATicker)
{
    const auto in
        = read(R"({"channel":"ticker.AAPL","data":{"symbol":"AAPL","price":187.25,"bid":187.24,
        "ask":187.26,"open":180,"high":190,"low":179.5,"change":7.25,"changePct":4.03,"volume":12000,
        "status":"halted","time":1700000000000},"seq":42,"ts":1700000000000.125,"kseq":40})");
    ASSERT_TRUE(in);
    EXPECT_EQ(in->type, Incoming::Type::Publication);
    EXPECT_EQ(in->message.channel, "ticker.AAPL");
    EXPECT_EQ(in->message.seq, 42u);
    EXPECT_EQ(in->message.kseq, 40u);
    EXPECT_DOUBLE_EQ(in->message.ts, 1700000000000.125);
    const Ticker *ticker = in->message.as<Ticker>();
    ASSERT_TRUE(ticker);
    EXPECT_EQ(ticker->symbol, "AAPL");
    EXPECT_EQ(ticker->price, 187.25);
    EXPECT_EQ(ticker->changePct, 4.03);
    EXPECT_EQ(ticker->volume, 12000);
    EXPECT_EQ(ticker->status, Trading::Halted);
}

TEST(MessageReader, readsTradesAndBooks)
{
    const auto trade = read(
        R"({"channel":"trades.X","data":{"id":17,"price":1.5,"size":3,"side":"buy","time":9,"auction":true},"seq":1,"ts":1})");
    ASSERT_TRUE(trade && trade->message.as<Trade>());
    EXPECT_EQ(trade->message.as<Trade>()->id, "17");
    EXPECT_TRUE(trade->message.as<Trade>()->buy);
    EXPECT_TRUE(trade->message.as<Trade>()->auction);

    const auto delta = read(
        R"({"channel":"book.X","data":{"first":5,"last":7,"bids":[[10.5,3],[10.4,0]],"asks":[],"crc":4294967295},"seq":2,"ts":1})");
    ASSERT_TRUE(delta && delta->message.as<BookDelta>());
    EXPECT_EQ(delta->message.as<BookDelta>()->first, 5u);
    EXPECT_EQ(delta->message.as<BookDelta>()->bids.size(), 2u);
    EXPECT_EQ(delta->message.as<BookDelta>()->crc, 4294967295u);

    const auto snapshot = read(
        R"({"type":"snapshot","channel":"book.X","epoch":"e1","seq":7,"data":{"last":7,"bids":[[1,2]],"asks":[[3,4]]}})");
    ASSERT_TRUE(snapshot && snapshot->message.as<BookSnapshot>());
    EXPECT_EQ(snapshot->type, Incoming::Type::Snapshot);
    EXPECT_EQ(snapshot->epoch, "e1");
    EXPECT_EQ(snapshot->message.as<BookSnapshot>()->asks[0].size, 4);
}

TEST(MessageReader, readsCandles)
{
    const auto one = read(
        R"({"channel":"candles.X.1s","data":{"start":1000,"open":1,"high":2,"low":0.5,"close":1.5,"volume":9,"closed":true},"seq":1,"ts":1})");
    ASSERT_TRUE(one && one->message.as<Candle>());
    EXPECT_TRUE(one->message.as<Candle>()->closed);
    EXPECT_FALSE(one->message.as<Candle>()->auction);
    const auto many = read(
        R"({"type":"snapshot","channel":"candles.X.1s","epoch":"e","seq":9,"data":[{"start":1,"open":1,"high":1,"low":1,"close":1,"volume":0,"closed":true},{"start":2}]})");
    ASSERT_TRUE(many && many->message.as<CandleSnapshot>());
    EXPECT_EQ(many->message.as<CandleSnapshot>()->size(), 2u);
    const auto none
        = read(R"({"type":"snapshot","channel":"candles.X.1s","epoch":"e","seq":9,"data":[]})");
    ASSERT_TRUE(none && none->message.as<CandleSnapshot>());
}

TEST(MessageReader, leavesEverythingElseToQt)
{
    const auto chat
        = read(R"({"channel":"chat.lobby","data":{"text":"h\u00e9llo","n":[1,2]},"seq":3,"ts":5})");
    ASSERT_TRUE(chat && chat->message.as<QJsonValue>());
    EXPECT_EQ(
        chat->message.as<QJsonValue>()->toObject()["text"].toString(), QString::fromUtf8("héllo"));
    const auto ack = read(R"({"type":"ack","id":1,"channel":"ticker.X","data":1})");
    ASSERT_TRUE(ack);
    EXPECT_EQ(ack->type, Incoming::Type::Other);
    EXPECT_EQ(ack->object["id"].toInt(), 1);
    // Grammatical, too large for 64 bits, and somebody else published it.
    EXPECT_TRUE(
        read(R"({"channel":"chat.a","data":123456789012345678901234567890,"seq":1,"ts":1})"));
    EXPECT_TRUE(read(R"({"channel":"chat.a","data":null,"seq":1,"ts":1})"));
}

TEST(MessageReader, refusesWhatMakesNoSense)
{
    for (const char *text :
        {"", "hello", "[]", "null", "{", R"({"channel":5,"data":1})",
            R"({"channel":"chat.a","seq":1,"ts":1})",
            R"({"channel":"chat.a","data":1,"seq":"x","ts":1})",
            R"({"channel":"chat.a","data":1,"seq":-1,"ts":1})", R"({"type":7})",
            R"({"channel":"ticker.X","data":{"price":"high"},"seq":1,"ts":1})",
            R"({"channel":"ticker.X","data":{"price":1e999},"seq":1,"ts":1})",
            R"({"channel":"ticker.X","data":[1],"seq":1,"ts":1})",
            R"({"channel":"book.X","data":{"first":1,"last":1,"bids":[[1]],"asks":[]},"seq":1,"ts":1})",
            R"({"channel":"book.X","data":{"first":1,"last":1,"bids":[[1,null]],"asks":[]},"seq":1,"ts":1})",
            R"({"channel":"book.X","data":{"first":-1,"last":1,"bids":[],"asks":[]},"seq":1,"ts":1})",
            R"({"channel":"book.X","data":{"first":1,"last":1,"bids":[],"asks":[],"crc":-1},"seq":1,"ts":1})",
            R"({"channel":"candles.X.1s","data":[{"start":"a"}],"seq":1,"ts":1})"})
        EXPECT_FALSE(read(text)) << text;
}

TEST(MessageReader, survivesDepthAndLength)
{
    const std::string deep(100000, '[');
    EXPECT_FALSE(read(deep.c_str()));
    std::string levels = R"({"channel":"book.X","data":{"first":1,"last":1,"bids":[)";
    for (int i = 0; i < 5000; ++i)
        levels += i ? ",[1,1]" : "[1,1]";
    levels += R"(],"asks":[]},"seq":1,"ts":1})";
    EXPECT_FALSE(read(levels.c_str())) << "more levels than any book has";
    const std::string large
        = R"({"channel":"chat.a","data":")" + std::string(1 << 20, 'x') + R"(","seq":1,"ts":1})";
    EXPECT_TRUE(read(large.c_str()));
}

TEST(MessageReader, survivesMutations)
{
    const QString base = QStringLiteral(
        R"({"channel":"ticker.AAPL","data":{"symbol":"AAPL","price":187.25,"bid":1,"ask":2},"seq":42,"ts":1.5})");
    MessageReader reader;
    std::mt19937 random(11);
    for (int i = 0; i < 50000; ++i) {
        QString text = base;
        for (int k = 0; k < 2; ++k)
            text[static_cast<qsizetype>(random() % text.size())]
                = QChar(static_cast<char16_t>(random() % 256));
        const auto in = reader.read(text);
        if (in && in->message.as<Ticker>()) {
            EXPECT_TRUE(std::isfinite(in->message.as<Ticker>()->price));
        }
    }
}
