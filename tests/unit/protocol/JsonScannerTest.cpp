// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/JsonScanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

using namespace wavetape::protocol;

TEST(JsonScanner, findsEachMember)
{
    const std::string json
        = R"( { "a" : 1 , "b\"}" : "x,\"}\\" ,"c":[ [],{"d":"]"} ],"":null,"e":-1.5e3})";
    const std::string_view expected[]
        = {"1", R"("x,\"}\\")", R"([ [],{"d":"]"} ])", "null", "-1.5e3"};
    for (size_t i = 0; i < std::size(expected); ++i)
        EXPECT_EQ(memberText(json, i), expected[i]);
}

TEST(JsonScanner, measuresNesting)
{
    EXPECT_EQ(nestingDepth("1"), 0u);
    EXPECT_EQ(nestingDepth(R"("[[[\"[")"), 0u);
    EXPECT_EQ(nestingDepth("[]"), 1u);
    EXPECT_EQ(nestingDepth(R"({"a":[{}],"b":[]})"), 3u);
}

TEST(JsonScanner, masksOnlyNumbersThatAreTooLarge)
{
    struct Row {
        std::string before, after;
    };
    const Row rows[] = {
        {"1e999", "1e99 "},
        {"[-1e+999,1]", "[-1e99  ,1]"},
        {"1180591620717411300000", "1e99                  "},
        {"[1,2.5,1e308,123456789012345678]", "[1,2.5,1e308,123456789012345678]"},
        {R"("1e999")", R"("1e999")"},
        {"01e1", "01e1"},
        {"1.e999", "1.e999"},
        {"-", "-"},
        {"\"unended 1e999", "\"unended 1e999"},
    };
    for (const Row &row : rows) {
        std::string text = row.before;
        EXPECT_EQ(maskHugeNumbers(text), row.before != row.after) << row.before;
        EXPECT_EQ(text, row.after);
    }
}

TEST(JsonScanner, skipsAStringByteByByteOrNot)
{
    std::minstd_rand random(7);
    for (int round = 0; round < 20'000; ++round) {
        std::string text(1, '"');
        for (size_t left = random() % 12; left > 0; --left)
            text += "\"\\ab"[random() % 4];
        size_t end = 1;
        while (end < text.size() && text[end] != '"')
            end += text[end] == '\\' ? 2 : 1;
        end = std::min(end + 1, text.size());
        ASSERT_EQ(skipString(text, 0), end) << text;
    }
    EXPECT_EQ(skipString("\"" + std::string(100'000, '\\') + "\"", 0), 100'002u);
}
