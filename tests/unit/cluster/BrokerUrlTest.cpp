// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/BrokerUrl.h"
#include "cluster/BrokerPosition.h"

#include <gtest/gtest.h>

namespace wavetape::cluster {

namespace {

TEST(BrokerUrl, ReadsWhereAndWho)
{
    const auto plain = BrokerUrl::read("redis://127.0.0.1");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->place(), "redis://127.0.0.1:6379");
    const auto whole = BrokerUrl::read("redis://ann:p%40ss%2F@[::1]:7000/3");
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->host, "::1");
    EXPECT_EQ(whole->port, 7000);
    EXPECT_EQ(whole->user, "ann");
    EXPECT_EQ(whole->password, "p@ss/");
    EXPECT_EQ(whole->database, 3u);
    EXPECT_EQ(whole->place(), "redis://[::1]:7000/3"); // nobody's password
    const auto unixSocket = BrokerUrl::read("redis+unix://:secret@/run/redis/redis.sock");
    ASSERT_TRUE(unixSocket);
    EXPECT_EQ(unixSocket->path, "/run/redis/redis.sock");
    EXPECT_EQ(unixSocket->password, "secret");
    EXPECT_EQ(unixSocket->place(), "redis+unix:///run/redis/redis.sock");
}

TEST(BrokerUrl, ReadsWhereANatsIs)
{
    const auto plain = BrokerUrl::read("nats://host");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->kind, BrokerUrl::Kind::nats);
    EXPECT_EQ(plain->place(), "nats://host:4222");
    EXPECT_TRUE(plain->user.empty() && plain->password.empty());
    const auto named = BrokerUrl::read("nats://ann:p%40ss@[::1]:7000/");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->user, "ann");
    EXPECT_EQ(named->password, "p@ss");
    EXPECT_EQ(named->place(), "nats://[::1]:7000");
    const auto token = BrokerUrl::read("nats://t%2Fken@host");
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->user.empty());
    EXPECT_EQ(token->password, "t/ken");
    EXPECT_FALSE(BrokerUrl::read("nats://host/1"));
    EXPECT_FALSE(BrokerUrl::read("nats://"));
    EXPECT_FALSE(BrokerUrl::read("nats://ann:@host"));
    EXPECT_NE(BrokerUrl::read("tls://host").error().find("TLS to NATS"), std::string::npos);
}

TEST(BrokerUrl, SaysWhatIsWrong)
{
    const auto wrong = [](std::string_view text) {
        const auto url = BrokerUrl::read(text);
        return url ? "it was read" : url.error();
    };
    EXPECT_NE(wrong("rediss://host").find("TLS"), std::string::npos);
    EXPECT_NE(wrong("redis://host:0").find("port"), std::string::npos);
    EXPECT_NE(wrong("redis://host:99999").find("port"), std::string::npos);
    EXPECT_NE(wrong("redis://host/x").find("database"), std::string::npos);
    EXPECT_NE(wrong("redis://a:%zz@host").find("percent"), std::string::npos);
    EXPECT_NE(wrong("redis://a:%00@host").find("percent"), std::string::npos);
    EXPECT_NE(wrong("redis://ann@host").find("without a password"), std::string::npos);
    EXPECT_NE(wrong("redis+unix://relative").find("absolute"), std::string::npos);
    for (const char *text : {"", "redis://", "http://host", "redis://ho st", "redis://host?x=1"})
        EXPECT_NE(wrong(text).find("a broker is redis://"), std::string::npos) << text;
    EXPECT_EQ(wrong("redis://a:topsecret@host:x").find("topsecret"), std::string::npos);
}

TEST(BrokerPosition, IsAnEpochAndANumber)
{
    EXPECT_EQ(readBrokerPosition("abc 12"), (protocol::StreamPosition {"abc", 12}));
    for (const char *text :
        {"", "abc", "abc ", " 1", "abc -1", "abc 1 ", "abc 1x", "abc 99999999999999999999999"})
        EXPECT_FALSE(readBrokerPosition(text)) << text;
}

} // namespace
} // namespace wavetape::cluster
