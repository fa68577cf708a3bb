// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/JsonFields.h"

#include <gtest/gtest.h>

#include <string>

namespace wavetape::scenario {
namespace {

TEST(JsonFieldsTest, FindsMembersOfTheOuterObjectAlone)
{
    constexpr std::string_view kText
        = R"({ "data":{"seq":1,"x":"}\"]"}, "list":[1,{"a":[2]},"b,"] ,"seq":42,"channel":"a.b"})";
    EXPECT_EQ(jsonWhole(kText, "seq"), 42u);
    EXPECT_EQ(jsonText(kText, "channel"), "a.b");
    EXPECT_EQ(jsonMember(kText, "data"), R"({"seq":1,"x":"}\"]"})");
    EXPECT_EQ(jsonMember(kText, "x"), "");
    const auto items = jsonItems(jsonMember(kText, "list"));
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(items[1], R"({"a":[2]})");
    EXPECT_EQ(items[2], R"("b,")");
    EXPECT_TRUE(jsonItems("[]").empty());
}

TEST(JsonFieldsTest, WhatIsNoJsonHasNoMembers)
{
    const std::string whole = R"({"a":"\\","b":[{"c":1}],"d":-1})";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut = whole.substr(0, size);
        for (const char *name : {"a", "b", "c", "d"}) {
            jsonText(cut, name);
            jsonWhole(cut, name);
            jsonItems(jsonMember(cut, name));
        }
    }
    EXPECT_EQ(jsonWhole(whole, "d"), std::nullopt);
    for (const char *wrong :
        {"", "[", "{", "{\"", "{a:1}", "{\"a\"}", "{\"a\":", "nul", "}}", "{\"\\"})
        EXPECT_EQ(jsonMember(wrong, "a"), "") << wrong;
}

} // namespace
} // namespace wavetape::scenario
