// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Deflate.h"
#include "CallRecorder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include <zlib.h>

namespace wavetape::websocket {

namespace {

/// Inflates a message with steps of `room` bytes; nothing if it is invalid or not complete.
std::optional<std::string> inflated(Inflater &inflater, std::string payload, std::size_t room = 64)
{
    payload += kDeflateTail;
    std::span<const char> input(payload);
    std::string out;
    std::string step(room, '\0');
    for (;;) {
        const auto [produced, valid] = inflater.step(input, step);
        if (!valid) {
            return std::nullopt;
        }
        out.append(step, 0, produced);
        if (input.empty() && produced < room) {
            break;
        }
    }
    return inflater.atBoundary() ? std::optional(out) : std::nullopt;
}

std::string sample(unsigned seed, std::size_t size)
{
    std::mt19937 random(seed);
    std::string text;
    while (text.size() < size) {
        text += random() % 3
            ? "{\"symbol\":\"ACME\",\"price\":" + std::to_string(random() % 1000) + "}"
            : std::string(random() % 40, static_cast<char>(random()));
    }
    text.resize(size);
    return text;
}

std::string compressedFrame(
    std::string_view payload, Opcode opcode = Opcode::text, bool fin = true, bool rsv1 = true)
{
    std::string out;
    appendClientFrame(out, opcode, payload, 0x01020304, fin, rsv1);
    return out;
}

} // namespace

TEST(Deflate, ExamplesOfTheRfc)
{
    // RFC 7692 section 7.2.3.
    Inflater inflater;
    EXPECT_EQ(inflated(inflater, raw({0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00})), "Hello");
    EXPECT_EQ(inflated(inflater, raw({0xf2, 0x00, 0x11, 0x00, 0x00})), "Hello");
    EXPECT_EQ(
        inflated(inflater, raw({0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00})),
        "Hello");
    EXPECT_EQ(inflated(inflater, raw({0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00})), "Hello");
    EXPECT_EQ(
        inflated(inflater,
            raw({0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00})),
        "Hello");
    EXPECT_EQ(inflated(inflater, raw({0x00})), "");
}

TEST(Deflate, TheContextSurvivesAFinalBlock)
{
    Inflater inflater;
    ASSERT_EQ(inflated(inflater, raw({0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00})), "Hello");
    EXPECT_EQ(inflated(inflater, raw({0xf2, 0x00, 0x11, 0x00, 0x00})), "Hello");
}

TEST(Deflate, RoundTripAtEveryWindowSizeAndLevel)
{
    for (int bits = 8; bits <= 15; ++bits) {
        for (const int level : {0, 1, 6, 9}) {
            Deflater deflater(bits, level);
            Inflater inflater(bits);
            Inflater wide(15);
            for (unsigned seed = 1; seed < 12; ++seed) {
                const std::string text = sample(seed, seed == 5 ? 0 : seed * seed * 700);
                std::string packed;
                deflater.compress(text, packed);
                ASSERT_EQ(inflated(wide, packed, 1000), text);
                // One byte at a time, so that only the window of that size is there to refer to.
                ASSERT_EQ(inflated(inflater, packed, 1), text) << "bits " << bits;
            }
        }
    }
}

TEST(Deflate, CompressAppends)
{
    Deflater deflater(15);
    std::string out = "header";
    deflater.compress("Hello", out);
    EXPECT_EQ(out.substr(0, 6), "header");
    Inflater inflater;
    EXPECT_EQ(inflated(inflater, out.substr(6)), "Hello");
}

TEST(Deflate, ContextTakeoverPaysAndResetForgets)
{
    Deflater deflater(15);
    const std::string text = sample(7, 2000);
    std::string first;
    std::string second;
    std::string third;
    deflater.compress(text, first);
    deflater.compress(text, second);
    deflater.reset();
    deflater.compress(text, third);
    EXPECT_LT(second.size(), first.size() / 4);
    EXPECT_EQ(third, first);
    Inflater fresh;
    EXPECT_FALSE(inflated(fresh, second).has_value());
}

TEST(Deflate, StandaloneFramesMixWithAConnectionsOwn)
{
    Deflater own(15);
    Inflater receiver;
    for (unsigned seed = 1; seed < 20; ++seed) {
        const std::string text = sample(seed, 500);
        if (seed % 3 == 0) {
            ASSERT_EQ(inflated(receiver, deflateStandalone(text, 12)), text);
            own.reset();
        } else {
            std::string packed;
            own.compress(text, packed);
            ASSERT_EQ(inflated(receiver, packed), text);
        }
    }
    EXPECT_EQ(deflateStandalone("same", 15), deflateStandalone("same", 15));
    EXPECT_EQ(deflateStandalone("", 15), raw({0}));
}

TEST(Deflate, ParserInflates)
{
    Deflater deflater(15);
    std::string wire;
    std::vector<std::string> expected;
    for (unsigned seed = 1; seed < 6; ++seed) {
        const std::string text = "message " + std::to_string(seed) + " of several alike";
        std::string packed;
        deflater.compress(text, packed);
        wire += compressedFrame(packed);
        expected.push_back("text " + text);
        wire += compressedFrame("plain between", Opcode::binary, true, false);
        expected.emplace_back("binary plain between");
    }
    const Outcome whole = feedInPieces(FrameParser(Role::server, true), wire, {});
    EXPECT_EQ(whole.calls, expected);
    for (std::size_t i = 1; i < wire.size(); ++i) {
        ASSERT_EQ(feedInPieces(FrameParser(Role::server, true), wire, {}, {i}), whole);
    }
}

TEST(Deflate, ParserInflatesFragmentsAndEmptyOnes)
{
    const std::string packed = deflateStandalone("Hello over fragments");
    const std::string wire = compressedFrame("", Opcode::text, false)
        + compressedFrame(packed.substr(0, 3), Opcode::continuation, false, false)
        + compressedFrame("ping", Opcode::ping, true, false)
        + compressedFrame(packed.substr(3), Opcode::continuation, false, false)
        + compressedFrame("", Opcode::continuation, true, false);
    const Outcome run = feedInPieces(FrameParser(Role::server, true), wire, {});
    EXPECT_EQ(run.calls, (std::vector<std::string> {"ping ping", "text Hello over fragments"}));
}

TEST(Deflate, ParserRefuses)
{
    const auto failure = [](const std::string &wire, ParserLimits limits = {}) {
        const Outcome whole = feedInPieces(FrameParser(Role::server, true), wire, limits);
        for (std::size_t i = 1; i < wire.size(); i += 1 + wire.size() / 500) {
            EXPECT_EQ(feedInPieces(FrameParser(Role::server, true), wire, limits, {i}), whole);
        }
        return whole.failure;
    };
    const std::string hello = deflateStandalone("Hello");
    EXPECT_EQ(failure(compressedFrame("p", Opcode::ping)), 1002) << "compressed ping";
    EXPECT_EQ(failure(compressedFrame(hello, Opcode::text, false)
                  + compressedFrame("x", Opcode::continuation)),
        1002)
        << "RSV1 on a continuation";
    EXPECT_EQ(failure(compressedFrame("\xFF\xFF\xFF\xFF")), 1007) << "not deflate";
    EXPECT_EQ(failure(compressedFrame(hello.substr(0, 4))), 1007) << "cut short";
    EXPECT_EQ(failure(compressedFrame(raw({0x00, 0x64, 0x00, 0x9B, 0xFF}) + "hello")), 1007)
        << "a stored block without its end";
    EXPECT_EQ(failure(compressedFrame(raw({0xf2, 0x00, 0x11, 0x00, 0x00}))), 1007)
        << "refers to nothing";
    EXPECT_EQ(failure(compressedFrame(deflateStandalone("wrong \xFF text"))), 1007);
    EXPECT_EQ(failure(compressedFrame(deflateStandalone("\xE2\x82"))), 1007) << "half a character";
    EXPECT_EQ(failure(compressedFrame(deflateStandalone("\xFF"), Opcode::binary)), 0);
    EXPECT_EQ(failure(compressedFrame(deflateStandalone(std::string(1001, 'x'))), {1000, 8}), 1009);
    EXPECT_EQ(failure(compressedFrame(deflateStandalone(std::string(1000, 'x'))), {1000, 8}), 0);
}

TEST(Deflate, ABombStaysSmall)
{
    const std::string packed = deflateStandalone(std::string(8u << 20, '\0'));
    ASSERT_LT(packed.size(), 20'000u);
    FrameParser parser(Role::server, true);
    CallRecorder recorder;
    std::string wire = compressedFrame(packed, Opcode::binary);
    std::size_t most = 0;
    for (std::size_t at = 0; at < wire.size() && parser.failure() == nullptr; at += 10) {
        parser.feed(std::span(wire).subspan(at, std::min<std::size_t>(10, wire.size() - at)),
            {1u << 20, 8}, recorder);
        most = std::max(most, parser.bufferedBytes());
    }
    ASSERT_NE(parser.failure(), nullptr);
    EXPECT_EQ(parser.failure()->code, CloseCode::messageTooBig);
    EXPECT_LT(most, (1u << 20) + 64 * 1024);
}

TEST(Deflate, EndlessEmptyBlocksAreTooBig)
{
    std::string blocks;
    for (int i = 0; i < 2000; ++i) {
        blocks += raw({0, 0, 0, 0xFF, 0xFF});
    }
    const Outcome run = feedInPieces(
        FrameParser(Role::server, true), compressedFrame(blocks, Opcode::binary), {1000, 8});
    EXPECT_EQ(run.failure, 1009);
}

TEST(Deflate, WithoutContextTakeoverEachMessageStandsAlone)
{
    DeflateParams params;
    params.clientNoContextTakeover = true;
    Deflater deflater(15);
    std::string first;
    std::string second;
    deflater.compress("Hello Hello Hello Hello", first);
    deflater.compress("Hello Hello Hello Hello", second);
    const Outcome run = feedInPieces(
        FrameParser(Role::server, params), compressedFrame(first) + compressedFrame(second), {});
    EXPECT_EQ(run.calls.size(), 1u);
    EXPECT_EQ(run.failure, 1007);
    FrameParser idle(Role::server, params);
    CallRecorder recorder;
    std::string wire = compressedFrame(first);
    idle.feed(wire, {}, recorder);
    EXPECT_EQ(idle.bufferedBytes(), 0u);
}

TEST(Deflate, AnEmptyCompressedFrameIsAnEmptyMessage)
{
    const std::string hello = deflateStandalone("Hello");
    const Outcome run = feedInPieces(FrameParser(Role::server, true),
        compressedFrame(hello) + compressedFrame("") + compressedFrame(raw({0}))
            + compressedFrame(hello),
        {});
    EXPECT_EQ(run.calls, (std::vector<std::string> {"text Hello", "text ", "text ", "text Hello"}));
}

} // namespace wavetape::websocket
