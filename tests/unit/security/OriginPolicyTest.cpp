// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/OriginPolicy.h"

#include "OriginOracle.h"
#include "security/HostPolicy.h"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

using namespace wavetape::security;
using namespace std::string_view_literals;

TEST(OriginPolicy, takesOtherSchemesAndNullWhereTheyAreNamed)
{
    const OriginPolicy named({"tauri://localhost", "null", "vscode-webview://a1"});
    for (const char *origin :
        {"tauri://localhost", "null", "vscode-webview://a1", "Tauri://LOCALHOST"})
        EXPECT_TRUE(named.accepts(origin, "localhost:1")) << origin;
    for (const char *origin :
        {"NULL", "tauri://localhost:1", "tauri://evil", "app://localhost", "file://"})
        EXPECT_FALSE(named.accepts(origin, "localhost:1")) << origin;
    for (const char *origin : {"tauri://localhost", "null"})
        EXPECT_FALSE(OriginPolicy().accepts(origin, "localhost:1")) << "loopback is for web pages";
}

TEST(OriginPolicy, acceptsPagesOfThisMachineAtAnyPort)
{
    const OriginPolicy policy;
    for (const auto &origin : {"http://localhost", "http://localhost:5173",
             "https://localhost:8443", "http://127.0.0.1:8080", "https://127.0.0.1",
             "http://[::1]:3000", "HTTP://LOCALHOST:1"})
        EXPECT_TRUE(policy.accepts(origin, "127.0.0.1:8080")) << origin;
}

TEST(OriginPolicy, acceptsTheOwnPage)
{
    struct Row {
        const char *origin, *host;
        bool secure, accepted;
    };
    const OriginPolicy policy;
    for (const Row &row :
        std::initializer_list<Row> {{"http://lab.local:8080", "lab.local:8080", false, true},
            {"http://LAB.local:8080", "lab.LOCAL:8080", false, true},
            {"http://lab.local", "lab.local:80", false, true},
            {"http://lab.local:80", "lab.local", false, true},
            {"https://lab.local", "lab.local:443", true, true},
            {"https://lab.local", "lab.local", false, true}, // TLS ended by a proxy
            {"https://lab.local", "lab.local", true, true},
            {"http://[fd00::5]:8080", "[FD00:0::5]:8080", false, true},
            {"http://lab.local", "lab.local", true, false},
            {"http://lab.local:8443", "lab.local:8443", true, false},
            {"http://lab.local:8081", "lab.local:8080", false, false},
            {"http://lab.local", "lab.local:8080", false, false},
            {"https://lab.local", "lab.local:80", false, false},
            {"http://other.local:8080", "lab.local:8080", false, false},
            {"ftp://lab.local:8080", "lab.local:8080", false, false},
            {"ws://lab.local:8080", "lab.local:8080", false, false},
            {"http://lab.local:8080", "", false, false},
            {"http://lab.local:8080", "lab.local:8080.", false, false}})
        EXPECT_EQ(policy.accepts(row.origin, row.host, row.secure), row.accepted)
            << row.origin << " at " << row.host;
}

TEST(OriginPolicy, refusesWhatOnlyLooksLikeIt)
{
    const OriginPolicy policy;
    for (const std::string_view origin : {""sv, "null"sv, "NULL"sv, "*"sv, "http://"sv,
             "://localhost"sv, "localhost"sv, "//localhost"sv, "http:/localhost"sv,
             "http:localhost"sv, "http://evil.com"sv, "http://localhost.evil.com"sv,
             "http://evil.com.localhost.evil.com"sv, "http://127.0.0.1.nip.io"sv,
             "http://127.0.0.1.evil.com:8080"sv, "http://evillocalhost"sv, "http://127.0.0.10"sv,
             "http://xlocalhost:8080"sv, "http://localhost-evil.com"sv,
             "http://localhost:80@evil.com"sv, "http://localhost@evil.com"sv,
             "http://evil.com@localhost"sv, "http://user:pw@localhost"sv, "http://localhost/"sv,
             "http://localhost/x"sv, "http://evil.com/http://localhost"sv,
             "http://evil.com#localhost"sv, "http://localhost#"sv, "http://localhost?x"sv,
             "http://localhost\\evil.com"sv, "http://localhost http://evil.com"sv,
             "http://evil.com http://localhost"sv, "http://localhost,http://localhost"sv,
             "http://localhost, http://evil.com"sv, " http://localhost"sv, "http://localhost "sv,
             "http://localhost\0"sv, "http://localhost\0.evil.com"sv, "http://localhost."sv,
             "http://127.0.0.1."sv, "http://localhost:"sv, "http://localhost:0"sv,
             "http://localhost:65536"sv, "http://[::1"sv, "http://[::1].evil.com"sv,
             "http://[::1]:80@evil.com"sv, "http://[::ffff:127.0.0.1]"sv, "http://%6cocalhost"sv,
             "http://127.1"sv, "http://2130706433"sv, "http://0x7f.1"sv,
             "http://l\xc3\xb8"
             "calhost"sv,
             "javascript://localhost"sv, "file://"sv, "file://localhost"sv, "data:text/html,x"sv,
             "chrome-extension://abcdefgh"sv, "http://localhost\r\nOrigin: http://evil.com"sv,
             "http//localhost"sv, "httpx://localhost"sv, "hhttp://localhost"sv})
        EXPECT_FALSE(policy.accepts(origin, "127.0.0.1:8080")) << origin;
}

TEST(OriginPolicy, acceptsTheListByItsSchemeHostAndPort)
{
    const OriginPolicy policy({"https://app.example", "http://dev.example:3000",
        "chrome-extension://abcdefghijklmnop", "https://[fd00::5]:8443"});
    for (const auto &origin :
        {"https://app.example", "https://APP.example:443", "http://dev.example:3000",
            "chrome-extension://abcdefghijklmnop", "https://[fd00::5]:8443"})
        EXPECT_TRUE(policy.accepts(origin, "127.0.0.1:8080")) << origin;
    for (const auto &origin :
        {"http://app.example", "https://app.example:8443", "http://dev.example",
            "https://dev.example:3000", "https://sub.app.example", "https://app.example.evil.com",
            "https://xapp.example", "chrome-extension://abcdefghijklmno", "https://[fd00::5]"})
        EXPECT_FALSE(policy.accepts(origin, "127.0.0.1:8080")) << origin;
}

TEST(OriginPolicy, refusesAListEntryThatIsNoOrigin)
{
    for (const auto &entry : {"*", "NULL", "app.example", "https://app.example/",
             "https://*.example", "https://a b", "https://", "https://app.example:0", "1http://x"})
        EXPECT_THROW(OriginPolicy({entry}), std::invalid_argument) << entry;
}

TEST(OriginPolicy, agreesWithASlowOracle)
{
    const std::string parts[] = {"http", "https", "://", ":", "/", "//", ".", "@", "localhost",
        "LOCALHOST", "127.0.0.1", "[::1]", "[", "]", "evil.com", "app.example", "intern", "lab",
        "80", "443", "8080", "8443", "0", "65535", "65536", "null", " ", ",", "#", "%", "-", "_",
        "a", std::string(1, '\0'), "\xff", "http://localhost", "https://app.example:8443",
        "http://lab", "http://intern"};
    const std::string hosts[] = {"127.0.0.1:8080", "lab", "lab:80", "lab:443", "lab:8080",
        "[::1]:80", "evil.com", "lab.", ""};
    const OriginPolicy origins({"https://app.example:8443", "http://intern"});
    const HostPolicy hostPolicy;
    std::mt19937 random(20);
    int accepted = 0;
    for (int i = 0; i < 60'000; ++i) {
        std::string origin;
        if (i % 3)
            origin = parts[random() % 2] + "://";
        for (auto n = random() % 5; n > 0; --n)
            origin += parts[random() % std::size(parts)];
        const std::string &host = hosts[random() % std::size(hosts)];
        ASSERT_EQ(origins.accepts(origin, host), oracleAcceptsOrigin(origin, host))
            << "'" << origin << "' at '" << host << "'";
        accepted += origins.accepts(origin, host);
        const std::string name = origin.substr(std::min<size_t>(origin.size(), i % 3 ? 7 : 0));
        ASSERT_EQ(hostPolicy.accepts(name), oracleAcceptsHost(name)) << "'" << name << "'";
    }
    EXPECT_GT(accepted, 1000) << "the generator hits too little to prove anything";
}
