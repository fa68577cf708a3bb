// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/JsonView.h"

#include <gtest/gtest.h>

#include <vector>

using wavetape::protocol::JsonView;
using Kind = JsonView::Kind;

TEST(JsonView, TellsKindsAndVeryBytes)
{
    const JsonView all = JsonView::of(
        " {\"a\" : [1, \"x\", {}] ,\"b\":-7,\"c\":true,\"d\":null,\"e\":\"]}\\\"\" ,\"f\":1.5e3} ");
    EXPECT_TRUE(all.isObject());
    EXPECT_EQ(all.find("a").bytes(), "[1, \"x\", {}]");
    EXPECT_EQ(all.find("b").integer(), -7);
    EXPECT_EQ(all.find("c").boolean(), true);
    EXPECT_EQ(all.find("d").kind(), Kind::null);
    EXPECT_EQ(all.find("e").text(), "]}\"");
    EXPECT_EQ(all.find("f").kind(), Kind::number);
    EXPECT_EQ(all.find("f").integer(), std::nullopt);
    EXPECT_EQ(all.find("g").kind(), Kind::absent);
    EXPECT_FALSE(all.find("a").find("x").present());
    EXPECT_EQ(all.text(), std::nullopt);
}

TEST(JsonView, WalksInOrder)
{
    std::vector<std::string> seen;
    for (auto at = JsonView::of("[ 1 ,[2,3],\"\", {\"a\":{}} ]").walk(); at.next();)
        seen.emplace_back(at.value().bytes());
    EXPECT_EQ(seen, (std::vector<std::string> {"1", "[2,3]", "\"\"", "{\"a\":{}}"}));
    seen.clear();
    for (auto at = JsonView::of("{\"a\":1, \"a\":2,\"\\u0062\":3}").walk(); at.next();)
        seen.push_back(std::string(at.name()) + "=" + std::string(at.value().bytes()));
    EXPECT_EQ(seen, (std::vector<std::string> {"a=1", "a=2", "\\u0062=3"}));
    for (const char *none : {"[]", "{}", " [ ] ", "7", "\"[1]\"", "true"}) {
        auto walk = JsonView::of(none).walk();
        EXPECT_FALSE(walk.next()) << none;
    }
}

TEST(JsonView, ResolvesEscapes)
{
    EXPECT_EQ(JsonView::of(R"("\"\\\/\b\f\n\r\t")").text(), "\"\\/\b\f\n\r\t");
    EXPECT_EQ(JsonView::of(R"("a\u00e9\u20AC\ud83d\ude00z")").text(), "a\u00e9\u20ac\U0001f600z");
    EXPECT_EQ(JsonView::of(R"("\u0000")").text(), std::string(1, '\0'));
    EXPECT_EQ(JsonView::of("9223372036854775807").integer(), INT64_MAX);
    EXPECT_EQ(JsonView::of("9223372036854775808").integer(), std::nullopt);
}
