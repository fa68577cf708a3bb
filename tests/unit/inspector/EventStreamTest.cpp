// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/EventStream.h"
#include "inspector/AnswerBody.h"
#include "inspector/PollAnswer.h"

#include <gtest/gtest.h>

#include <vector>

using namespace wavetape::inspector;

namespace {

std::vector<EventStream::Event> read(EventStream &stream, const QByteArray &bytes, qsizetype step)
{
    std::vector<EventStream::Event> events;
    for (qsizetype at = 0; at < bytes.size(); at += step)
        EXPECT_TRUE(stream.feed(bytes.mid(at, step),
            [&](const EventStream::Event &event) { events.push_back(event); }));
    return events;
}

} // namespace

// As the standard says it, and however the bytes come.
TEST(EventStream, ReadsAsTheStandardSays)
{
    const QByteArray bytes = "\xEF\xBB\xBF: a comment\r\nretry:1500\n\n"
                             "id: 1\rdata: one\rdata:two\r\r"
                             "event:position\nid:2\ndata\n\n"
                             "data:kept id\r\n\r\n"
                             "id:a\n\nevent:nothing\n\ndata: never ended";
    for (const qsizetype step : {qsizetype {1}, qsizetype {3}, bytes.size()}) {
        EventStream stream;
        const auto events = read(stream, bytes, step);
        ASSERT_EQ(events.size(), 3u) << step;
        EXPECT_EQ(events[0].data, "one\ntwo");
        EXPECT_EQ(events[0].type, "");
        EXPECT_EQ(events[0].id, "1");
        EXPECT_EQ(events[0].dataBytes, 6);
        EXPECT_EQ(events[1].type, "position");
        EXPECT_EQ(events[1].data, "");
        EXPECT_EQ(events[2].data, "kept id");
        EXPECT_EQ(events[2].id, "2");
        EXPECT_EQ(stream.lastId(), "a");
        EXPECT_EQ(stream.retryMs(), 1500);
        stream.restart();
        EXPECT_EQ(read(stream, "data:x\n\n", step).front().id, "a") << "the id outlives a cut";
    }
}

TEST(EventStream, TakesNoNonsense)
{
    EventStream stream;
    const auto events
        = read(stream, QByteArray("id:a") + '\0' + "b\nretry:-1\nretry:x\nfoo:bar\ndata:1\n\n", 1);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].id, "");
    EXPECT_EQ(stream.retryMs(), -1);
    EXPECT_FALSE(
        stream.feed(QByteArray(EventStream::kMost + 1, 'x'), [](const EventStream::Event &) {}));
}

TEST(PollAnswer, HasItsMessagesAsTheyStand)
{
    EXPECT_EQ(PollAnswer::read(R"({"since":"a:3","messages":[]})").messages.size(), 0u);
    const auto answer = PollAnswer::read(
        R"({"since":"a:4","messages":[{"data":"]}\"{","seq":3},{"data":{"messages":[1]},"seq":4}]})");
    ASSERT_EQ(answer.messages.size(), 2u);
    EXPECT_EQ(answer.messages[0], R"({"data":"]}\"{","seq":3})");
    EXPECT_EQ(answer.messages[1], R"({"data":{"messages":[1]},"seq":4})");
    EXPECT_EQ(answer.since, "a:4");
    for (const char *other : {"", "]]]", "\"", "{\"messages\":[{", "[[[1]]]"})
        EXPECT_TRUE(PollAnswer::read(other).messages.empty()) << other;
}

TEST(AnswerBody, HandsOutWhatHasNoEnd)
{
    AnswerBody body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
    QByteArray all;
    const QByteArray part(40 * 1024, 'x');
    for (int i = 0; i < 10; ++i) {
        body.feed(QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n");
        all += body.take();
        ASSERT_FALSE(body.isWhole()) << i;
    }
    EXPECT_EQ(all.size(), 10 * part.size());
    body.feed("0\r\n\r\n");
    EXPECT_TRUE(body.isWhole());
}
