// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace wavetape::websocket {

namespace {

/// A slow second opinion: decodes by the definition of UTF-8 and looks at the code point.
/// Returns the offset of the first byte that no valid text can have there, or npos.
std::size_t firstWrongByte(std::string_view text, bool &complete)
{
    complete = true;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<std::uint8_t>(text[at]);
        const std::size_t length = lead < 0x80 ? 1
            : lead >> 5 == 6                   ? 2
            : lead >> 4 == 14                  ? 3
            : lead >> 3 == 30                  ? 4
                                               : 0;
        if (length == 0) {
            return at;
        }
        std::uint32_t low = length == 1 ? lead : lead & (0x7Fu >> length);
        std::uint32_t high = low;
        const std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        for (std::size_t i = 1; i <= length; ++i) {
            // The code points still reachable must hold one that is allowed.
            const std::size_t left = length - i;
            const std::uint32_t first = low << (6 * left);
            const std::uint32_t last = ((high + 1) << (6 * left)) - 1;
            const bool possible = last >= smallest[length] && first <= 0x10FFFF
                && !(first >= 0xD800 && last <= 0xDFFF);
            if (!possible) {
                return at + i - 1;
            }
            if (i == length) {
                break;
            }
            if (at + i == text.size()) {
                complete = false;
                return std::string_view::npos;
            }
            const auto byte = static_cast<std::uint8_t>(text[at + i]);
            if (byte >> 6 != 2) {
                return at + i;
            }
            low = low << 6 | (byte & 0x3F);
            high = low;
        }
        at += length;
    }
    return std::string_view::npos;
}

void expectSame(const std::string &text)
{
    bool complete = false;
    const std::size_t wrong = firstWrongByte(text, complete);
    Utf8Validator whole;
    ASSERT_EQ(whole.accept(text), wrong == std::string::npos) << testing::PrintToString(text);
    ASSERT_EQ(isValidUtf8(text), wrong == std::string::npos && complete);
    // Byte by byte it must stop at exactly that byte.
    Utf8Validator validator;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!validator.accept(std::span(text).subspan(i, 1))) {
            ASSERT_EQ(i, wrong) << testing::PrintToString(text);
            ASSERT_FALSE(validator.accept(std::string_view("a")));
            ASSERT_FALSE(validator.complete());
            return;
        }
    }
    ASSERT_EQ(wrong, std::string::npos) << testing::PrintToString(text);
    ASSERT_EQ(validator.complete(), complete);
}

} // namespace

TEST(Utf8, EveryCodePoint)
{
    for (std::uint32_t c = 0; c <= 0x110000; ++c) {
        std::string text;
        const auto add = [&text](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
        if (c < 0x80) {
            add(c);
        } else if (c < 0x800) {
            add(0xC0 | c >> 6);
            add(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            add(0xE0 | c >> 12);
            add(0x80 | (c >> 6 & 0x3F));
            add(0x80 | (c & 0x3F));
        } else {
            add(0xF0 | c >> 18);
            add(0x80 | (c >> 12 & 0x3F));
            add(0x80 | (c >> 6 & 0x3F));
            add(0x80 | (c & 0x3F));
        }
        const bool valid = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        ASSERT_EQ(isValidUtf8(text), valid) << c;
        // With room behind it the other path of the validator decides.
        ASSERT_EQ(isValidUtf8(text + "abcdefgh"), valid) << c;
    }
}

TEST(Utf8, EveryPairAndTripleOfBytes)
{
    for (unsigned a = 0; a < 256; ++a) {
        for (unsigned b = 0; b < 256; ++b) {
            const std::string pair {static_cast<char>(a), static_cast<char>(b)};
            expectSame(pair);
            for (const unsigned c : {0x00u, 0x41u, 0x7Fu, 0x80u, 0x8Fu, 0x90u, 0x9Fu, 0xA0u, 0xBFu,
                     0xC0u, 0xC2u, 0xE0u, 0xEDu, 0xF0u, 0xF4u, 0xFFu}) {
                expectSame(pair + static_cast<char>(c));
                expectSame(pair + static_cast<char>(c) + "\x80z");
            }
        }
    }
}

TEST(Utf8, RandomTextWithDamageAtEveryOffset)
{
    std::mt19937 random(1);
    const std::string pieces[] = {"a", "plain ascii of more than sixteen bytes ", "\xC3\xA9",
        "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF",
        std::string(70, 'x')};
    for (int round = 0; round < 200; ++round) {
        std::string text;
        while (text.size() < 150) {
            text += pieces[random() % std::size(pieces)];
        }
        expectSame(text);
        for (int damage = 0; damage < 20; ++damage) {
            std::string damaged = text;
            damaged[random() % damaged.size()] = static_cast<char>(random());
            expectSame(damaged);
        }
    }
}

TEST(Utf8, ResetStartsAnew)
{
    Utf8Validator validator;
    EXPECT_FALSE(validator.accept(std::string_view("\xFF")));
    validator.reset();
    EXPECT_TRUE(validator.accept(std::string_view("\xE2\x82")));
    EXPECT_FALSE(validator.complete());
    validator.reset();
    EXPECT_TRUE(validator.complete());
    EXPECT_TRUE(validator.accept(std::string_view("ok")));
}

TEST(Utf8, IsOneByte)
{
    static_assert(sizeof(Utf8Validator) == 1);
}

} // namespace wavetape::websocket
