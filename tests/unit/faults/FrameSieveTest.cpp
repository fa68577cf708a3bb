// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FrameSieve.h"
#include "websocket/Frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace wavetape::faults {

namespace {

using websocket::Opcode;

const std::string kSwitching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

std::string frameOf(Opcode opcode, std::string_view payload, bool fin = true)
{
    std::string bytes;
    websocket::appendServerFrame(bytes, opcode, payload, fin);
    return bytes;
}

/// What a client gets of `bytes`, which come in pieces of that size.
std::string sieved(std::vector<Fault> toxics, std::string_view bytes, size_t piece = 1 << 20)
{
    FaultPlan plan(FaultRequest {}, "l1");
    for (size_t i = 0; i < toxics.size(); ++i)
        toxics[i].name = 't' + std::to_string(i);
    plan.setShared(toxics, 0);
    FrameSieve sieve;
    sieve.setKeeps(std::any_of(
        toxics.begin(), toxics.end(), [](const Fault &fault) { return fault.touchesMessages(); }));
    std::string out;
    for (size_t at = 0; at < bytes.size(); at += piece)
        sieve.put(
            bytes.substr(at, piece), plan, 0, [](const auto &, const auto &) {}, out);
    return out;
}

Fault nth(FaultType type, uint64_t which, uint64_t amount = 0)
{
    Fault fault;
    fault.type = type;
    fault.amount = amount;
    fault.when.nth = which;
    return fault;
}

} // namespace

TEST(FrameSieve, changesNothingWhereNothingIsAskedFor)
{
    std::minstd_rand random(3);
    std::string bytes = kSwitching, whole = kSwitching;
    for (int i = 0; i < 100; ++i) {
        const std::string payload(random() % (i % 20 ? 300 : 70'000), 'x');
        const Opcode opcode = random() % 2 ? Opcode::text : Opcode::binary;
        bytes += frameOf(opcode, payload, false) + frameOf(Opcode::ping, "p")
            + frameOf(Opcode::continuation, "end");
        whole += frameOf(opcode, payload) + frameOf(Opcode::ping, "p");
    }
    for (const size_t piece : {1, 2, 3, 7, 1000, 1 << 20}) {
        EXPECT_TRUE(sieved({}, bytes, piece) == bytes);
        EXPECT_TRUE(sieved({nth(FaultType::drop, 1'000)}, whole, piece) == whole) << "kept, given";
    }
    const std::string plain = "HTTP/1.1 200 OK\r\n\r\n\x81\x01"
                              "a";
    EXPECT_EQ(sieved({nth(FaultType::drop, 1)}, plain, 1), plain) << "is no WebSocket";
    EXPECT_EQ(sieved({nth(FaultType::drop, 1)}, "+OK\r\n"), "+OK\r\n") << "nor HTTP";
}

TEST(FrameSieve, touchesWholeMessages)
{
    const std::string one = frameOf(Opcode::text, "{\"a\":1}"), ping = frameOf(Opcode::ping, "p"),
                      first = frameOf(Opcode::text, "{\"b\"", false),
                      last = frameOf(Opcode::continuation, ":2}"),
                      three = frameOf(Opcode::binary, "xyz");
    const std::string bytes = kSwitching + one + first + ping + last + three;
    const std::string dropped = kSwitching + one + ping + three,
                      doubled = kSwitching + one + ping + first + last + first + last + three,
                      cut
        = kSwitching + frameOf(Opcode::text, "{\"a") + ping + first + last + three;
    for (const size_t piece : {1, 5, 1 << 20}) {
        EXPECT_EQ(sieved({nth(FaultType::drop, 2)}, bytes, piece), dropped)
            << "all its parts, and not what is between them";
        EXPECT_EQ(sieved({nth(FaultType::duplicate, 2)}, bytes, piece), doubled);
        EXPECT_EQ(sieved({nth(FaultType::truncateJson, 1)}, bytes, piece), cut);
    }
}

TEST(FrameSieve, closesAfterTheNthAndSaysNoMore)
{
    std::string bytes = kSwitching, before = kSwitching;
    for (int i = 1; i <= 10; ++i) {
        const std::string frame = frameOf(Opcode::text, std::to_string(i));
        bytes += frame;
        if (i <= 4)
            before += frame;
    }
    Fault close = nth(FaultType::close, 4, 1012);
    close.reason = "x";
    for (const size_t piece : {1, 3, 1 << 20})
        EXPECT_EQ(sieved({close}, bytes, piece), before + frameOf(Opcode::close, "\x03\xf4x"));
    Fault drop = nth(FaultType::drop, 0);
    drop.when.every = 2;
    EXPECT_EQ(sieved({drop, close}, bytes),
        kSwitching + frameOf(Opcode::text, "1") + frameOf(Opcode::text, "3")
            + frameOf(Opcode::text, "5") + frameOf(Opcode::text, "7")
            + frameOf(Opcode::close, "\x03\xf4x"))
        << "after the fourth that the client got";
}

TEST(FrameSieve, closesBetweenMessages)
{
    FaultPlan plan(FaultRequest {}, "l1");
    FrameSieve sieve;
    std::string out;
    const auto put = [&](std::string_view bytes) {
        sieve.put(
            bytes, plan, 0, [](const auto &, const auto &) {}, out);
    };
    put(kSwitching + frameOf(Opcode::text, "a", false));
    sieve.close(1001, "", out);
    EXPECT_FALSE(sieve.closed()) << "a message is half out";
    put(frameOf(Opcode::continuation, "b") + frameOf(Opcode::text, "c"));
    EXPECT_TRUE(sieve.closed());
    EXPECT_EQ(out,
        kSwitching + frameOf(Opcode::text, "a", false) + frameOf(Opcode::continuation, "b")
            + frameOf(Opcode::close, "\x03\xe9"));
}

TEST(FrameSieve, underAnExtensionMessagesAreCountedOnly)
{
    const std::string head
        = "HTTP/1.1 101 x\r\nSEC-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    const std::string one = frameOf(Opcode::text, "1"), two = frameOf(Opcode::text, "2");
    EXPECT_EQ(sieved({nth(FaultType::drop, 1)}, head + one + two), head + one + two);
    EXPECT_EQ(sieved({nth(FaultType::close, 1, 1012)}, head + one + two),
        head + one + frameOf(Opcode::close, "\x03\xf4"));
    EXPECT_EQ(withoutExtensions("GET / HTTP/1.1\r\nHost: a\r\nsec-websocket-EXTENSIONS: x; y\r\nB: "
                                "c\r\n\r\n"),
        "GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n");
}

TEST(FrameSieve, takesAnyBytes)
{
    std::minstd_rand random(5);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = round % 2 ? kSwitching : "";
        for (int i = 0; i < 200; ++i)
            bytes += static_cast<char>(random());
        sieved(
            {nth(FaultType::drop, 2), nth(FaultType::duplicate, 3), nth(FaultType::close, 5, 1012)},
            bytes, 1 + random() % 40);
    }
}

TEST(FrameSieve, holdsTheNextMessageAndAllBehindIt)
{
    FaultPlan plan(FaultRequest {}, "l1");
    const auto nobody = [](const auto &, const auto &) {};
    for (const size_t piece : {1u, 1'000'000u}) {
        FrameSieve sieve;
        sieve.setKeeps(true);
        std::string out;
        const auto put = [&](std::string_view bytes) {
            for (size_t at = 0; at < bytes.size(); at += piece)
                sieve.put(bytes.substr(at, piece), plan, 0, nobody, out);
        };
        const std::string before = kSwitching + frameOf(Opcode::text, "zero");
        put(before);
        sieve.holdNext(true);
        // One in two frames is passed by, the next is held.
        const std::string fragmented = frameOf(Opcode::text, "a", false)
            + frameOf(Opcode::continuation, "b") + frameOf(Opcode::ping, "p");
        const std::string held = frameOf(Opcode::text, "held");
        const std::string behind = frameOf(Opcode::ping, "q") + frameOf(Opcode::binary, "next");
        for (const std::string &bytes : {fragmented, held, behind})
            put(bytes);
        EXPECT_EQ(out, before + fragmented);
        ASSERT_TRUE(sieve.holds());
        EXPECT_EQ(sieve.heldPayload(), "held");
        EXPECT_TRUE(sieve.heldText());
        EXPECT_EQ(sieve.heldBytes(), held.size() + behind.size());
        out.clear();
        sieve.close(1012, "r", out);
        EXPECT_EQ(out, "") << "an end waits behind it too";
        sieve.letGo({false, "edited"}, out);
        EXPECT_EQ(
            out, frameOf(Opcode::text, "edited") + behind + frameOf(Opcode::close, "\x03\xf4r"));
        EXPECT_FALSE(sieve.holds());
        EXPECT_EQ(sieve.heldBytes(), 0u);
    }
    FrameSieve sieve;
    sieve.setKeeps(true);
    std::string out;
    sieve.holdNext(true);
    sieve.put(kSwitching + frameOf(Opcode::binary, "x"), plan, 0, nobody, out);
    EXPECT_FALSE(sieve.heldText());
    sieve.letGo({true, std::nullopt}, out);
    EXPECT_EQ(out, kSwitching);
}

TEST(FrameSieve, keepsNoMessageOfEmptyFramesWithoutEnd)
{
    FrameSieve sieve(Direction::up);
    sieve.setKeeps(true);
    sieve.holdNext(true);
    sieve.beginFrames(false);
    std::string frames;
    websocket::appendClientFrame(frames, Opcode::text, "", 1, false);
    for (int i = 0; i < 1'000; ++i)
        websocket::appendClientFrame(frames, Opcode::continuation, "", 1, false);
    std::string out;
    size_t given = 0, passed = 0;
    for (int i = 0; i < 100; ++i) {
        sieve.put(frames, out);
        frames.erase(0, i == 0 ? 6 : 0); // the one that begins
        given += frames.size() + (i == 0 ? 6 : 0);
        EXPECT_LE(sieve.heldBytes(), (256u << 10) + 6);
        passed += out.size();
        out.clear();
    }
    EXPECT_EQ(passed, given);
}

TEST(FrameSieve, holdsWhatAClientSays)
{
    const auto masked = [](Opcode opcode, std::string_view payload, bool fin = true) {
        std::string bytes;
        websocket::appendClientFrame(bytes, opcode, payload, 0x12ab34cd, fin);
        return bytes;
    };
    for (const size_t piece : {1u, 1'000'000u}) {
        FrameSieve sieve(Direction::up);
        sieve.setKeeps(true);
        std::string out;
        const auto put = [&](std::string_view bytes) {
            for (size_t at = 0; at < bytes.size(); at += piece)
                sieve.put(bytes.substr(at, piece), out);
        };
        sieve.holdNext(true);
        const std::string opaque = masked(Opcode::text, "before it is a WebSocket");
        put(opaque);
        EXPECT_EQ(out, opaque);
        out.clear();
        sieve.beginFrames(false);
        const std::string fragments
            = masked(Opcode::text, "a", false) + masked(Opcode::continuation, "b");
        const std::string behind = masked(Opcode::ping, "p") + masked(Opcode::binary, "next");
        put(std::string(fragments).append(masked(Opcode::text, "held")).append(behind));
        EXPECT_EQ(out, fragments);
        ASSERT_TRUE(sieve.holds());
        EXPECT_EQ(sieve.heldPayload(), "held");
        out.clear();
        sieve.letGo({false, "edited"}, out);
        EXPECT_EQ(out, masked(Opcode::text, "edited") + behind);

        out.clear();
        sieve.holdNext(true);
        put(masked(Opcode::binary, "bytes"));
        ASSERT_TRUE(sieve.holds());
        EXPECT_FALSE(sieve.heldText());
        sieve.letGo({}, out);
        EXPECT_EQ(out, masked(Opcode::binary, "bytes")) << "as it came";
    }
    FrameSieve compressed(Direction::up);
    compressed.setKeeps(true);
    compressed.holdNext(true);
    compressed.beginFrames(true);
    std::string out;
    compressed.put(masked(Opcode::text, "x"), out);
    EXPECT_EQ(out, masked(Opcode::text, "x"));
}

} // namespace wavetape::faults
