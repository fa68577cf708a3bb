// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/HostPolicy.h"

#include <gtest/gtest.h>

#include <stdexcept>

using namespace wavetape::security;
using namespace std::string_literals;

TEST(HostPolicy, acceptsThisMachineAtAnyPort)
{
    const HostPolicy policy;
    for (const auto &host : {"localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1",
             "127.0.0.1:65535", "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]:8080", "[0000::0001]"})
        EXPECT_TRUE(policy.accepts(host)) << host;
}

TEST(HostPolicy, refusesWhatOnlyLooksLikeIt)
{
    const HostPolicy policy;
    for (const std::string &host :
        {""s, " "s, "."s, ":"s, ":8080"s, "localhost."s, "localhost.:80"s, "localhost.evil.com"s,
            "127.0.0.1.nip.io"s, "evil.com"s, "evil.com:8080"s, "localhost@evil.com"s,
            "user@localhost"s, "user:pw@127.0.0.1:80"s, "localhost:"s, "localhost:0"s,
            "localhost:65536"s, "localhost:99999999999"s, "localhost:080"s, "localhost:+80"s,
            "localhost:80:80"s, "localhost:80a"s, "localhost/"s, "localhost/a"s, "localhost#"s,
            "localhost?"s, "local host"s, " localhost"s, "localhost "s, "localhost\t"s,
            "localhost\r\nX: y"s, "localhost,evil.com"s, "localhost, localhost"s, "localhost\0"s,
            "\0localhost"s, "localhost\0.evil.com"s, "%6cocalhost"s, "127.1"s, "127.0.0.2"s,
            "127.0.0.1.1"s, "127.000.000.001"s, "2130706433"s, "0x7f000001"s, "0.0.0.0"s, "::1"s,
            "::1:8080"s, "[::1"s, "::1]"s, "[::1]8080"s, "[::1]:"s, "[[::1]]"s, "[]"s, "[::1%lo]"s,
            "[::1%25lo]:80"s, "[::]"s, "[::2]"s, "[::ffff:127.0.0.1]"s, "[::1\0]"s, "[localhost]"s,
            "[127.0.0.1]"s,
            "l\xc3\xb6"
            "calhost"s,
            "localhos\xe2\x80\x8bt"s, "localhost.."s, ".localhost"s, std::string(5000, 'a'),
            std::string(5000, '['), std::string(300, '1') + ".1"})
        EXPECT_FALSE(policy.accepts(host)) << host;
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
