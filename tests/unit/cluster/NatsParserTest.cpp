// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsParser.h"

#include <gtest/gtest.h>

#include <vector>

namespace wavetape::cluster {

namespace {

/// Every frame as one line.
std::vector<std::string> read(std::string_view bytes, size_t step)
{
    NatsParser parser;
    std::vector<std::string> lines;
    for (size_t at = 0; at < bytes.size(); at += step) {
        parser.append(bytes.substr(at, step));
        while (const auto frame = parser.next()) {
            std::string line = std::to_string(static_cast<int>(frame->verb));
            for (const std::string_view part :
                {frame->text, frame->subject, frame->reply, frame->headers, frame->data})
                line.append("|").append(part);
            lines.push_back(line + "|" + std::to_string(frame->subscription));
        }
    }
    if (parser.isBroken())
        lines.emplace_back("broken");
    return lines;
}

TEST(NatsParser, MakesTheSameFramesHoweverTheBytesAreCut)
{
    const std::string bytes = "INFO {\"version\":\"2.9.10\"} \r\n+OK\r\nPING\r\n"
                              "MSG a.b 7 4\r\nhe\r\n\r\n"
                              "MSG a 8 reply.to 0\r\n\r\n"
                              "HMSG a 9 13 15\r\nNATS/1.0\r\nA:1xx\r\n"
                              "HMSG a  9\t reply 16 16\r\nNATS/1.0 503\r\n\r\n\r\n"
                              "-ERR 'Authorization Violation'\r\nPONG\r\n";
    const auto whole = read(bytes, bytes.size());
    EXPECT_EQ(whole,
        (std::vector<std::string> {"0|{\"version\":\"2.9.10\"} |||||0", "4||||||0", "2||||||0",
            "1||a.b|||he\r\n|7", "1||a|reply.to|||8", "1||a||NATS/1.0\r\nA:1|xx|9",
            "1||a|reply|NATS/1.0 503\r\n\r\n||9", "5|'Authorization Violation'|||||0",
            "3||||||0"}));
    for (const size_t step : {1, 2, 3, 7, 50})
        EXPECT_EQ(read(bytes, step), whole) << step;
}

TEST(NatsParser, TakesNothingElse)
{
    for (const char *bytes : {"HELLO\r\n", "MSG a 1\r\n", "MSG a x 1\r\na\r\n", "MSG a 1 -1\r\n",
             "MSG a 1 b c 1\r\n", "MSG a 1 99999999999\r\n", "MSG a 1 1\r\nabc\r\n",
             "HMSG a 1 3 2\r\nab\r\n", "HMSG a 1 2\r\nab\r\n", "\r\n", "MSG\r\n"})
        EXPECT_EQ(read(bytes, 1000).back(), "broken") << bytes;
    EXPECT_EQ(read(std::string(NatsParser::kMostLine + 1, 'x'), 1 << 20).back(), "broken");
}

TEST(NatsParser, FindsHeaders)
{
    NatsFrame frame;
    frame.headers = "NATS/1.0\r\nWt-Position: e 1\r\nEmpty:\r\nWt-Pos: 2\r\n\r\n";
    EXPECT_EQ(frame.header("Wt-Position"), "e 1");
    EXPECT_EQ(frame.header("Wt-Pos"), "2");
    EXPECT_EQ(frame.header("Empty"), "");
    EXPECT_EQ(frame.header("None"), "");
    EXPECT_EQ(frame.status(), 0u);
    frame.headers = "NATS/1.0 503\r\n\r\n";
    EXPECT_EQ(frame.status(), 503u);
    frame.headers = "NATS/1.0 404 No Messages\r\n\r\n";
    EXPECT_EQ(frame.status(), 404u);
}

} // namespace
} // namespace wavetape::cluster
