// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/TokenVerifier.h"

#include <jwt.h>
#include <openssl/err.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace wavetape::security {

namespace {

constexpr size_t kMaxPatterns = 256;
constexpr size_t kMaxUser = 128;

using Jwt = std::unique_ptr<jwt_t, decltype(&jwt_free)>;

struct Free {
    void operator()(char *text) const { std::free(text); }
};

jwt_alg_t libraryAlgorithm(JwtAlgorithm algorithm)
{
    switch (algorithm) {
    case JwtAlgorithm::hs256:
        return JWT_ALG_HS256;
    case JwtAlgorithm::rs256:
        return JWT_ALG_RS256;
    case JwtAlgorithm::es256:
        return JWT_ALG_ES256;
    }
    return JWT_ALG_INVAL;
}

/// Three parts of base64url: libjwt's decoder would skip over what does not belong there.
bool looksLikeToken(std::string_view token)
{
    size_t dots = 0;
    size_t part = 0;
    for (const char c : token) {
        if (c == '.') {
            if (part == 0 || ++dots > 2)
                return false;
            part = 0;
        } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_') {
            ++part;
        } else {
            return false;
        }
    }
    return dots == 2 && part > 0;
}

Jwt decode(const std::string &token, const std::string *key)
{
    jwt_t *jwt = nullptr;
    const auto *bytes = key ? reinterpret_cast<const unsigned char *>(key->data()) : nullptr;
    if (jwt_decode(&jwt, token.c_str(), bytes, key ? static_cast<int>(key->size()) : 0) != 0)
        jwt = nullptr;
    // What OpenSSL noted down would be taken for a later TLS call's failure.
    ERR_clear_error();
    return {jwt, jwt_free};
}

/// False where it is there and no array of patterns.
bool readPatterns(
    const simdjson::dom::object &claims, std::string_view name, std::vector<std::string> &patterns)
{
    simdjson::dom::element value;
    if (claims.at_key(name).get(value) != simdjson::SUCCESS)
        return true;
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS || list.size() > kMaxPatterns)
        return false;
    for (const simdjson::dom::element item : list) {
        std::string_view pattern;
        if (item.get(pattern) != simdjson::SUCCESS || !isRightsPattern(pattern))
            return false;
        patterns.emplace_back(pattern);
    }
    return true;
}

bool names(const simdjson::dom::object &claims, std::string_view claim, std::string_view wanted)
{
    simdjson::dom::element value;
    std::string_view text;
    if (claims.at_key(claim).get(value) != simdjson::SUCCESS)
        return false;
    if (value.get(text) == simdjson::SUCCESS)
        return text == wanted;
    simdjson::dom::array list;
    if (claim != "aud" || value.get(list) != simdjson::SUCCESS)
        return false;
    return std::any_of(list.begin(), list.end(), [&](simdjson::dom::element item) {
        return item.get(text) == simdjson::SUCCESS && text == wanted;
    });
}

} // namespace

std::string_view tokenErrorName(TokenError error)
{
    switch (error) {
    case TokenError::malformed:
        return "malformed";
    case TokenError::tooLarge:
        return "too large";
    case TokenError::algorithm:
        return "algorithm not accepted";
    case TokenError::critical:
        return "unknown critical extension";
    case TokenError::signature:
        return "wrong signature";
    case TokenError::noExpiry:
        return "no expiry";
    case TokenError::expired:
        return "expired";
    case TokenError::notYet:
        return "not valid yet";
    case TokenError::audience:
        return "wrong audience";
    case TokenError::issuer:
        return "wrong issuer";
    case TokenError::claims:
        return "wrong claims";
    }
    return "";
}

TokenVerifier::TokenVerifier(std::vector<JwtKey> keys, TokenRules rules)
    : m_keys(std::move(keys))
    , m_rules(std::move(rules))
{
}

tl::expected<VerifiedToken, TokenError> TokenVerifier::verify(
    std::string_view token, int64_t nowS) const
{
    const auto claims = signedClaims(token);
    if (!claims)
        return tl::unexpected(claims.error());
    return judge(*claims, nowS);
}

tl::expected<std::string, TokenError> TokenVerifier::signedClaims(std::string_view token) const
{
    if (token.size() > kMaxToken)
        return tl::unexpected(TokenError::tooLarge);
    if (!looksLikeToken(token))
        return tl::unexpected(TokenError::malformed);
    const std::string text(token);

    // Unverified, only to see which algorithm it claims. libjwt would pick by it and use an RSA
    // key's public text as an HMAC secret.
    const Jwt unverified = decode(text, nullptr);
    if (!unverified)
        return tl::unexpected(TokenError::malformed);
    const char *header = jwt_get_header(unverified.get(), "alg");
    const std::string algorithm = header ? header : "";
    if (const std::unique_ptr<char, Free> critical {jwt_get_headers_json(unverified.get(), "crit")})
        return tl::unexpected(TokenError::critical);

    TokenError error = TokenError::algorithm;
    for (const JwtKey &key : m_keys) {
        if (algorithm != algorithmName(key.algorithm()))
            continue;
        error = TokenError::signature;
        const Jwt verified = decode(text, &key.material());
        if (!verified || jwt_get_alg(verified.get()) != libraryAlgorithm(key.algorithm()))
            continue;
        const std::unique_ptr<char, Free> claims {jwt_get_grants_json(verified.get(), nullptr)};
        return claims ? std::string(claims.get()) : std::string();
    }
    return tl::unexpected(error);
}

tl::expected<VerifiedToken, TokenError> TokenVerifier::judge(
    const std::string &text, int64_t nowS) const
{
    simdjson::dom::parser parser;
    simdjson::dom::object claims;
    if (parser.parse(text).get(claims) != simdjson::SUCCESS)
        return tl::unexpected(TokenError::claims);

    VerifiedToken token;
    if (claims.at_key("exp").get(token.expiresS) != simdjson::SUCCESS)
        return tl::unexpected(TokenError::noExpiry);
    if (token.expiresS <= nowS)
        return tl::unexpected(TokenError::expired);
    simdjson::dom::element value;
    if (claims.at_key("nbf").get(value) == simdjson::SUCCESS) {
        int64_t notBefore = 0;
        if (value.get(notBefore) != simdjson::SUCCESS)
            return tl::unexpected(TokenError::claims);
        if (notBefore > nowS + m_rules.notBeforeLeewayS)
            return tl::unexpected(TokenError::notYet);
    }
    if (claims.at_key("iat").get(value) == simdjson::SUCCESS
        && value.get(token.issuedS) != simdjson::SUCCESS)
        return tl::unexpected(TokenError::claims);
    // One from the future would outlive its revocation.
    if (token.issuedS > nowS + m_rules.notBeforeLeewayS)
        return tl::unexpected(TokenError::notYet);
    if (!m_rules.audience.empty() && !names(claims, "aud", m_rules.audience))
        return tl::unexpected(TokenError::audience);
    if (!m_rules.issuer.empty() && !names(claims, "iss", m_rules.issuer))
        return tl::unexpected(TokenError::issuer);

    std::string_view user;
    if (claims.at_key("sub").get(user) != simdjson::SUCCESS || user.empty()
        || user.size() > kMaxUser)
        return tl::unexpected(TokenError::claims);
    token.identity.user = user;
    ChannelRights &rights = token.identity.rights;
    if (!readPatterns(claims, "subscribe", rights.subscribe)
        || !readPatterns(claims, "publish", rights.publish))
        return tl::unexpected(TokenError::claims);
    if (claims.at_key("admin").get(value) == simdjson::SUCCESS
        && value.get(rights.admin) != simdjson::SUCCESS)
        return tl::unexpected(TokenError::claims);
    return token;
}

} // namespace wavetape::security
