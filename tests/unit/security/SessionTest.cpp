// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/ChannelRights.h"
#include "security/Credentials.h"
#include "security/LoginLimiter.h"
#include "security/SessionStore.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

using namespace wavetape::security;

namespace {

IpBytes address(uint8_t last, uint8_t third = 0)
{
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, third, last};
}

} // namespace

TEST(ChannelRights, givesWhatAPatternNamesAndNothingElse)
{
    struct Row {
        const char *pattern, *channel;
        bool allowed;
    };
    for (const Row &row :
        std::initializer_list<Row> {{"chat.a", "chat.a", true}, {"chat.a", "chat.ab", false},
            {"chat.a", "chat", false}, {"chat.a", "chat.*", false}, {"chat.*", "chat.a", true},
            {"chat.*", "chat.a.b", true}, {"chat.*", "chat.*", true}, {"chat.*", "chat.a.*", true},
            {"chat.*", "chat", false}, {"chat.*", "chatter.a", false},
            {"chat.a.*", "chat.*", false}, {"*", "chat.a", true}, {"*", "chat.*", true},
            {"*", "sys.stats", false}, {"*", "sys.*", false}, {"sys.*", "sys.stats", false},
            {"sys.stats", "sys.stats", false}, {"*", "system.x", true}, {"", "chat.a", false}}) {
        EXPECT_EQ((ChannelRights {{row.pattern}, {}, false}).maySubscribe(row.channel), row.allowed)
            << row.pattern << " for " << row.channel;
        EXPECT_EQ((ChannelRights {{}, {row.pattern}, false}).mayPublish(row.channel), row.allowed)
            << row.pattern << " for " << row.channel;
        EXPECT_FALSE((ChannelRights {{row.pattern}, {}, false}).mayPublish(row.channel));
        EXPECT_FALSE((ChannelRights {{}, {row.pattern}, false}).maySubscribe(row.channel));
        EXPECT_TRUE((ChannelRights {{}, {}, true}).maySubscribe(row.channel));
        EXPECT_FALSE(ChannelRights().maySubscribe(row.channel));
    }
}

TEST(ChannelRights, knowsItsPatterns)
{
    for (const auto &good : {"*", "a", "a.*", "ticker.BRK-B:1_x", "a.b.c.*"})
        EXPECT_TRUE(isRightsPattern(good)) << good;
    for (const std::string &bad : {std::string(), std::string(".*"), std::string("**"),
             std::string("a*"), std::string("a.*.b"), std::string("a b"), std::string("a\"b"),
             std::string("a/b"), std::string("\xc3\xa4"), std::string(129, 'a')})
        EXPECT_FALSE(isRightsPattern(bad)) << bad;
}

TEST(SessionStore, findsByItsIdUntilItEnds)
{
    SessionStore store({.lifetimeMs = 1000, .sessions = 10, .sessionsPerUser = 10});
    const std::string id = store.create({"ann", {}}, 500);
    EXPECT_EQ(id.size(), 64u);
    const auto session = store.find(id, 1499);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->identity().user, "ann");
    EXPECT_TRUE(session->valid(1499));
    EXPECT_FALSE(session->valid(1500));
    EXPECT_FALSE(store.find(id, 1500));
    EXPECT_FALSE(store.find("", 600));
    EXPECT_FALSE(store.find(id.substr(1), 600));
    EXPECT_FALSE(store.find(id + "0", 600));
    EXPECT_FALSE(store.find(std::string(64, '0'), 600));
    store.sweep(1499);
    EXPECT_EQ(store.size(), 1u);
    store.sweep(1500);
    EXPECT_EQ(store.size(), 0u);
}

TEST(SessionStore, revocationReachesWhoHoldsIt)
{
    SessionStore store({});
    const std::string a = store.create({"ann", {}}, 0);
    const std::string b = store.create({"ann", {}}, 0);
    const std::string c = store.create({"bob", {}}, 0);
    EXPECT_EQ((std::set {a, b, c}).size(), 3u);
    const auto held = store.find(a, 1);
    EXPECT_TRUE(store.revoke(a));
    EXPECT_FALSE(store.revoke(a));
    EXPECT_FALSE(held->valid(1));
    EXPECT_FALSE(store.find(a, 1));
    EXPECT_TRUE(store.find(b, 1));
    EXPECT_EQ(store.revokeUser("ann"), 1u);
    EXPECT_EQ(store.revokeUser("nobody"), 0u);
    EXPECT_FALSE(store.find(b, 1));
    EXPECT_TRUE(store.find(c, 1));
}

TEST(SessionStore, isBoundedAndGivesUpTheOneThatEndsFirst)
{
    SessionStore store({.lifetimeMs = 1000, .sessions = 3, .sessionsPerUser = 2});
    const std::string a1 = store.create({"ann", {}}, 0);
    const std::string a2 = store.create({"ann", {}}, 1);
    const auto held = store.find(a1, 2);
    const std::string a3 = store.create({"ann", {}}, 2);
    EXPECT_FALSE(held->valid(2)) << "who was logged in with it is no longer";
    EXPECT_TRUE(store.find(a2, 3) && store.find(a3, 3));
    const std::string b = store.create({"bob", {}}, 3);
    const std::string c = store.create({"cid", {}}, 4);
    EXPECT_EQ(store.size(), 3u);
    EXPECT_FALSE(store.find(a2, 5));
    EXPECT_TRUE(store.find(a3, 5) && store.find(b, 5) && store.find(c, 5));
}

TEST(LoginLimiter, allowsFiveFailuresAMinute)
{
    LoginLimiter limiter;
    for (uint64_t i = 0; i < 5; ++i)
        EXPECT_EQ(limiter.begin(address(1), 1000 + i * 1000), 0u);
    EXPECT_EQ(limiter.begin(address(1), 6000), 55'000u);
    EXPECT_EQ(limiter.begin(address(2), 6000), 0u) << "another address is not concerned";
    EXPECT_EQ(limiter.begin(address(1), 60'999), 1u);
    EXPECT_EQ(limiter.begin(address(1), 61'000), 0u);
    EXPECT_EQ(limiter.begin(address(1), 61'000), 1000u);
}

TEST(LoginLimiter, doesNotCountSuccess)
{
    LoginLimiter limiter;
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(limiter.begin(address(1), 0), 0u);
        limiter.succeeded(address(1));
    }
    EXPECT_EQ(limiter.addresses(), 0u);
    limiter.succeeded(address(9));
}

TEST(LoginLimiter, countsAttemptsThatRunAtOnce)
{
    LoginLimiter limiter;
    std::atomic<int> allowed {0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 100; ++n)
                allowed += limiter.begin(address(1), 0) == 0;
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(allowed, 5);
}

TEST(LoginLimiter, remembersABoundedNumberOfAddresses)
{
    LoginLimiter limiter({.failures = 1, .windowMs = 1000, .addresses = 50});
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(
            limiter.begin(address(static_cast<uint8_t>(i % 250), static_cast<uint8_t>(i / 250)), 0),
            0u);
    EXPECT_EQ(limiter.addresses(), 50u);
    EXPECT_GT(limiter.begin(address(249, 3), 0), 0u) << "the newest are kept";
}

TEST(Credentials, areRightTogetherOnly)
{
    const Credentials credentials({{"secret-a", {"ann", {{"*"}, {}, false}}},
        {"secret-b", {"bob", {{}, {}, true}}}, {"", {"open", {}}}});
    const auto ann = credentials.check("ann", "secret-a");
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->user, "ann");
    EXPECT_TRUE(credentials.check("bob", "secret-b")->rights.admin);
    EXPECT_FALSE(credentials.check("ann", "secret-b"));
    EXPECT_FALSE(credentials.check("ann", ""));
    EXPECT_FALSE(credentials.check("", "secret-a"));
    EXPECT_FALSE(credentials.check("ann", "secret-a "));
    EXPECT_FALSE(credentials.check("Ann", "secret-a"));
    EXPECT_FALSE(credentials.check("open", "")) << "an empty secret opens nothing";
    EXPECT_FALSE(Credentials().check("", ""));
}
