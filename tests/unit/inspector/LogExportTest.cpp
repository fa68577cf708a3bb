// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogExport.h"
#include "inspector/HarImport.h"
#include "inspector/SessionStory.h"
#include "recording/RecordingReader.h"
#include "scenario/ScenarioReader.h"

#include <gtest/gtest.h>

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <random>

namespace wavetape::inspector {
namespace {

using Kind = LogEntry::Kind;

LogEntry said(Kind kind, bool outgoing, double atMs, std::string payload)
{
    LogEntry entry;
    entry.timeMs = 1'700'000'000'000 + atMs;
    entry.kind = kind;
    entry.outgoing = outgoing;
    entry.payload = std::move(payload);
    if (kind == Kind::Note || kind == Kind::Request || kind == Kind::Response)
        return entry;
    entry.frames = 1;
    entry.frame.fin = true;
    entry.frame.masked = outgoing;
    entry.frame.opcode = kind == Kind::Text ? websocket::Opcode::text
        : kind == Kind::Binary              ? websocket::Opcode::binary
        : kind == Kind::Ping                ? websocket::Opcode::ping
        : kind == Kind::Pong                ? websocket::Opcode::pong
                                            : websocket::Opcode::close;
    entry.frame.payload = entry.payload.size();
    return entry;
}

// A session that subscribes, says two things and is refused once.
void fill(MessageLog &log)
{
    std::vector<LogEntry> batch;
    batch.push_back(said(Kind::Request, true, 0, "GET /no HTTP/1.1\r\nHost: h:1\r\n"));
    batch.push_back(said(Kind::Response, false, 5, "HTTP/1.1 403 Forbidden\r\n"));
    batch.push_back(said(Kind::Note, false, 6, "refused"));
    batch.push_back(said(
        Kind::Request, true, 10, "GET /ws?x=1 HTTP/1.1\r\nHost: h:1\r\nUpgrade: websocket\r\n"));
    batch.push_back(said(Kind::Response, false, 20,
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: wavetape.v1\r\n"));
    batch.push_back(said(Kind::Text, true, 30,
        R"({"type":"subscribe","id":1,"channels":["trades.A","ticker.*","no good name"]})"));
    batch.push_back(said(Kind::Text, true, 40, "say \"hi\"\n\x01"));
    batch.push_back(said(Kind::Ping, true, 50, "p"));
    for (int i = 1; i <= 3; ++i)
        batch.push_back(said(Kind::Text, false, 60 + i,
            R"({"channel":"trades.A","data":{"n":)" + std::to_string(i) + R"(},"seq":)"
                + std::to_string(i + 6) + R"(,"ts":1})"));
    batch.push_back(said(Kind::Text, false, 70, R"({"type":"pong","t":"\"seq\""})"));
    batch.push_back(said(Kind::Binary, false, 71, std::string("\0\xff", 2)));
    LogEntry close = said(Kind::Close, false, 80, "bye");
    close.closeCode = 4000;
    batch.push_back(close);
    log.append(batch);
}

QByteArray written(const MessageLog &log, LogFormat format, int64_t lines)
{
    QBuffer file;
    EXPECT_TRUE(file.open(QIODevice::ReadWrite));
    EXPECT_EQ(exportLog(log, file, format, true), lines);
    return file.data();
}

TEST(LogFormats, AFilesEndingSaysWhich)
{
    EXPECT_EQ(logFormatOf("a.HAR"), LogFormat::Har);
    EXPECT_EQ(logFormatOf("a.pcapng"), LogFormat::Pcapng);
    EXPECT_EQ(logFormatOf("a.ndjson"), LogFormat::Ndjson);
}

TEST(LogFormats, AHarComesBackAsItWas)
{
    MessageLog log;
    fill(log);
    const QByteArray har = written(log, LogFormat::Har, 10);
    const QJsonArray entries
        = QJsonDocument::fromJson(har).object()["log"].toObject()["entries"].toArray();
    ASSERT_EQ(entries.size(), 1) << "what was refused is no WebSocket";
    EXPECT_EQ(entries[0].toObject()["request"].toObject()["url"].toString(), "wss://h:1/ws?x=1");
    const auto back = entriesOfHar(har);
    ASSERT_TRUE(back) << back.error().toStdString();
    ASSERT_EQ(back->size(), 2u + 7);
    EXPECT_EQ((*back)[0].kind, Kind::Request);
    EXPECT_TRUE((*back)[0].payload.starts_with("GET /ws?x=1 HTTP/1.1\r\nHost: h:1\r\n"));
    EXPECT_TRUE((*back)[1].payload.starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_EQ((*back)[1].timeMs - (*back)[0].timeMs, 10);
    EXPECT_EQ((*back)[3].payload, "say \"hi\"\n\x01");
    EXPECT_TRUE((*back)[3].outgoing);
    EXPECT_EQ((*back)[8].kind, Kind::Binary);
    EXPECT_EQ((*back)[8].payload, std::string("\0\xff", 2));
    EXPECT_NEAR((*back)[8].timeMs, 1'700'000'000'071, 0.01);
    MessageLog again;
    auto lines = *back;
    again.append(lines);
    EXPECT_EQ(written(again, LogFormat::Har, 9), har);
}

TEST(LogFormats, AHarThatIsNoneIsRefused)
{
    for (const char *bad : {"", "{", "[]", R"({"log":{}})", R"({"log":{"entries":{}}})",
             R"({"log":{"entries":[{"request":{}}, 7, null]}})"})
        EXPECT_FALSE(entriesOfHar(bad)) << bad;
    const auto odd = entriesOfHar(
        R"({"log":{"entries":[{"request":{"url":7,"headers":[{"name":"a\r\n0","value":"c\r\n1"}]},
           "startedDateTime":"never","_webSocketMessages":[{"time":1e300,"data":9},7,{"opcode":99}]}]}})");
    ASSERT_TRUE(odd);
    EXPECT_EQ((*odd)[0].payload, "GET / HTTP/1.1\r\na  0: c  1\r\n");
    EXPECT_EQ((*odd)[2].timeMs, 0);
}

TEST(LogFormats, ADamagedHarGivesLinesOrOneSentence)
{
    MessageLog log;
    fill(log);
    const QByteArray har = written(log, LogFormat::Har, 10);
    std::mt19937 random(7);
    const QByteArrayList words {
        "{", "[", "]", "null", "-1e308", "\"\\u0000\"", "\xff", "\\ud800", ","};
    for (int round = 0; round < 2000; ++round) {
        QByteArray damaged = har;
        for (unsigned blows = 1 + random() % 4; blows > 0; --blows) {
            const auto at = qsizetype(random() % size_t(damaged.size()));
            switch (random() % 4) {
            case 0:
                damaged[at] = char(random());
                break;
            case 1:
                damaged.insert(at, words[qsizetype(random() % size_t(words.size()))]);
                break;
            case 2:
                damaged.remove(at, qsizetype(random() % 40));
                break;
            default:
                damaged.truncate(at + 1);
            }
        }
        auto lines = entriesOfHar(damaged);
        if (!lines) {
            EXPECT_FALSE(lines.error().contains('\n')) << lines.error().toStdString();
            continue;
        }
        size_t bytes = 0;
        for (const LogEntry &line : *lines) {
            EXPECT_TRUE(line.timeMs >= 0 && line.timeMs <= 8.64e15) << line.timeMs;
            bytes += line.payload.size();
        }
        EXPECT_LE(bytes, size_t(damaged.size()) * 3);
        MessageLog again;
        again.append(*lines);
        QBuffer file;
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_GE(exportLog(again, file, LogFormat::Har, true), 0);
    }
}

TEST(LogFormats, WiresharkIsGivenAllFrames)
{
    MessageLog log;
    fill(log);
    const QByteArray packets = written(log, LogFormat::Pcapng, 12);
    EXPECT_TRUE(packets.startsWith("\x0a\x0d\x0d\x0a"));
    EXPECT_EQ(packets.count("GET /ws?x=1 HTTP/1.1"), 1);
    EXPECT_EQ(packets.count(QByteArray("\x88\x05\x0f\xa0"
                                       "bye",
                  7)),
        1);
}

TEST(SessionStory, AScenarioIsAcceptedByItsReader)
{
    MessageLog log;
    EXPECT_FALSE(scenarioOf(log));
    fill(log);
    const auto toml = scenarioOf(log);
    ASSERT_TRUE(toml);
    const auto scenario = scenario::readScenarioText(
        toml->toStdString(), "session.toml", scenario::Reading::asWritten);
    ASSERT_TRUE(scenario) << scenario.error() << '\n' << toml->toStdString();
    ASSERT_EQ(scenario->clients.size(), 1u);
    EXPECT_EQ(scenario->clients[0].path, "/ws?x=1");
    EXPECT_EQ(scenario->clients[0].subscribe, (std::vector<std::string> {"trades.A", "ticker.*"}));
    ASSERT_EQ(scenario->steps.size(), 2u);
    EXPECT_EQ(scenario->steps[0].at, 20'000'000);
    EXPECT_EQ(scenario->expectations.size(), 3u);
}

TEST(SessionStory, AFixtureIsARecording)
{
    MessageLog log;
    fill(log);
    const QTemporaryDir folder;
    const QString path = folder.filePath("fixture.mcap");
    const auto saved = saveFixture(log, path);
    ASSERT_TRUE(saved) << saved.error().toStdString();
    EXPECT_EQ(*saved, 3);
    const auto reader = recording::RecordingReader::open(path.toStdString());
    ASSERT_TRUE(reader);
    ASSERT_EQ((*reader)->contents().chunks.size(), 1u);
    const auto &messages = (*reader)->chunk(0);
    ASSERT_EQ(messages.size(), 3u);
    EXPECT_EQ(messages[2].data, R"({"n":3})");
    EXPECT_EQ(messages[2].seq, 9u);
    EXPECT_EQ(messages[2].channel->name, "trades.A");
}

} // namespace
} // namespace wavetape::inspector
