// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Authenticator.h"

#include "TestTokens.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace wavetape::security;

namespace {

constexpr IpBytes kHere {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
constexpr IpBytes kThere {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1};
constexpr Moment kNow {1'000'000, 1'700'000'000};
const std::string kAdmin(64, 'a');

Credentials users()
{
    return *Credentials::parse(
        "alice wonderland subscribe=chat.* publish=chat.a\nroot correct-horse admin\n", "users");
}

Authenticator::Options options(bool required)
{
    Authenticator::Options made {
        required, false, *JwtKey::secret(std::string(32, 's')), {}, {}, 60, {}, {}};
    made.sessions.lifetimeMs = 5'000;
    made.attempts.failures = 3;
    return made;
}

Moment after(uint64_t ms)
{
    return {kNow.ms + ms, kNow.wallS + static_cast<int64_t>(ms / 1000)};
}

} // namespace

TEST(Authenticator, nobodyMayDoAllButMonitoringOnlyWhereNoTokensAreAskedFor)
{
    Authenticator open(AdminToken(kAdmin), users(), options(false));
    ASSERT_TRUE(open.nobody());
    EXPECT_TRUE(open.nobody()->identity().rights.maySubscribe("ticker.A"));
    EXPECT_FALSE(open.nobody()->identity().rights.maySubscribe("sys.stats"));
    Authenticator closed(AdminToken(kAdmin), users(), options(true));
    EXPECT_FALSE(closed.nobody());
}

TEST(Authenticator, aTokenItIssuedGivesTheUsersRightsForItsTime)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto issued = auth.issueToken("alice", "wonderland", kHere, kNow);
    ASSERT_TRUE(issued);
    EXPECT_EQ(issued->expiresS, kNow.wallS + 60);
    const auto who = auth.byToken(issued->text, kHere, after(30'000));
    ASSERT_TRUE(who);
    EXPECT_EQ((*who)->identity().user, "alice");
    EXPECT_TRUE((*who)->identity().rights.mayPublish("chat.a"));
    EXPECT_FALSE((*who)->identity().rights.mayPublish("chat.b"));
    EXPECT_EQ((*who)->expiresMs(), kNow.ms + 60'000);
    EXPECT_FALSE(auth.byToken(issued->text, kHere, after(60'000)));
}

TEST(Authenticator, theWallClockMayJumpOnceATokenWasTaken)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto issued = auth.issueToken("alice", "wonderland", kHere, kNow);
    const auto who = auth.byToken(issued->text, kHere, kNow);
    ASSERT_TRUE(who);
    EXPECT_TRUE((*who)->valid(kNow.ms + 59'999));
    EXPECT_FALSE((*who)->valid(kNow.ms + 60'000));
}

TEST(Authenticator, attemptsAreCountedPerAddressWhateverTheirKind)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    EXPECT_EQ(auth.byToken("a.b.c", kHere, kNow).error().waitMs, 0u);
    EXPECT_EQ(auth.issueToken("alice", "wrong-one", kHere, kNow).error().waitMs, 0u);
    EXPECT_EQ(auth.openSession("nobody", "wonderland", kHere, kNow).error().waitMs, 0u);
    for (const Moment &now : {kNow, after(59'000)}) {
        EXPECT_GT(auth.issueToken("alice", "wonderland", kHere, now).error().waitMs, 0u);
        EXPECT_GT(auth.byToken("a.b.c", kHere, now).error().waitMs, 0u);
    }
    EXPECT_TRUE(auth.issueToken("alice", "wonderland", kThere, kNow));
    EXPECT_TRUE(auth.byToken(kAdmin, kHere, kNow)) << "its owner cannot be locked out";
    EXPECT_TRUE(auth.issueToken("alice", "wonderland", kHere, after(60'000)));
}

TEST(Authenticator, aSignatureThatHoldsIsNoGuess)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto issued = auth.issueToken("alice", "wonderland", kHere, kNow);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(auth.byToken(issued->text, kHere, after(61'000)).error().waitMs, 0u) << "expired";
    EXPECT_TRUE(auth.issueToken("alice", "wonderland", kHere, after(61'000)));
    for (int i = 0; i < 10; ++i)
        static_cast<void>(auth.byToken("a.b.c", kHere, after(62'000)));
    EXPECT_GT(auth.byToken("a.b.c", kHere, after(62'000)).error().waitMs, 0u);
    const auto other = auth.issueToken("alice", "wonderland", kThere, after(62'000));
    EXPECT_TRUE(auth.byToken(other->text, kHere, after(62'000))) << "whatever others failed at";
}

TEST(Authenticator, aTokenIsTakenOnceWhereThatIsAsked)
{
    auto once = options(true);
    once.once = true;
    Authenticator auth(AdminToken(kAdmin), users(), once);
    const auto first = auth.issueToken("alice", "wonderland", kHere, kNow),
               second = auth.issueToken("alice", "wonderland", kHere, kNow);
    EXPECT_TRUE(auth.byToken(first->text, kHere, kNow));
    EXPECT_FALSE(auth.byToken(first->text, kThere, after(1'000)));
    EXPECT_TRUE(auth.byToken(second->text, kHere, kNow));
    EXPECT_TRUE(auth.byToken(kAdmin, kHere, kNow));
    EXPECT_TRUE(auth.byToken(kAdmin, kHere, kNow));
}

TEST(UsedTokens, AreKeptUntilTheyExpireAndNoLonger)
{
    using Outcome = UsedTokens::Outcome;
    UsedTokens used(3);
    EXPECT_EQ(used.take("a", 1'000, 0), Outcome::first);
    EXPECT_EQ(used.take("a", 9'000, 999), Outcome::again);
    EXPECT_EQ(used.take("b", 3'000, 0), Outcome::first);
    EXPECT_EQ(used.take("c", 2'000, 0), Outcome::first);
    EXPECT_EQ(used.take("d", 9'000, 999), Outcome::full) << "what is forgotten could come again";
    EXPECT_EQ(used.waitMs(999), 1u);
    EXPECT_EQ(used.take("d", 9'000, 1'000), Outcome::first);
    EXPECT_EQ(used.take("b", 9'000, 2'500), Outcome::again);
    EXPECT_EQ(used.size(), 2u);
}

TEST(Authenticator, rightAttemptsAreNotCounted)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(auth.openSession("alice", "wonderland", kHere, kNow));
}

TEST(Authenticator, sessionsEndByTimeAndByLogout)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto session = auth.openSession("alice", "wonderland", kHere, kNow);
    ASSERT_TRUE(session);
    const auto who = auth.bySession(session->text, after(4'999));
    ASSERT_TRUE(who);
    EXPECT_FALSE(auth.bySession(session->text, after(5'000)));
    EXPECT_TRUE(auth.endSession(session->text));
    EXPECT_FALSE(auth.endSession(session->text));
    EXPECT_FALSE(who->valid(kNow.ms)) << "connections that hold it see it";
}

TEST(Authenticator, revokingAUserEndsSessionsIdentitiesAndEarlierTokens)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto session = auth.openSession("alice", "wonderland", kHere, kNow);
    const auto token = auth.issueToken("alice", "wonderland", kHere, kNow);
    const auto other
        = auth.byToken(auth.issueToken("root", "correct-horse", kHere, kNow)->text, kHere, kNow);
    const auto who = auth.byToken(token->text, kHere, kNow);
    EXPECT_EQ(auth.revokeUser("alice", kNow), 2u);
    EXPECT_FALSE((*who)->valid(kNow.ms));
    EXPECT_TRUE((*other)->valid(kNow.ms));
    EXPECT_FALSE(auth.bySession(session->text, kNow));
    EXPECT_FALSE(auth.byToken(token->text, kHere, after(1'000)));
    const auto later = auth.issueToken("alice", "wonderland", kHere, after(1'000));
    EXPECT_TRUE(auth.byToken(later->text, kHere, after(1'000)));
}

TEST(Authenticator, revokingAUserEndsOtherIssuersTokensToo)
{
    const auto pair = wavetape::security::testing::ecPair("P-256");
    Authenticator::Options accepts = options(true);
    accepts.keys.push_back(*JwtKey::publicKey(pair.publicPem));
    Authenticator auth(AdminToken(kAdmin), users(), std::move(accepts));
    const auto theirs = [&](const std::string &issued) {
        return wavetape::security::testing::signWithKey(R"({"alg":"ES256"})",
            R"({"sub":"carol","aud":"wavetape","subscribe":["*"],"exp":1700000060)" + issued + "}",
            pair);
    };
    const auto who = auth.byToken(theirs(R"(,"iat":1699999999)"), kHere, kNow);
    ASSERT_TRUE(who);
    const auto other = auth.byToken(theirs(""), kHere, kNow);
    ASSERT_TRUE(other);
    EXPECT_EQ(auth.revokeUser("carol", kNow), 2u);
    EXPECT_FALSE((*who)->valid(kNow.ms));
    EXPECT_FALSE((*other)->valid(kNow.ms));
    for (const char *issued : {R"(,"iat":1699999999)", "", R"(,"iat":1700000000)"})
        EXPECT_FALSE(auth.byToken(theirs(issued), kThere, after(1'000))) << issued;
    EXPECT_TRUE(auth.byToken(theirs(R"(,"iat":1700000001)"), kHere, after(1'000)))
        << "made since then";
}

TEST(Authenticator, newUsersRevokeThoseThatAreGoneOrChanged)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto alice = auth.openSession("alice", "wonderland", kHere, kNow);
    const auto root = auth.openSession("root", "correct-horse", kHere, kNow);
    EXPECT_FALSE(auth.setCredentials(users(), kNow));
    EXPECT_TRUE(auth.bySession(alice->text, kNow));
    EXPECT_TRUE(auth.setCredentials(
        *Credentials::parse("root correct-horse admin\nalice wonderland\n", "users"), kNow));
    EXPECT_FALSE(auth.bySession(alice->text, kNow)) << "other rights";
    EXPECT_TRUE(auth.bySession(root->text, kNow));
}

TEST(Authenticator, manyIdentitiesOfClosedConnectionsAreForgotten)
{
    Authenticator auth(AdminToken(kAdmin), users(), options(true));
    const auto token = auth.issueToken("alice", "wonderland", kHere, kNow);
    for (int i = 0; i < 1000; ++i)
        ASSERT_TRUE(auth.byToken(token->text, kHere, kNow));
    EXPECT_EQ(auth.revokeUser("alice", kNow), 0u);
}

TEST(Credentials, areReadLineByLine)
{
    const auto read = Credentials::parse("# who\r\n\n  alice\twonder#land subscribe=a.* "
                                         "subscribe=b publish=* admin\nbob builder-can",
        "users");
    ASSERT_TRUE(read) << read.error();
    const auto alice = read->check("alice", "wonder#land");
    ASSERT_TRUE(alice);
    EXPECT_EQ(alice->rights, (ChannelRights {{"a.*", "b"}, {"*"}, true}));
    EXPECT_EQ(read->check("bob", "builder-can")->rights, ChannelRights());
    EXPECT_TRUE(Credentials::parse("", "users")->empty());
}

TEST(Credentials, sayWhatIsWrongButNoSecret)
{
    for (const auto &[text, problem] : std::initializer_list<std::pair<std::string, std::string>> {
             {"a hush", "users:1: a secret needs at least 8 characters"},
             {"a", "users:1: a secret needs at least 8 characters"},
             {"\n\na hush-hush-hush read=x",
                 "users:3: a right is subscribe=PATTERN, publish=PATTERN, metrics or admin"},
             {"a hush-hush-hush subscribe=*x",
                 "users:1: a pattern is a channel's name, one followed by .* or *"},
             {"a hush-hush-hush\na hush-hush-hush", "users:2: this user is named twice"},
             {"a hush-hush\x1b-hush", "users:1: control characters are not allowed"},
             {std::string(129, 'u') + " hush-hush-hush",
                 "users:1: a user's name has at most 128 bytes"}}) {
        const auto read = Credentials::parse(text, "users");
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error(), problem);
    }
}

TEST(Credentials, areTakenOnlyFromAFileOfOnesOwn)
{
    const std::string path
        = std::filesystem::temp_directory_path() / ("wavetape-users-" + std::to_string(::getpid()));
    std::ofstream(path) << "alice wonderland\n";
    std::filesystem::permissions(path, std::filesystem::perms {0644});
    EXPECT_NE(Credentials::read(path).error().find("chmod 600"), std::string::npos);
    std::filesystem::permissions(path, std::filesystem::perms {0600});
    EXPECT_TRUE(Credentials::read(path));
    std::remove(path.c_str());
    EXPECT_FALSE(Credentials::read(path));
    EXPECT_FALSE(Credentials::read("/dev/null"));
}
