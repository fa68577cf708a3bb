// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LinkLines.h"
#include "websocket/Deflate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace Qt::StringLiterals;

namespace wavetape::inspector {
namespace {

QString hex(const std::string &bytes)
{
    return QString::fromLatin1(QByteArray::fromStdString(bytes).toHex());
}

QJsonObject begin()
{
    return {{u"time"_s, 1000.0}, {u"openedMs"_s, 990.0}, {u"handshakeMs"_s, 2.5},
        {u"request"_s, u"GET /feed?token=*** HTTP/1.1\r\nHost: a\r\n\r\n"_s},
        {u"response"_s,
            u"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: wavetape.v1\r\n\r\n"_s}};
}

QJsonObject frame(
    bool fromClient, int opcode, const std::string &payload, bool fin = true, int rsv = 0)
{
    QJsonObject told {{u"time"_s, 1001.5}, {u"direction"_s, fromClient ? u"in"_s : u"out"_s},
        {u"fin"_s, fin}, {u"rsv"_s, rsv}, {u"opcode"_s, opcode}, {u"masked"_s, fromClient},
        {u"header"_s, fromClient ? u"818112345678"_s : u"8101"_s},
        {u"bytes"_s, double(payload.size())}, {u"payload"_s, hex(payload)}};
    if (fromClient)
        told.insert(u"key"_s, u"12345678"_s);
    return told;
}

std::vector<LogEntry> linesOf(const std::vector<QJsonObject> &told)
{
    LinkLines reader;
    std::vector<LogEntry> lines;
    for (const QJsonObject &one : told)
        reader.take(one, lines);
    return lines;
}

TEST(LinkLines, tellsHandshakeMessagesAndControlFrames)
{
    LinkLines reader;
    std::vector<LogEntry> lines;
    for (const QJsonObject &one :
        {begin(), frame(true, 1, "hello"), frame(false, 9, "p"), frame(false, 8, "\x03\xf4late")})
        reader.take(one, lines);
    ASSERT_EQ(lines.size(), 5u);
    EXPECT_EQ(reader.path(), u"/feed"_s);
    EXPECT_EQ(reader.subprotocol(), u"wavetape.v1"_s);
    EXPECT_EQ(lines[0].kind, LogEntry::Kind::Request);
    EXPECT_DOUBLE_EQ(lines[0].timeMs, 987.5);
    EXPECT_TRUE(lines[0].outgoing);
    EXPECT_EQ(lines[1].kind, LogEntry::Kind::Response);
    EXPECT_EQ(lines[2].kind, LogEntry::Kind::Text);
    EXPECT_TRUE(lines[2].outgoing) << "what a client says";
    EXPECT_EQ(lines[2].payload, "hello");
    EXPECT_EQ(lines[2].wireBytes, 11u);
    EXPECT_EQ(lines[2].frame.key[0], 0x12);
    EXPECT_EQ(lines[3].kind, LogEntry::Kind::Ping);
    EXPECT_FALSE(lines[3].outgoing);
    EXPECT_EQ(lines[4].closeCode, 1012);
    EXPECT_EQ(lines[4].payload, "late");
}

TEST(LinkLines, joinsFragmentsAndInflates)
{
    websocket::Deflater deflater(15);
    std::string first, second;
    deflater.compress("a long message, a long message", first);
    deflater.compress("a long message again", second);
    const auto lines = linesOf({begin(), frame(false, 1, "frag", false), frame(true, 10, ""),
        frame(false, 0, "ments"), frame(true, 1, first, true, 4),
        frame(true, 1, second.substr(0, 4), false, 4), frame(true, 0, second.substr(4))});
    ASSERT_EQ(lines.size(), 6u);
    EXPECT_EQ(lines[2].kind, LogEntry::Kind::Pong);
    EXPECT_EQ(lines[3].payload, "fragments");
    EXPECT_EQ(lines[3].frames, 2u);
    EXPECT_EQ(lines[3].kind, LogEntry::Kind::Text);
    EXPECT_EQ(lines[4].payload, "a long message, a long message");
    EXPECT_EQ(lines[5].payload, "a long message again");
}

// A frame that is there and not told is no message: nobody sends it again by a scenario of this.
TEST(LinkLines, whatIsHiddenOrMissingIsANote)
{
    QJsonObject hidden = frame(true, 1, "");
    hidden.insert(u"hidden"_s, true);
    hidden.insert(u"bytes"_s, 17);
    QJsonObject cut = frame(false, 2, "the beginning");
    cut.insert(u"bytes"_s, 5'000'000);
    const auto lines = linesOf({begin(), hidden, cut,
        frame(false, 1, "inflated from nowhere", true, 4), frame(false, 1, "whole"),
        {{u"ended"_s, u"the connection has ended"_s}}, {{u"x"_s, 1}}});
    ASSERT_EQ(lines.size(), 7u);
    for (const size_t at : {2u, 3u, 4u, 6u}) {
        EXPECT_EQ(lines[at].kind, LogEntry::Kind::Note) << at;
        EXPECT_FALSE(lines[at].hasFrame()) << at;
    }
    EXPECT_EQ(lines[5].payload, "whole");
    EXPECT_EQ(lines[6].payload, "the connection has ended");
    EXPECT_DOUBLE_EQ(lines[6].timeMs, 1001.5);
}

} // namespace
} // namespace wavetape::inspector
