// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/SafeText.h"

#include <gtest/gtest.h>

using namespace wavetape::security;

TEST(SafeText, keepsWhatIsValidUtf8)
{
    for (const std::string &text :
        {std::string(), std::string("plain"), std::string("\x1b[31m\0x", 7),
            std::string("\u00e4\u20ac\U0001f600"), std::string("\xf4\x8f\xbf\xbf")})
        EXPECT_EQ(validUtf8(text), text);
}

TEST(SafeText, replacesEachByteThatIsNone)
{
    const std::string mark = "\xef\xbf\xbd";
    EXPECT_EQ(validUtf8("a\xff"
                        "b"),
        "a" + mark + "b");
    EXPECT_EQ(validUtf8("\xc0\xaf"), mark + mark) << "overlong";
    EXPECT_EQ(validUtf8("\xed\xa0\x80"), mark + mark + mark) << "surrogate";
    EXPECT_EQ(validUtf8("\xf4\x90\x80\x80"), mark + mark + mark + mark)
        << "beyond the last character";
    EXPECT_EQ(validUtf8("\xe2\x82"), mark + mark) << "cut short";
    EXPECT_EQ(validUtf8("\x80"), mark);
}

TEST(SafeText, escapesWhatMovesACursorOrALine)
{
    EXPECT_EQ(escapeControls("a\r\nb\tc"), "a\\u{0d}\\u{0a}b\\u{09}c");
    EXPECT_EQ(escapeControls("\x1b[31m\x7f"), "\\u{1b}[31m\\u{7f}");
    EXPECT_EQ(escapeControls(std::string("\0", 1)), "\\u{00}");
    EXPECT_EQ(escapeControls("\u009b\u0085"), "\\u{9b}\\u{85}");
    EXPECT_EQ(escapeControls("\u2028\u2029\u202e\u2066\ufeff"),
        "\\u{2028}\\u{2029}\\u{202e}\\u{2066}\\u{feff}");
    EXPECT_EQ(escapeControls("\xff\xc0"), "\\x{ff}\\x{c0}");
    EXPECT_EQ(escapeControls("\\u{1b}"), "\\\\u{1b}") << "nobody can write an escape";
    EXPECT_EQ(escapeControls("<b>\u00e4\u20ac\U0001f600</b>"), "<b>\u00e4\u20ac\U0001f600</b>");
}
