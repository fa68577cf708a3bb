// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Histogram.h"
#include "load/Options.h"
#include "load/Publisher.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wavetape::load {
namespace {

std::string serverFrame(unsigned first, const std::string &payload)
{
    std::string frame(1, static_cast<char>(first));
    if (payload.size() < 126) {
        frame += static_cast<char>(payload.size());
    } else if (payload.size() < 65536) {
        frame += '\x7e';
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size());
    } else {
        frame += '\x7f';
        for (int shift = 56; shift >= 0; shift -= 8)
            frame += static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift);
    }
    return frame + payload;
}

struct Seen {
    Opcode opcode;
    std::uint64_t length;
    std::string body;
    bool operator==(const Seen &) const = default;
};

std::vector<Seen> scan(const std::string &stream, std::size_t piece)
{
    FrameScanner scanner;
    scanner.keepBodies(true);
    std::vector<Seen> seen;
    for (std::size_t at = 0; at < stream.size(); at += piece)
        EXPECT_TRUE(
            scanner.feed(std::string_view(stream).substr(at, piece), [&](const Message &message) {
                seen.push_back({message.opcode, message.length, std::string(message.body)});
                return true;
            }));
    return seen;
}

TEST(FrameScannerTest, FindsTheSameMessagesHoweverTheBytesArrive)
{
    const std::string stream = serverFrame(0x81, "") + serverFrame(0x82, std::string(125, 'a'))
        + serverFrame(0x01, "one ") + serverFrame(0x89, "ping") + serverFrame(0x00, "")
        + serverFrame(0x80, "two") + serverFrame(0x81, std::string(126, 'b'))
        + serverFrame(0x8a, "") + serverFrame(0x82, std::string(65536, 'c'))
        + serverFrame(0x88, "\x03\xe8");
    const std::vector<Seen> wanted {{Opcode::Text, 0, ""},
        {Opcode::Binary, 125, std::string(125, 'a')}, {Opcode::Ping, 4, "ping"},
        {Opcode::Text, 7, "one two"}, {Opcode::Text, 126, std::string(126, 'b')},
        {Opcode::Pong, 0, ""}, {Opcode::Binary, 65536, std::string(65536, 'c')},
        {Opcode::Close, 2, "\x03\xe8"}};
    for (const std::size_t piece : {std::size_t(1), std::size_t(2), std::size_t(3), std::size_t(7),
             std::size_t(129), std::size_t(4096), stream.size()})
        EXPECT_EQ(scan(stream, piece), wanted) << "in pieces of " << piece;
}

TEST(FrameScannerTest, RefusesMaskedAndFragmentedControlFrames)
{
    const auto sink = [](const Message &) { return true; };
    EXPECT_FALSE(FrameScanner().feed(std::string_view("\x81\x80", 2), sink));
    EXPECT_FALSE(FrameScanner().feed(std::string_view("\x09\x00", 2), sink));
}

TEST(ClientFrameTest, IsMaskedWithAKeyThatIsNotZero)
{
    const std::string frame = clientFrame(Opcode::Binary, std::string(300, '\0'));
    ASSERT_EQ(frame.size(), 308u);
    EXPECT_EQ(static_cast<unsigned char>(frame[1]), 0xfe);
    EXPECT_NE(frame.substr(4, 4), std::string(4, '\0'));
    EXPECT_EQ(frame.substr(8, 4), frame.substr(4, 4));
}

TEST(HistogramTest, PercentilesAreWithinABucket)
{
    Histogram histogram;
    for (std::uint64_t value = 1; value <= 100'000; ++value)
        histogram.record(value);
    for (const double share : {0.001, 0.5, 0.99, 0.999})
        EXPECT_NEAR(static_cast<double>(histogram.percentile(share)), share * 100'000,
            share * 100'000 / 32 + 1);
    EXPECT_EQ(histogram.percentile(1), 100'000u);
    EXPECT_EQ(histogram.max(), 100'000u);
    EXPECT_EQ(Histogram().percentile(0.5), 0u);
}

TEST(MarkReaderTest, FindsMarksWhereverTheyAre)
{
    const std::string mark = "@00000000000000ff000000000000000a";
    MarkReader reader;
    for (const std::string before : {"", "{\"channel\":\"a@b\",\"data\":\"", "{\"data\":\""}) {
        const auto found = reader.find(before + mark + "xx\"}");
        ASSERT_TRUE(found) << before;
        EXPECT_EQ(found->number, 255u);
        EXPECT_EQ(found->sentAt, 10u);
    }
    EXPECT_FALSE(reader.find("{\"type\":\"ack\"}"));
    EXPECT_FALSE(reader.find("@00"));
}

TEST(OptionsTest, ReadsTargets)
{
    const Target target = parseTarget("wss://[::1]:8443/stream?streams=a/b");
    EXPECT_TRUE(target.tls);
    EXPECT_EQ(target.host, "::1");
    EXPECT_EQ(target.port, 8443);
    EXPECT_EQ(target.path, "/stream?streams=a/b");
    EXPECT_EQ(parseTarget("ws://127.0.0.1").path, "/");
    for (const char *wrong :
        {"ftp://a/", "ws://", "ws://[::1/", "ws://a:0/", "ws://a:70000/", "ws://a:8x/"})
        EXPECT_THROW(parseTarget(wrong), TargetError) << wrong;
}

} // namespace
} // namespace wavetape::load
