// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/TokenIssuer.h"
#include "security/TokenVerifier.h"

#include "TestTokens.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

using namespace wavetape::security;
using namespace wavetape::security::testing;

namespace {

constexpr int64_t kToday = 1'800'000'000;
const std::string kSecret = "0123456789abcdef0123456789abcdef";
const std::string kGood
    = R"({"sub":"ann","exp":1800000060,"aud":"wavetape","subscribe":["ticker.*","chat.a"],"publish":["chat.*"]})";

TokenVerifier verifier(TokenRules rules = {"wavetape", "", 5})
{
    return TokenVerifier({*JwtKey::secret(kSecret)}, std::move(rules));
}

std::string hs256(
    const std::string &claims, const std::string &header = R"({"alg":"HS256","typ":"JWT"})")
{
    return signHmac(header, claims, kSecret);
}

TokenError errorOf(const TokenVerifier &verifier, const std::string &token, int64_t now = kToday)
{
    const auto result = verifier.verify(token, now);
    EXPECT_FALSE(result) << token;
    return result ? TokenError::malformed : result.error();
}

} // namespace

TEST(TokenVerifier, readsWhoAndWhatAndUntilWhen)
{
    const auto token = verifier().verify(hs256(kGood), kToday);
    ASSERT_TRUE(token) << tokenErrorName(token.error());
    EXPECT_EQ(token->identity.user, "ann");
    EXPECT_EQ(token->identity.rights.subscribe, (std::vector<std::string> {"ticker.*", "chat.a"}));
    EXPECT_EQ(token->identity.rights.publish, (std::vector<std::string> {"chat.*"}));
    EXPECT_FALSE(token->identity.rights.admin);
    EXPECT_EQ(token->expiresMs, (kToday + 60) * 1000);
    EXPECT_EQ(token->lifetimeMs(kToday), 60'000u);
    EXPECT_EQ(token->lifetimeMs(kToday + 61), 0u);
}

TEST(TokenVerifier, defaultsToNoRights)
{
    const auto token = verifier().verify(
        hs256(R"({"sub":"a","exp":1800000001,"aud":["x","wavetape"]})"), kToday);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->identity.rights, ChannelRights());
    EXPECT_FALSE(token->identity.rights.maySubscribe("ticker.AAPL"));
}

TEST(TokenVerifier, judgesTheClaims)
{
    struct Row {
        const char *claims;
        TokenError error;
    };
    for (const Row &row :
        std::initializer_list<Row> {{R"({"sub":"a","aud":"wavetape"})", TokenError::noExpiry},
            {R"({"sub":"a","aud":"wavetape","exp":"1800000060"})", TokenError::noExpiry},
            {R"({"sub":"a","aud":"wavetape","exp":1800000000.0})", TokenError::expired},
            {R"({"sub":"a","aud":"wavetape","exp":true})", TokenError::noExpiry},
            {R"({"sub":"a","aud":"wavetape","exp":1e999})", TokenError::claims},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"exp":1900000000})",
                TokenError::claims},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"jti":7})", TokenError::claims},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"jti":""})", TokenError::claims},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"metrics":"yes"})",
                TokenError::claims},
            {R"({"sub":"a","aud":"wavetape","exp":null})", TokenError::noExpiry},
            {R"({"sub":"a","aud":"wavetape","exp":1800000000})", TokenError::expired},
            {R"({"sub":"a","aud":"wavetape","exp":0})", TokenError::expired},
            {R"({"sub":"a","aud":"wavetape","exp":-1})", TokenError::expired},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"nbf":1800000006})",
                TokenError::notYet},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"nbf":"x"})", TokenError::claims},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"iat":1800000006})",
                TokenError::notYet},
            {R"({"sub":"a","aud":"wavetape","exp":1800000060,"iat":"x"})", TokenError::claims},
            {R"({"sub":"a","exp":1800000060})", TokenError::audience},
            {R"({"sub":"a","exp":1800000060,"aud":"other"})", TokenError::audience},
            {R"({"sub":"a","exp":1800000060,"aud":"wavetape2"})", TokenError::audience},
            {R"({"sub":"a","exp":1800000060,"aud":["a","b"]})", TokenError::audience},
            {R"({"sub":"a","exp":1800000060,"aud":{"wavetape":1}})", TokenError::audience},
            {R"({"exp":1800000060,"aud":"wavetape"})", TokenError::claims},
            {R"({"sub":"","exp":1800000060,"aud":"wavetape"})", TokenError::claims},
            {R"({"sub":7,"exp":1800000060,"aud":"wavetape"})", TokenError::claims},
            {R"({"sub":"a","exp":1800000060,"aud":"wavetape","subscribe":"*"})",
                TokenError::claims},
            {R"({"sub":"a","exp":1800000060,"aud":"wavetape","subscribe":["a b"]})",
                TokenError::claims},
            {R"({"sub":"a","exp":1800000060,"aud":"wavetape","publish":[1]})", TokenError::claims},
            {R"({"sub":"a","exp":1800000060,"aud":"wavetape","admin":"true"})", TokenError::claims},
            {R"({"sub":"a","exp":1800000060,"aud":"wavetape","admin":1})", TokenError::claims}})
        EXPECT_EQ(errorOf(verifier(), hs256(row.claims)), row.error) << row.claims;
    EXPECT_TRUE(verifier().verify(
        hs256(R"({"sub":"a","exp":1800000060,"aud":"wavetape","nbf":1800000005,"admin":true})"),
        kToday));
    EXPECT_EQ(errorOf(verifier({"", "issuer", 5}), hs256(kGood)), TokenError::issuer);
    EXPECT_TRUE(verifier({"", "", 5}).verify(hs256(R"({"sub":"a","exp":1800000060})"), kToday));
    EXPECT_TRUE(verifier({"", "me", 5})
                    .verify(hs256(R"({"sub":"a","iss":"me","exp":1800000060})"), kToday));
}

TEST(TokenVerifier, datesMayHaveAFraction)
{
    const auto token = verifier().verify(
        hs256(
            R"({"sub":"a","aud":"wavetape","exp":1800000060.25,"iat":1799999999.9,"nbf":1.7e9,"jti":"x","metrics":true})"),
        kToday);
    ASSERT_TRUE(token) << tokenErrorName(token.error());
    EXPECT_EQ(token->lifetimeMs(kToday), 60'250u);
    EXPECT_EQ(token->issuedS, 1'799'999'999);
    EXPECT_TRUE(token->identity.rights.mayReadMetrics());
    EXPECT_EQ(token->id, std::string("\0x", 2));
    // Beyond what any clock will show, and still a number.
    EXPECT_TRUE(verifier().verify(
        hs256(R"({"sub":"a","aud":"wavetape","exp":18446744073709551615})"), kToday));
}

TEST(TokenVerifier, takesAccessTokensAndNoOtherKinds)
{
    for (const char *type : {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
        EXPECT_TRUE(verifier().verify(
            hs256(kGood, std::string(R"({"alg":"HS256","typ":")") + type + "\"}"), kToday))
            << type;
    for (const char *type : {"\"\"", "\"JOSE\"", "\"dpop+jwt\"", "\"jwtx\"", "7", "null"})
        EXPECT_EQ(
            errorOf(verifier(), hs256(kGood, std::string(R"({"alg":"HS256","typ":)") + type + "}")),
            TokenError::type)
            << type;
    EXPECT_EQ(errorOf(verifier(), hs256(kGood, R"({"alg":"HS256","alg":"none"})")),
        TokenError::malformed);
}

TEST(TokenVerifier, knowsAGuessFromATokenOfOurs)
{
    EXPECT_TRUE(wasSigned(errorOf(verifier(), hs256(kGood), kToday + 60)));
    EXPECT_TRUE(wasSigned(errorOf(verifier({"other", "", 5}), hs256(kGood))));
    EXPECT_FALSE(wasSigned(errorOf(verifier(), signHmac(R"({"alg":"HS256"})", kGood, "x"))));
    EXPECT_FALSE(wasSigned(errorOf(verifier(), hs256(kGood, R"({"alg":"none"})"))));
    EXPECT_FALSE(wasSigned(errorOf(verifier(), "a.b.c")));
}

TEST(TokenVerifier, refusesEveryAlgorithmButTheKeys)
{
    for (const auto &header : {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"HS384"})",
             R"({"alg":"HS512"})", R"({"alg":"RS256"})", R"({"alg":"hs256"})", R"({"alg":""})",
             R"({"alg":null})", R"({"alg":5})", R"({})", R"({"alg":["HS256"]})"}) {
        const auto error = errorOf(verifier(), hs256(kGood, header));
        EXPECT_TRUE(error == TokenError::algorithm || error == TokenError::malformed) << header;
    }
    const std::string unsignedToken = base64url(R"({"alg":"none"})") + "." + base64url(kGood) + ".";
    EXPECT_EQ(errorOf(verifier(), unsignedToken), TokenError::malformed);
    EXPECT_EQ(errorOf(verifier(), unsignedToken + "AA"), TokenError::algorithm);
    EXPECT_EQ(errorOf(verifier(), hs256(kGood, R"({"alg":"HS256","crit":["exp"]})")),
        TokenError::critical);
}

TEST(TokenVerifier, refusesAnotherKeyHoweverItIsOffered)
{
    const std::string other = "ffffffffffffffffffffffffffffffff";
    EXPECT_EQ(
        errorOf(verifier(), signHmac(R"({"alg":"HS256"})", kGood, other)), TokenError::signature);
    for (const auto &header :
        {R"({"alg":"HS256","jwk":{"kty":"oct","k":"ZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY"}})",
            R"({"alg":"HS256","jku":"http://127.0.0.1:1/keys"})",
            R"({"alg":"HS256","kid":"../../dev/null"})"})
        EXPECT_EQ(errorOf(verifier(), signHmac(header, kGood, other)), TokenError::signature)
            << header;
    EXPECT_EQ(
        errorOf(verifier(), signHmac(R"({"alg":"HS256"})", kGood, "")), TokenError::signature);
    EXPECT_EQ(errorOf(TokenVerifier({}, {}), hs256(kGood)), TokenError::algorithm);
}

TEST(TokenVerifier, takesRsaAndEcKeysAndNeverAsASecret)
{
    for (const auto &[pair, algorithm] :
        {std::pair {rsaPair(2048), JwtAlgorithm::rs256}, {ecPair("P-256"), JwtAlgorithm::es256}}) {
        const auto key = JwtKey::publicKey(pair.publicPem);
        ASSERT_TRUE(key) << key.error();
        ASSERT_EQ(key->algorithm(), algorithm);
        const std::string header = "{\"alg\":\"" + std::string(algorithmName(algorithm)) + "\"}";
        const TokenVerifier both({*JwtKey::secret(kSecret), *key}, {});
        const auto token = both.verify(signWithKey(header, kGood, pair), kToday);
        ASSERT_TRUE(token) << tokenErrorName(token.error());
        EXPECT_EQ(token->identity.user, "ann");
        EXPECT_TRUE(both.verify(hs256(kGood), kToday)) << "each key with its own algorithm";

        // The public key, which everybody has, as the secret of an HMAC.
        const TokenVerifier one({*key}, {});
        EXPECT_EQ(errorOf(one, signHmac(R"({"alg":"HS256"})", kGood, pair.publicPem)),
            TokenError::algorithm);
        EXPECT_EQ(errorOf(both, signHmac(R"({"alg":"HS256"})", kGood, pair.publicPem)),
            TokenError::signature);
        EXPECT_EQ(errorOf(one, signHmac(header, kGood, pair.publicPem)), TokenError::signature);
        EXPECT_EQ(errorOf(one,
                      signWithKey(header, kGood,
                          algorithm == JwtAlgorithm::rs256 ? rsaPair(2048) : ecPair("P-256"))),
            TokenError::signature);
    }
}

TEST(JwtKey, refusesWeakAndOtherKeys)
{
    EXPECT_FALSE(JwtKey::secret(std::string(31, 'x')));
    EXPECT_TRUE(JwtKey::secret(std::string(32, 'x')));
    EXPECT_EQ(
        JwtKey::publicKey(rsaPair(1024).publicPem).error(), "an RSA key needs at least 2048 bits");
    EXPECT_FALSE(JwtKey::publicKey(ecPair("P-384").publicPem));
    EXPECT_FALSE(JwtKey::publicKey(ecPair("P-256").privatePem))
        << "a private key has no place here";
    EXPECT_FALSE(JwtKey::publicKey(""));
    EXPECT_FALSE(JwtKey::publicKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
}

TEST(JwtKey, comesFromARegularFile)
{
    const auto path = std::filesystem::temp_directory_path()
        / ("wavetape-key-" + std::to_string(std::random_device()()));
    std::ofstream(path) << ecPair("P-256").publicPem;
    EXPECT_TRUE(JwtKey::publicKeyFile(path.string()));
    std::ofstream(path) << std::string(70'000, 'x');
    EXPECT_NE(JwtKey::publicKeyFile(path.string()).error().find("larger than"), std::string::npos);
    std::filesystem::remove(path);
    for (const auto &wrong : {path.string(), std::string("/dev/zero"), std::string("/")})
        EXPECT_NE(JwtKey::publicKeyFile(wrong).error().find(wrong), std::string::npos);
}

TEST(TokenVerifier, refusesWhatIsNoToken)
{
    for (const std::string &text :
        {std::string(), std::string("."), std::string(".."), std::string("a.b"),
            std::string("a.b.c"), std::string("a.b.c.d"), std::string("%%%.%%%.%%%"),
            hs256(kGood) + ".", hs256(kGood) + "=", " " + hs256(kGood), hs256(kGood) + "\n",
            hs256(kGood) + std::string(1, '\0'), base64url("[]") + "." + base64url("[]") + ".AA",
            base64url("{") + "." + base64url("{") + ".AA"})
        EXPECT_EQ(errorOf(verifier(), text), TokenError::malformed) << text;
    EXPECT_EQ(
        errorOf(verifier(), std::string(TokenVerifier::kMaxToken + 1, 'a')), TokenError::tooLarge);
    EXPECT_EQ(
        errorOf(verifier(), std::string(TokenVerifier::kMaxToken, 'a')), TokenError::malformed);
}

TEST(TokenVerifier, refusesEveryChangedCharacter)
{
    const std::string good = hs256(kGood);
    const auto strict = verifier();
    for (size_t i = 0; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        // The last character of a part carries bits that mean nothing.
        if (i + 1 == good.size() || good[i + 1] == '.')
            continue;
        EXPECT_FALSE(strict.verify(changed, kToday)) << i;
        EXPECT_FALSE(strict.verify(good.substr(0, i), kToday)) << i;
    }
}

TEST(TokenIssuer, makesWhatTheVerifierAccepts)
{
    const TokenIssuer issuer(*JwtKey::secret(kSecret), "wavetape", "node-1");
    const Identity ann {"ann \"<b>", {{"*"}, {"chat.*", "doc.x"}, true}};
    const std::string text = issuer.issue(ann, kToday, 60);
    const auto token = verifier({"wavetape", "node-1", 0}).verify(text, kToday + 59);
    ASSERT_TRUE(token) << tokenErrorName(token.error());
    EXPECT_EQ(token->identity, ann);
    EXPECT_EQ(errorOf(verifier(), text, kToday + 60), TokenError::expired);
    EXPECT_THROW(issuer.issue({"ann", {{"\"]"}, {}, false}}, kToday, 60), std::runtime_error);
    EXPECT_THROW(
        TokenIssuer(*JwtKey::publicKey(ecPair("P-256").publicPem), "", ""), std::invalid_argument);
}
