// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/HostPolicy.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace wavetape::security;
using namespace std::string_view_literals;

TEST(HostPolicy, acceptsThisMachineAtAnyPort)
{
    const HostPolicy policy;
    for (const auto &host : {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1",
             "127.0.0.1:65535", "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]:8080", "[0000::0001]"})
        EXPECT_TRUE(policy.accepts(host)) << host;
}

TEST(HostPolicy, acceptsTheAddressesThatTheServerListensOn)
{
    HostPolicy policy;
    policy.setOwn({"127.0.0.2:8080", "[fd00::1]:443"});
    for (const char *host : {"127.0.0.2:8080", "[fd00::1]:443", "[FD00:0::1]:443", "localhost"})
        EXPECT_TRUE(policy.accepts(host)) << host;
    for (const char *host : {"127.0.0.2", "127.0.0.2:8081", "127.0.0.3:8080", "[fd00::1]"})
        EXPECT_FALSE(policy.accepts(host)) << host;
    policy.setNames({"desk"});
    EXPECT_TRUE(policy.accepts("127.0.0.2:8080")) << "whatever names come and go";
}

TEST(HostPolicy, refusesWhatOnlyLooksLikeIt)
{
    const HostPolicy policy;
    for (const std::string_view host : {""sv, " "sv, "."sv, ":"sv, ":8080"sv, "localhost."sv,
             "localhost.:80"sv, "localhost.evil.com"sv, "127.0.0.1.nip.io"sv, "evil.com"sv,
             "evil.com:8080"sv, "localhost@evil.com"sv, "user@localhost"sv,
             "user:pw@127.0.0.1:80"sv, "localhost:"sv, "localhost:0"sv, "localhost:65536"sv,
             "localhost:99999999999"sv, "localhost:080"sv, "localhost:+80"sv, "localhost:80:80"sv,
             "localhost:80a"sv, "localhost/"sv, "localhost/a"sv, "localhost#"sv, "localhost?"sv,
             "local host"sv, " localhost"sv, "localhost "sv, "localhost\t"sv, "localhost\r\nX: y"sv,
             "localhost,evil.com"sv, "localhost, localhost"sv, "localhost\0"sv, "\0localhost"sv,
             "localhost\0.evil.com"sv, "%6cocalhost"sv, "127.1"sv, "127.0.0.2"sv, "127.0.0.1.1"sv,
             "127.000.000.001"sv, "2130706433"sv, "0x7f000001"sv, "0.0.0.0"sv, "::1"sv,
             "::1:8080"sv, "[::1"sv, "::1]"sv, "[::1]8080"sv, "[::1]:"sv, "[[::1]]"sv, "[]"sv,
             "[::1%lo]"sv, "[::1%25lo]:80"sv, "[::]"sv, "[::2]"sv, "[::ffff:127.0.0.1]"sv,
             "[::1\0]"sv, "[localhost]"sv, "[127.0.0.1]"sv,
             "l\xc3\xb6"
             "calhost"sv,
             "localhos\xe2\x80\x8bt"sv, "localhost.."sv, ".localhost"sv})
        EXPECT_FALSE(policy.accepts(host)) << host;
    EXPECT_FALSE(policy.accepts(std::string(5000, 'a')));
    EXPECT_FALSE(policy.accepts(std::string(5000, '[')));
    EXPECT_FALSE(policy.accepts(std::string(64, '1') + ".1"));
}

TEST(HostPolicy, acceptsConfiguredNamesBesides)
{
    const HostPolicy policy({"Dash.Example.org", "lab.local:9000", "192.168.1.5", "[fd00::5]",
        "fd00::6", "under_score"});
    for (const auto &host : {"dash.example.org", "DASH.example.ORG:443", "lab.local:9000",
             "192.168.1.5:8080", "[fd00::5]:1", "[fd00:0::6]", "under_score:80", "localhost"})
        EXPECT_TRUE(policy.accepts(host)) << host;
    for (const auto &host : {"lab.local", "lab.local:9001", "example.org", "a.dash.example.org",
             "dash.example.org.", "dash.example.org.evil.com", "192.168.1.50", "[fd00::7]"})
        EXPECT_FALSE(policy.accepts(host)) << host;
}

TEST(HostPolicy, refusesAConfiguredNameThatIsNone)
{
    for (const auto &name :
        {"", "*", "*.example.org", "http://example.org", "example.org/", "a b", "example.org."}) {
        try {
            const HostPolicy policy({"good.example", name});
            ADD_FAILURE() << "accepted " << name;
        } catch (const std::invalid_argument &error) {
            EXPECT_NE(
                std::string(error.what()).find("'" + std::string(name) + "'"), std::string::npos);
        }
    }
}
