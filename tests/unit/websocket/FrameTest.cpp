// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Frame.h"
#include "websocket/Utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace wavetape::websocket {

namespace {

std::string header(Opcode opcode, std::uint64_t payload, bool fin = true, bool rsv1 = false)
{
    char out[kMaxServerHeader];
    const std::size_t size = writeServerHeader(out, opcode, payload, fin, rsv1);
    EXPECT_EQ(size, serverHeaderSize(payload));
    return {out, size};
}

std::string bytes(std::initializer_list<int> values)
{
    std::string out;
    for (const int value : values) {
        out.push_back(static_cast<char>(value));
    }
    return out;
}

} // namespace

TEST(Frame, HeadersAreShortest)
{
    EXPECT_EQ(header(Opcode::text, 0), bytes({0x81, 0}));
    EXPECT_EQ(header(Opcode::text, 125), bytes({0x81, 125}));
    EXPECT_EQ(header(Opcode::binary, 126), bytes({0x82, 126, 0, 126}));
    EXPECT_EQ(header(Opcode::binary, 0xFFFF), bytes({0x82, 126, 0xFF, 0xFF}));
    EXPECT_EQ(header(Opcode::binary, 0x10000), bytes({0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
    EXPECT_EQ(header(Opcode::binary, 0x0123456789ABCDEF),
        bytes({0x82, 127, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}));
}

TEST(Frame, FirstByteCarriesFinRsv1AndOpcode)
{
    EXPECT_EQ(header(Opcode::text, 1, false), bytes({0x01, 1}));
    EXPECT_EQ(header(Opcode::continuation, 1, true), bytes({0x80, 1}));
    EXPECT_EQ(header(Opcode::text, 1, true, true), bytes({0xC1, 1}));
    EXPECT_EQ(header(Opcode::close, 2), bytes({0x88, 2}));
    EXPECT_EQ(header(Opcode::pong, 0), bytes({0x8A, 0}));
}

TEST(Frame, ExamplesOfTheRfc)
{
    // RFC 6455 section 5.7.
    std::string out;
    appendServerFrame(out, Opcode::text, "Hello");
    EXPECT_EQ(out, bytes({0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}));
    out.clear();
    appendClientFrame(out, Opcode::text, "Hello", 0x37fa213d);
    EXPECT_EQ(out, bytes({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
}

TEST(Frame, MaskingAtEverySizePhaseAndAlignment)
{
    std::mt19937 random(2);
    std::string source(400, '\0');
    for (char &c : source) {
        c = static_cast<char>(random());
    }
    const MaskKey key {0x12, 0x9A, 0xFF, 0x01};
    for (std::size_t offset = 0; offset < 9; ++offset) {
        for (std::size_t size = 0; size < 200; ++size) {
            for (std::size_t phase = 0; phase < 6; ++phase) {
                std::string expected = source;
                for (std::size_t i = 0; i < size; ++i) {
                    expected[offset + i] = static_cast<char>(
                        static_cast<std::uint8_t>(source[offset + i]) ^ key[(phase + i) % 4]);
                }
                std::string inPlace = source;
                applyMask(inPlace.data() + offset, size, key, phase);
                ASSERT_EQ(inPlace, expected);
                std::string copied = source;
                copyMasked(copied.data() + offset, source.data() + offset, size, key, phase);
                ASSERT_EQ(copied, expected);
            }
        }
    }
}

TEST(Frame, ClosePayload)
{
    const auto payload = [](std::uint16_t code, std::string_view reason) {
        std::string out;
        appendClosePayload(out, code, reason);
        return out;
    };
    EXPECT_EQ(payload(1000, "bye"), bytes({0x03, 0xE8, 'b', 'y', 'e'}));
    EXPECT_EQ(payload(1005, "never sent"), "");
    EXPECT_EQ(payload(1006, ""), "");
    EXPECT_EQ(payload(4999, "").size(), 2u);
}

TEST(Frame, CloseReasonIsCutAtACharacter)
{
    const std::string character[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (std::size_t length = 0; length < 130; ++length) {
        for (const std::string &last : character) {
            std::string out;
            appendClosePayload(out, 1011, std::string(length, 'x') + last + last + last);
            ASSERT_LE(out.size(), kMaxControlPayload);
            ASSERT_GE(out.size(), std::min<std::size_t>(length + 3 * last.size() + 2, 122));
            ASSERT_TRUE(isValidUtf8(std::string_view(out).substr(2)));
        }
    }
}

} // namespace wavetape::websocket
