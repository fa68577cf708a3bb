// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/HeaderList.h"

#include <gtest/gtest.h>

namespace wavetape::websocket {

TEST(HeaderList, FindsTokensInAnyCaseAndPlace)
{
    EXPECT_TRUE(headerHasToken("Upgrade", "upgrade"));
    EXPECT_TRUE(headerHasToken("keep-alive, UPGRADE", "upgrade"));
    EXPECT_TRUE(headerHasToken("keep-alive ,\tupgrade\t", "Upgrade"));
    EXPECT_TRUE(headerHasToken(",,upgrade,", "upgrade"));
    EXPECT_FALSE(headerHasToken("", "upgrade"));
    EXPECT_FALSE(headerHasToken("upgrade-insecure", "upgrade"));
    EXPECT_FALSE(headerHasToken("no upgrade", "upgrade"));
    EXPECT_FALSE(headerHasToken("keep-alive", "upgrade"));
}

TEST(HeaderList, TokenLists)
{
    const auto tokens = parseTokenList("wavetape.v1, chat ,,x");
    ASSERT_TRUE(tokens);
    EXPECT_EQ(*tokens, (std::vector<std::string_view> {"wavetape.v1", "chat", "x"}));
    EXPECT_TRUE(parseTokenList("")->empty());
    EXPECT_FALSE(parseTokenList("a b"));
    EXPECT_FALSE(parseTokenList("a, \"b\""));
    EXPECT_FALSE(parseTokenList("a;b"));
    EXPECT_FALSE(parseTokenList("caf\xC3\xA9"));
}

TEST(HeaderList, Extensions)
{
    const auto list = parseExtensions("a; x; y=1 , b;z=\"q\\r\",,c");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->size(), 3u);
    EXPECT_EQ(list->at(0).name, "a");
    ASSERT_EQ(list->at(0).parameters.size(), 2u);
    EXPECT_EQ(list->at(0).parameters[0].name, "x");
    EXPECT_FALSE(list->at(0).parameters[0].value);
    EXPECT_EQ(list->at(0).parameters[1].value, "1");
    EXPECT_EQ(list->at(1).parameters[0].value, "qr");
    EXPECT_EQ(list->at(2).name, "c");
    EXPECT_TRUE(parseExtensions("")->empty());
    for (const char *wrong : {"a;", "a;;b", "a; =1", "a b", "a; x=", "a; x=\"", "a; x=\"\\", ";a",
             "a; x=\"y z\"", "a=1", "\"a\"", "a; x=1 2", "a; x=\"\"", "a/b"}) {
        EXPECT_FALSE(parseExtensions(wrong)) << wrong;
    }
}

} // namespace wavetape::websocket
