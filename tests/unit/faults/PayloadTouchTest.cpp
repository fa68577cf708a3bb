// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/PayloadTouch.h"
#include "faults/ByteLine.h"
#include "faults/ToxicJson.h"
#include "websocket/Frame.h"

#include <gtest/gtest.h>

#include <bit>

namespace wavetape::faults {

namespace {

std::string frameOf(std::string_view payload)
{
    std::string bytes;
    websocket::appendServerFrame(bytes, websocket::Opcode::text, payload);
    return bytes;
}

ByteFault byteFault(FaultType type, uint64_t amount)
{
    Fault fault;
    fault.type = type;
    fault.amount = amount;
    fault.name = "a";
    return {fault, 0, kNever};
}

/// What a line that corrupts makes of that, put in pieces of that size.
std::string corrupted(std::string_view bytes, size_t piece)
{
    ByteLine line(1 << 20);
    const ByteFault faults[] {byteFault(FaultType::corrupt, 2)};
    line.set(faults);
    std::string out;
    for (size_t at = 0; at < bytes.size(); at += piece) {
        line.put(bytes.substr(at, piece), 0);
        const std::string_view due = line.due(0);
        out += due;
        line.taken(due.size());
    }
    return out;
}

} // namespace

TEST(PayloadTouch, fragmentsAreOneMessage)
{
    std::string expected;
    websocket::appendServerFrame(expected, websocket::Opcode::text, "abc", false);
    websocket::appendServerFrame(expected, websocket::Opcode::continuation, "def", false);
    websocket::appendServerFrame(expected, websocket::Opcode::continuation, "g", true);
    EXPECT_EQ(fragmented(frameOf("abcdefg"), 3), expected);
    EXPECT_EQ(fragmented(frameOf("abc"), 3), frameOf("abc")) << "nothing to be cut";
    EXPECT_EQ(fragmented(frameOf(""), 3), frameOf(""));
    const std::string large(70'000, 'x');
    const std::string frames = fragmented(frameOf(large), 100);
    EXPECT_EQ(frames.size(), large.size() + 700 * 2);
}

TEST(PayloadTouch, aReservedBitAndNothingElse)
{
    const std::string frame = frameOf("abc");
    std::string touched = withReservedBit(frame);
    EXPECT_EQ(touched[0], '\xa1');
    touched[0] = frame[0];
    EXPECT_EQ(touched, frame);
}

TEST(PayloadTouch, spoilsWhatThereIs)
{
    EXPECT_EQ(spoilt(R"("abc")", Touch::badUtf8, 0),
        "\"a\xff"
        "c\"");
    EXPECT_EQ(spoilt("", Touch::badUtf8, 0), std::nullopt);
    EXPECT_EQ(spoilt(R"({"data":{"crc":10,"x":1},"seq":2})", Touch::badChecksum, 0),
        R"({"data":{"crc":11,"x":1},"seq":2})");
    EXPECT_EQ(spoilt(R"({"data":{"x":1}})", Touch::badChecksum, 0), std::nullopt);
    EXPECT_EQ(spoilt(R"({"data":{"ts":1},"seq":2,"ts":1000.125})", Touch::skewed, 500),
        R"({"data":{"ts":1},"seq":2,"ts":1500.125})")
        << "the publication's own, not one in its data";
    EXPECT_EQ(spoilt(R"({"data":1})", Touch::skewed, 500), std::nullopt);
    EXPECT_EQ(spoilt(R"({"ts":"now"})", Touch::skewed, 500), std::nullopt);
    EXPECT_EQ(spoilt(R"({"ts":1})", Touch::twice, 500), std::nullopt);
}

TEST(PayloadTouch, eachBlockLosesItsBitsHoweverItCame)
{
    const std::string bytes(4096, '\0');
    const std::string whole = corrupted(bytes, bytes.size());
    EXPECT_EQ(whole, corrupted(bytes, 1));
    EXPECT_EQ(whole, corrupted(bytes, 1000));
    int flipped = 0;
    for (const char c : whole)
        flipped += std::popcount(static_cast<unsigned char>(c));
    EXPECT_EQ(flipped, 4 * 2);
}

TEST(PayloadTouch, aBlackholeHoldsAllUntilItIsGone)
{
    ByteLine line(1 << 20);
    const ByteFault faults[] {byteFault(FaultType::blackhole, 0)};
    line.set(faults);
    EXPECT_EQ(line.put("abc", 0), 3u);
    EXPECT_EQ(line.due(3'600'000 * kNanosPerMs), "");
    EXPECT_EQ(line.nextDueNanos(0), kNever);
    line.set({});
    EXPECT_EQ(line.due(1), "abc");
}

TEST(PayloadTouch, everyNewTypeIsReadAndWrittenAlike)
{
    for (const char *body :
        {R"({"name":"a","type":"blackhole"})", R"({"name":"a","type":"half_close"})",
            R"({"name":"a","type":"corrupt","attributes":{"bits":3}})",
            R"({"name":"a","type":"ws_fragment","attributes":{"size":3}})",
            R"({"name":"a","type":"ws_rsv"})", R"({"name":"a","type":"ws_bad_utf8"})",
            R"({"name":"a","type":"msg_reorder","attributes":{"n":3}})",
            R"({"name":"a","type":"msg_delay","attributes":{"ms":3}})",
            R"({"name":"a","type":"book_bad_crc"})",
            R"({"name":"a","type":"clock_skew","attributes":{"ms":3}})"})
        EXPECT_TRUE(readToxic(body)) << body;
    for (const char *body :
        {R"({"type":"corrupt","attributes":{"bits":65}})", R"({"type":"msg_delay"})",
            R"({"type":"clock_skew"})", R"({"type":"ws_fragment","attributes":{"size":0}})",
            R"({"type":"msg_reorder","attributes":{"n":101}})"})
        EXPECT_FALSE(readToxic(body)) << body;
    FaultBoard board;
    board.addOwn("127.0.0.1:1");
    for (const char *type : {"blackhole", "half_close", "ws_rsv", "msg_reorder"})
        EXPECT_FALSE(board.addToxic("wavetape",
            readToxic(std::string(R"({"stream":"upstream","type":")") + type + "\"}").value()))
            << type;
}

TEST(PayloadTouch, oneIsTouchedForEachTurnNotOnceForAll)
{
    FaultPlan plan(FaultRequest {}, "c1");
    Fault fault;
    fault.type = FaultType::clockSkew;
    fault.amount = 5;
    plan.setShared({&fault, 1}, 0);
    for (uint64_t seq = 1; seq <= 3; ++seq) {
        const auto strike = plan.onMessage({"chat.a", seq}, 0);
        ASSERT_TRUE(strike);
        EXPECT_EQ(strike->touch, Touch::skewed);
        EXPECT_EQ(strike->amount, 5u);
    }
    MessageFacts binary {"wave.a", 4};
    binary.text = false;
    EXPECT_FALSE(plan.onMessage(binary, 0));
    fault.type = FaultType::badChecksum;
    plan.setShared({&fault, 1}, 0);
    EXPECT_FALSE(plan.onMessage({"book.A", 5}, 0)) << "it has none";
    MessageFacts book {"book.A", 6};
    book.checksum = true;
    EXPECT_TRUE(plan.onMessage(book, 0));
}

TEST(FaultBoard, putsOnAllOwnDoorsAndReplacesByName)
{
    FaultBoard board;
    board.addOwn("127.0.0.1:1");
    board.addOwn("127.0.0.1:2");
    const auto latency = [](unsigned ms) {
        return readToxic(
            R"({"name":"x","type":"latency","attributes":{"latency":)" + std::to_string(ms) + "}}")
            .value();
    };
    EXPECT_TRUE(board.putOwnToxic(latency(5)));
    EXPECT_TRUE(board.putOwnToxic(latency(7)));
    ASSERT_EQ(board.ownToxics().size(), 1u);
    EXPECT_EQ(board.ownToxics().front().amount, 7u);
    EXPECT_EQ(board.proxy("wavetape-2")->toxics.front().amount, 7u);
    Fault never = latency(9);
    never.type = FaultType::cut;
    never.match.direction = Direction::up;
    EXPECT_FALSE(board.putOwnToxic(never));
    EXPECT_EQ(board.ownToxics().front().amount, 7u) << "what cannot be put takes nothing away";
    board.takeOwnToxic("x");
    board.takeOwnToxic("x");
    EXPECT_TRUE(board.ownToxics().empty());
    EXPECT_TRUE(board.quiet());
}

} // namespace wavetape::faults
