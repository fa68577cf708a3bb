// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/AddressText.h"

#include <gtest/gtest.h>

using namespace wavetape::config;

TEST(AddressText, readsAndWritesListenAddresses)
{
    const std::pair<const char *, ListenAddress> rows[]
        = {{"127.0.0.1:8080", {"127.0.0.1", 8080, false}}, {"[::1]:0", {"::1", 0, false}},
            {"[::1]:8080?", {"::1", 8080, true}}, {"localhost:65535", {"localhost", 65535, false}},
            {"0.0.0.0:80", {"0.0.0.0", 80, false}}, {"[::]:80", {"::", 80, false}}};
    for (const auto &[text, address] : rows) {
        ASSERT_TRUE(parseListenAddress(text)) << text;
        EXPECT_EQ(*parseListenAddress(text), address) << text;
        EXPECT_EQ(toText(address), text);
    }
}

TEST(AddressText, refusesOtherListenAddresses)
{
    for (const char *text : {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
             "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1: 80", "127.0.0.1:80 ", "127.0.0.1:80x",
             "127.1:80", "256.0.0.1:80", "::1:80", "[::1]", "[127.0.0.1]:80", "[]:80",
             "[::1%lo]:80", "example.org:80", "*:80", "127.0.0.1:80??"})
        EXPECT_FALSE(parseListenAddress(text)) << text;
    EXPECT_FALSE(parseListenAddress(std::string_view("127.0.0.1\0:80", 13)));
}

TEST(AddressText, tellsLoopback)
{
    for (const char *host : {"127.0.0.1", "127.255.0.9", "::1", "localhost"})
        EXPECT_TRUE(isLoopback(host)) << host;
    for (const char *host :
        {"0.0.0.0", "::", "192.168.0.1", "126.0.0.1", "128.0.0.1", "::2", "fe80::1", "", "x"})
        EXPECT_FALSE(isLoopback(host)) << host;
}

TEST(AddressText, tellsHostsAndOrigins)
{
    for (const char *host : {"desk", "desk.example", "10.0.0.7", "[fd00::1]", "a-b.c_d.e"})
        EXPECT_TRUE(isHostName(host)) << host;
    for (const char *host : {"", ".", "desk.", ".desk", "a..b", "desk:80", "-a", "a-", "a b",
             "*.example", "http://a", "fd00::1", "[desk]", "[fd00::1", "a/b"})
        EXPECT_FALSE(isHostName(host)) << host;
    EXPECT_FALSE(isHostName(std::string(64, 'a')));
    for (const char *origin : {"http://desk", "https://desk.example:8443", "http://[::1]:3000",
             "https://[fd00::1]", "HTTP://desk", "tauri://localhost", "vscode-webview://a1-b2",
             "chrome-extension://abcdefgh", "null"})
        EXPECT_TRUE(isOrigin(origin)) << origin;
    for (const char *origin : {"", "NULL", "desk", "://desk", "1a://desk", "a b://desk",
             "tauri://localhost/", "http://", "http://desk/", "http://desk:99999",
             "http://desk:", "http://user@desk", "https://*.example"})
        EXPECT_FALSE(isOrigin(origin)) << origin;
}
