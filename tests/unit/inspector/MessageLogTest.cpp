// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/MessageLog.h"
#include "inspector/LogExport.h"
#include "inspector/LogFilter.h"

#include <gtest/gtest.h>

#include <QBuffer>
#include <QJsonDocument>
#include <QJsonObject>

#include <atomic>
#include <thread>

using namespace wavetape::inspector;

namespace {

std::vector<LogEntry> lines(int count, const std::string &payload)
{
    std::vector<LogEntry> batch(static_cast<size_t>(count));
    for (LogEntry &entry : batch) {
        entry.kind = LogEntry::Kind::Text;
        entry.frames = 1;
        entry.payload = payload;
    }
    return batch;
}

} // namespace

TEST(MessageLog, dropsTheOldestAndCountsThem)
{
    MessageLog log(100, 1 << 20);
    auto batch = lines(250, "x");
    log.append(batch);
    EXPECT_TRUE(batch.empty());
    const auto extent = log.extent();
    EXPECT_EQ(extent.first, 150u);
    EXPECT_EQ(extent.end, 250u);
    EXPECT_EQ(extent.dropped, 150u);
    EXPECT_FALSE(log.find(149));
    EXPECT_TRUE(log.find(150));
    EXPECT_FALSE(log.find(250));
}

TEST(MessageLog, isBoundByBytesToo)
{
    MessageLog log(1000, 64 * 1024);
    auto batch = lines(10, std::string(16 * 1024, 'x'));
    log.append(batch);
    EXPECT_LE(log.extent().bytes, 64u * 1024);
    EXPECT_GE(log.extent().size(), 3u);
    auto large = lines(1, std::string(100 * 1024, 'y'));
    log.append(large);
    ASSERT_EQ(log.extent().size(), 1u) << "the newest stays, whatever its size";
    EXPECT_EQ(log.find(log.extent().first)->payload.size(), 100u * 1024);
}

TEST(MessageLog, keepsItsNumbersOverAClear)
{
    MessageLog log;
    auto batch = lines(3, "a");
    log.append(batch);
    log.clear();
    EXPECT_EQ(log.extent().size(), 0u);
    EXPECT_EQ(log.extent().bytes, 0u);
    batch = lines(1, "b");
    log.append(batch);
    EXPECT_EQ(log.find(3)->payload, "b");
}

TEST(MessageLog, losesNothingBetweenThreads)
{
    MessageLog log(5000, 1 << 20);
    std::atomic<bool> over {false};
    std::thread writer([&] {
        for (int i = 0; i < 400; ++i) {
            auto batch = lines(50, "hello");
            log.append(batch);
        }
        over = true;
    });
    uint64_t seen = 0, missed = 0, at = 0;
    while (!over || at < log.extent().end) {
        const auto extent = log.extent();
        missed += extent.first > at ? extent.first - at : 0;
        at = std::max(at, extent.first);
        uint64_t expected = at;
        at = log.visit(at, extent.end, [&](uint64_t number, const LogEntry &) {
            missed += number - expected;
            expected = number + 1;
            ++seen;
            return true;
        });
        missed += at - expected;
    }
    writer.join();
    EXPECT_EQ(seen + missed, 20000u);
    EXPECT_EQ(log.extent().size() + log.extent().dropped, 20000u);
}

TEST(LogFilter, findsAsciiInEitherCaseAndBytesAsTheyAre)
{
    EXPECT_TRUE(TextNeedle("aapl").isIn("xx AAPL yy"));
    EXPECT_TRUE(TextNeedle("AAPL").isIn("aapl"));
    EXPECT_TRUE(TextNeedle("é").isIn("café"));
    EXPECT_TRUE(TextNeedle("").isIn(""));
    EXPECT_FALSE(TextNeedle("aapl").isIn("AAP"));
    EXPECT_FALSE(TextNeedle("aab").isIn("aaaa"));
    EXPECT_TRUE(TextNeedle("aab").isIn("aAaB"));
}

TEST(LogFilter, choosesByKindAndDirection)
{
    LogEntry note;
    LogEntry sent = lines(1, "hi").front();
    sent.outgoing = true;
    LogFilter filter;
    EXPECT_TRUE(filter.isEmpty());
    filter.only = LogFilter::Only::Outgoing;
    EXPECT_TRUE(filter.accepts(sent));
    EXPECT_FALSE(filter.accepts(note));
    filter.only = LogFilter::Only::Control;
    EXPECT_FALSE(filter.accepts(sent));
    EXPECT_TRUE(filter.accepts(note));
    filter.only = LogFilter::Only::Messages;
    filter.text = TextNeedle("HI");
    EXPECT_TRUE(filter.accepts(sent));
}

TEST(LogExport, writesOneObjectPerLine)
{
    MessageLog log;
    auto batch = lines(2, "{\"a\":1}\n");
    batch[1].kind = LogEntry::Kind::Binary;
    batch[1].payload = std::string("\x00\xff", 2);
    batch[1].frame.masked = true;
    batch[1].frame.key = {1, 2, 3, 4};
    batch[1].outgoing = true;
    log.append(batch);
    QBuffer file;
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    EXPECT_EQ(exportLog(log, file), 2);
    const auto rows = file.data().split('\n');
    ASSERT_EQ(rows.size(), 3);
    const QJsonObject text = QJsonDocument::fromJson(rows[0]).object();
    EXPECT_EQ(text["text"].toString(), QString("{\"a\":1}\n"));
    EXPECT_EQ(text["direction"].toString(), QString("in"));
    const QJsonObject binary = QJsonDocument::fromJson(rows[1]).object();
    EXPECT_EQ(binary["base64"].toString(), QString("AP8="));
    EXPECT_EQ(binary["key"].toString(), QString("01020304"));
}
