// SPDX-License-Identifier: GPL-3.0-or-later
#include "CallRecorder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wavetape::websocket {

namespace {

using Calls = std::vector<std::string>;

constexpr std::uint32_t kKey = 0x37fa213d;

std::string frame(Opcode opcode, std::string_view payload, bool fin = true, bool rsv1 = false)
{
    std::string out;
    appendClientFrame(out, opcode, payload, kKey, fin, rsv1);
    return out;
}

std::string close(std::uint16_t code, std::string_view reason = {})
{
    std::string payload {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    payload += reason;
    return frame(Opcode::close, payload);
}

constexpr Opcode kText = Opcode::text;
constexpr Opcode kBinary = Opcode::binary;
constexpr Opcode kMore = Opcode::continuation;

struct Case {
    std::string name;
    std::string wire;
    Calls calls;
    std::uint16_t failure = 0;
    ParserLimits limits {1000, 8};
};

std::vector<Case> cases()
{
    const std::string big(700, 'x');
    const std::string euro = "\xE2\x82\xAC";
    std::vector<Case> all {
        {"empty text", frame(kText, ""), {"text "}},
        {"text", frame(kText, "Hello"), {"text Hello"}},
        {"binary", frame(kBinary, std::string("\0\xFF", 2)), {std::string("binary \0\xFF", 9)}},
        {"125 bytes", frame(kText, std::string(125, 'a')), {"text " + std::string(125, 'a')}},
        {"126 bytes", frame(kText, std::string(126, 'a')), {"text " + std::string(126, 'a')}},
        {"two messages", frame(kText, "a") + frame(kBinary, "b"), {"text a", "binary b"}},
        {"ping", frame(Opcode::ping, "p"), {"ping p"}},
        {"empty pong", frame(Opcode::pong, ""), {"pong "}},
        {"ping of 125", frame(Opcode::ping, std::string(125, 'p')),
            {"ping " + std::string(125, 'p')}},
        {"ping of 126", frame(Opcode::ping, std::string(126, 'p')), {}, 1002},
        {"fragments", frame(kText, "Hel", false) + frame(kMore, "lo"), {"text Hello"}},
        {"empty fragments", frame(kBinary, "", false) + frame(kMore, "", false) + frame(kMore, ""),
            {"binary "}},
        {"ping between fragments",
            frame(kText, "a", false) + frame(Opcode::ping, "p") + frame(kMore, "b"),
            {"ping p", "text ab"}},
        {"character over two fragments",
            frame(kText, euro.substr(0, 1), false) + frame(kMore, euro.substr(1)),
            {"text " + euro}},
        {"binary is not text", frame(kBinary, "\xFF\xFE", false) + frame(kMore, "\x80"),
            {"binary \xFF\xFE\x80"}},
        {"wrong text", frame(kText, "a\xFFz"), {}, 1007},
        {"text ends inside a character", frame(kText, euro.substr(0, 2)), {}, 1007},
        {"fragments end inside a character", frame(kText, "a", false) + frame(kMore, "\xE2"), {},
            1007},
        {"surrogate", frame(kText, "\xED\xA0\x80"), {}, 1007},
        {"continuation first", frame(kMore, "x"), {}, 1002},
        {"continuation after the end",
            frame(kText, "a", false) + frame(kMore, "b") + frame(kMore, "c"), {"text ab"}, 1002},
        {"new message inside another", frame(kText, "a", false) + frame(kText, "b"), {}, 1002},
        {"binary inside text", frame(kText, "a", false) + frame(kBinary, "b"), {}, 1002},
        {"fragmented ping", frame(Opcode::ping, "", false), {}, 1002},
        {"fragmented close", frame(Opcode::close, "", false), {}, 1002},
        {"rsv1", frame(kText, "a", true, true), {}, 1002},
        {"rsv2", raw({0xA1, 0x80, 0, 0, 0, 0}), {}, 1002},
        {"rsv3", raw({0x91, 0x80, 0, 0, 0, 0}), {}, 1002},
        {"rsv on ping", raw({0xC9, 0x80, 0, 0, 0, 0}), {}, 1002},
        {"unmasked", raw({0x81, 0x01, 'a'}), {}, 1002},
        {"unmasked ping", raw({0x89, 0x00}), {}, 1002},
        {"16 bits for 125", raw({0x82, 0xFE, 0, 125}), {}, 1002},
        {"64 bits for 65535", raw({0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), {}, 1002},
        {"64 bits with the top bit", raw({0x82, 0xFF, 0x80}), {}, 1002},
        {"over the limit", frame(kBinary, std::string(1001, 'x')), {}, 1009},
        {"at the limit", frame(kBinary, big + big.substr(0, 300)), {""}},
        {"over the limit in the second fragment",
            frame(kBinary, big, false) + frame(kMore, std::string(301, 'y')), {}, 1009},
        {"huge length, no payload", raw({0x82, 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1}), {}, 1009},
        {"limit of lengths that overflow",
            frame(kBinary, "abc", false)
                + raw({0x80, 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0}),
            {}, 1009},
        {"eight fragments",
            frame(kText, "0", false) + frame(kMore, "1", false) + frame(kMore, "2", false)
                + frame(kMore, "3", false) + frame(kMore, "4", false) + frame(kMore, "5", false)
                + frame(kMore, "6", false) + frame(kMore, "7"),
            {"text 01234567"}},
        {"nine fragments, all empty",
            frame(kText, "", false) + frame(kMore, "", false) + frame(kMore, "", false)
                + frame(kMore, "", false) + frame(kMore, "", false) + frame(kMore, "", false)
                + frame(kMore, "", false) + frame(kMore, "", false) + frame(kMore, ""),
            {}, 1009},
        {"empty close", frame(Opcode::close, ""), {"close - "}},
        {"close", close(1000, "bye"), {"close 1000 bye"}},
        {"close with a long reason", close(4999, std::string(123, 'r')),
            {"close 4999 " + std::string(123, 'r')}},
        {"close of one byte", frame(Opcode::close, "\x03"), {}, 1002},
        {"close with wrong text", close(1000, "\xC3"), {}, 1007},
        {"after close nothing counts", close(1001) + frame(kText, "late") + "\xFF\xFF garbage",
            {"close 1001 "}},
        {"close inside a message", frame(kText, "a", false) + close(1000) + frame(kMore, "b"),
            {"close 1000 "}},
    };
    for (int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        all.push_back(
            {"opcode " + std::to_string(opcode), raw({0x80 | opcode, 0x80, 0, 0, 0, 0}), {}, 1002});
    }
    for (std::uint16_t code :
        {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
        all.push_back({"close code " + std::to_string(code), close(code), {}, 1002});
    }
    for (std::uint16_t code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
             1014, 3000, 3999, 4000, 4999}) {
        all.push_back({"close code " + std::to_string(code), close(code, "r"),
            {"close " + std::to_string(code) + " r"}});
    }
    return all;
}

} // namespace

TEST(FrameParser, EveryCaseSplitAtEveryByte)
{
    for (const Case &test : cases()) {
        SCOPED_TRACE(test.name);
        const Outcome whole = feedInPieces(FrameParser(Role::server), test.wire, test.limits);
        EXPECT_EQ(whole.failure, test.failure);
        EXPECT_LE(whole.reason.size(), kMaxControlPayload - 2);
        if (test.calls != Calls {""}) {
            EXPECT_EQ(whole.calls, test.calls);
        } else {
            EXPECT_EQ(whole.calls.size(), 1u);
        }
        std::vector<std::size_t> everyByte;
        for (std::size_t i = 1; i < test.wire.size(); ++i) {
            everyByte.push_back(i);
            ASSERT_EQ(feedInPieces(FrameParser(Role::server), test.wire, test.limits, {i}), whole)
                << "split at " << i;
        }
        EXPECT_EQ(
            feedInPieces(FrameParser(Role::server), test.wire, test.limits, everyByte), whole);
        EXPECT_EQ(feedInPieces(FrameParser(Role::server), test.wire, test.limits, {}, true), whole);
        EXPECT_EQ(feedInPieces(FrameParser(Role::server), test.wire, test.limits, everyByte, true),
            whole);
    }
}

TEST(FrameParser, ClientTakesUnmaskedFramesOnly)
{
    std::string wire;
    appendServerFrame(wire, kText, "from the ", false);
    appendServerFrame(wire, Opcode::ping, "p");
    appendServerFrame(wire, kMore, "server");
    const Outcome run = feedInPieces(FrameParser(Role::client), wire, {});
    EXPECT_EQ(run.calls, (Calls {"ping p", "text from the server"}));
    for (std::size_t i = 1; i < wire.size(); ++i) {
        ASSERT_EQ(feedInPieces(FrameParser(Role::client), wire, {}, {i}), run);
    }
    EXPECT_EQ(feedInPieces(FrameParser(Role::client), frame(kText, "x"), {}).failure, 1002);
}

TEST(FrameParser, FailsAtTheFirstByteThatIsWrong)
{
    const auto bytesUntilFailure = [](const std::string &wire, ParserLimits limits = {}) {
        FrameParser parser(Role::server);
        CallRecorder recorder;
        for (std::size_t i = 0; i < wire.size(); ++i) {
            char byte = wire[i];
            parser.feed({&byte, 1}, limits, recorder);
            if (parser.failure() != nullptr) {
                return i + 1;
            }
        }
        return std::size_t {0};
    };
    EXPECT_EQ(bytesUntilFailure(raw({0xF1, 0x80})), 1u) << "reserved bits";
    EXPECT_EQ(bytesUntilFailure(raw({0x83, 0x80})), 1u) << "opcode";
    EXPECT_EQ(bytesUntilFailure(raw({0x80, 0x80})), 1u) << "continuation";
    EXPECT_EQ(bytesUntilFailure(raw({0x09, 0x80})), 1u) << "fragmented ping";
    EXPECT_EQ(bytesUntilFailure(raw({0x81, 0x05, 'a'})), 2u) << "mask";
    EXPECT_EQ(bytesUntilFailure(raw({0x89, 0xFE, 0, 126})), 2u) << "long ping";
    EXPECT_EQ(bytesUntilFailure(raw({0x82, 0xFF, 0x80, 0})), 3u) << "negative length";
    EXPECT_EQ(bytesUntilFailure(raw({0x82, 0xFE, 0, 5, 1, 2, 3, 4})), 4u) << "long form";
    EXPECT_EQ(bytesUntilFailure(raw({0x82, 0xFE, 1, 0, 1, 2, 3, 4}), {255, 8}), 4u) << "limit";
    EXPECT_EQ(bytesUntilFailure(frame(kText, "abc\xFF later")), 10u) << "text";
    EXPECT_EQ(bytesUntilFailure(frame(kText, "ab\xED\xA0\x80")), 10u) << "surrogate";
}

TEST(FrameParser, NothingIsConsumedAfterAFailure)
{
    FrameParser parser(Role::server);
    CallRecorder recorder;
    std::string wire = frame(kText, "ok") + raw({0xFF}) + frame(kText, "never");
    EXPECT_EQ(parser.feed(wire, {}, recorder), frame(kText, "ok").size());
    ASSERT_NE(parser.failure(), nullptr);
    EXPECT_EQ(parser.failure()->code, CloseCode::protocolError);
    std::string more = frame(kText, "never");
    EXPECT_EQ(parser.feed(more, {}, recorder), 0u);
    EXPECT_EQ(recorder.calls, Calls {"text ok"});
    EXPECT_EQ(parser.bufferedBytes(), 0u);
}

TEST(FrameParser, PauseStopsAfterTheMessage)
{
    FrameParser parser(Role::server);
    CallRecorder recorder;
    recorder.pauses = true;
    const std::string first = frame(kText, "one");
    std::string wire = first + frame(Opcode::ping, "") + frame(kText, "two");
    std::span<char> rest(wire);
    std::size_t used = parser.feed(rest, {}, recorder);
    EXPECT_EQ(used, first.size());
    EXPECT_EQ(recorder.calls, Calls {"text one"});
    rest = rest.subspan(used);
    used = parser.feed(rest, {}, recorder);
    EXPECT_EQ(used, 6u);
    rest = rest.subspan(used);
    recorder.pauses = false;
    EXPECT_EQ(parser.feed(rest, {}, recorder), rest.size());
    EXPECT_EQ(recorder.calls, (Calls {"text one", "ping ", "text two"}));
}

TEST(FrameParser, AWholeFrameIsHandedOnWhereItLies)
{
    class Where : public CallRecorder {
    public:
        bool onMessage(Opcode, std::span<char> payload) override
        {
            at = payload.data();
            return true;
        }
        char *at = nullptr;
    };
    Where where;
    FrameParser parser(Role::server);
    std::string wire = frame(kBinary, std::string(300, 'z'));
    parser.feed(wire, {}, where);
    EXPECT_EQ(where.at, wire.data() + 8);
    // So it is after a header that came alone.
    std::string again = frame(kBinary, std::string(300, 'z'));
    parser.feed(std::span(again).first(5), {}, where);
    EXPECT_TRUE(parser.midMessage());
    parser.feed(std::span(again).subspan(5), {}, where);
    EXPECT_EQ(where.at, again.data() + 8);
    EXPECT_FALSE(parser.midMessage());
}

TEST(FrameParser, MemoryFollowsTheBytesNotTheHeader)
{
    const ParserLimits limits {64u << 20, 8};
    std::vector<FrameParser> parsers;
    for (int i = 0; i < 40; ++i) {
        parsers.emplace_back(Role::server);
        CallRecorder recorder;
        std::string wire = raw({0x82, 0xFF, 0, 0, 0, 0, 0x03, 0, 0, 0, 1, 2, 3, 4}) + "payload";
        parsers.back().feed(wire, limits, recorder);
        EXPECT_TRUE(parsers.back().midMessage());
        EXPECT_LT(parsers.back().bufferedBytes(), 1024u);
    }
    CallRecorder recorder;
    std::string chunk(100'000, 'c');
    std::size_t fed = 7;
    for (int i = 0; i < 50; ++i) {
        std::string copy = chunk;
        parsers[0].feed(copy, limits, recorder);
        fed += chunk.size();
        EXPECT_LT(parsers[0].bufferedBytes(), 2 * fed + 1024);
    }
}

TEST(FrameParser, MemoryIsFreedAfterTheMessage)
{
    const ParserLimits limits {8u << 20, 8};
    FrameParser parser(Role::server);
    CallRecorder recorder;
    const std::string wire = frame(kBinary, std::string(4u << 20, 'b'));
    std::string first = wire.substr(0, 3u << 20);
    std::string second = wire.substr(3u << 20);
    parser.feed(first, limits, recorder);
    EXPECT_GE(parser.bufferedBytes(), first.size() - 14);
    EXPECT_LE(parser.bufferedBytes(), (4u << 20) + 1024) << "bounded by the declared length";
    parser.feed(second, limits, recorder);
    EXPECT_EQ(recorder.calls.size(), 1u);
    EXPECT_EQ(parser.bufferedBytes(), 0u);
    EXPECT_FALSE(parser.midMessage());
}

TEST(FrameParser, FrameInfoTellsTheHeader)
{
    class Frames : public CallRecorder {
    public:
        void onFrame(const FrameInfo &frame) override { seen.push_back(frame); }
        std::vector<FrameInfo> seen;
    };
    Frames frames;
    FrameParser parser(Role::server);
    std::string wire = frame(kText, std::string(200, 'a'), false) + frame(Opcode::pong, "x")
        + frame(kMore, std::string(70'000, 'b'));
    parser.feed(wire, {}, frames);
    ASSERT_EQ(frames.seen.size(), 3u);
    EXPECT_FALSE(frames.seen[0].fin);
    EXPECT_EQ(frames.seen[0].opcode, Opcode::text);
    EXPECT_EQ(frames.seen[0].headerSize, 8);
    EXPECT_EQ(frames.seen[0].payload, 200u);
    EXPECT_TRUE(frames.seen[0].masked);
    EXPECT_EQ(frames.seen[0].key, (MaskKey {0x37, 0xfa, 0x21, 0x3d}));
    EXPECT_EQ(frames.seen[1].opcode, Opcode::pong);
    EXPECT_EQ(frames.seen[1].headerSize, 6);
    EXPECT_EQ(frames.seen[2].headerSize, 14);
    EXPECT_TRUE(frames.seen[2].fin);
}

TEST(FrameParser, TellsWhereItIs)
{
    FrameParser parser(Role::server);
    CallRecorder recorder;
    const auto feed = [&](std::string wire) { parser.feed(wire, {}, recorder); };
    const std::string first = frame(kText, "first", false);
    EXPECT_FALSE(parser.midMessage() || parser.midFrame());
    feed(first.substr(0, 1));
    EXPECT_TRUE(parser.midMessage() && parser.midFrame());
    feed(first.substr(1, 7));
    EXPECT_TRUE(parser.midMessage() && parser.midFrame());
    feed(first.substr(8));
    EXPECT_TRUE(parser.midMessage());
    EXPECT_FALSE(parser.midFrame()) << "between fragments";
    const std::string ping = frame(Opcode::ping, "p");
    feed(ping.substr(0, 6));
    EXPECT_TRUE(parser.midFrame());
    feed(ping.substr(6));
    EXPECT_TRUE(parser.midMessage());
    EXPECT_FALSE(parser.midFrame());
    feed(frame(kMore, "last"));
    EXPECT_FALSE(parser.midMessage() || parser.midFrame());
}

TEST(FrameParser, LimitsMayChangeBetweenCalls)
{
    FrameParser parser(Role::server);
    CallRecorder recorder;
    std::string small = frame(kText, "12345");
    parser.feed(small, {5, 1}, recorder);
    std::string again = frame(kText, "12345");
    parser.feed(again, {4, 1}, recorder);
    EXPECT_EQ(recorder.calls, Calls {"text 12345"});
    ASSERT_NE(parser.failure(), nullptr);
    EXPECT_EQ(parser.failure()->code, CloseCode::messageTooBig);
}

TEST(FrameParser, IdleConnectionsAreSmall)
{
    static_assert(sizeof(FrameParser) <= 40);
    EXPECT_EQ(FrameParser(Role::server).bufferedBytes(), 0u);
    EXPECT_EQ(FrameParser(Role::server, true).bufferedBytes(), 0u);
}

} // namespace wavetape::websocket
