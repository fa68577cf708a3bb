// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/TokenVerifier.h"

#include "security/TokenSignature.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace wavetape::security {

namespace {

constexpr size_t kMaxPatterns = 256;

constexpr size_t kMaxId = 128;
constexpr double kLastSecond = 253'402'300'799; // of the year 9999

bool equalsLetters(std::string_view text, std::string_view lowerCase)
{
    return std::equal(text.begin(), text.end(), lowerCase.begin(), lowerCase.end(),
        [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y; });
}

/// RFC 7515 4.1.9: the media type's `application/` may be left out.
bool isAcceptedType(std::string_view type)
{
    constexpr std::string_view kPrefix = "application/";
    if (equalsLetters(type.substr(0, kPrefix.size()), kPrefix))
        type.remove_prefix(kPrefix.size());
    return equalsLetters(type, "jwt") || equalsLetters(type, "at+jwt");
}

/// An object with each name once: of two, different readers take different ones (RFC 7515 4).
bool parseObject(
    simdjson::dom::parser &parser, const std::string &text, simdjson::dom::object &object)
{
    if (parser.parse(text).get(object) != simdjson::SUCCESS)
        return false;
    std::vector<std::string_view> names;
    for (const auto &[name, value] : object)
        names.push_back(name);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end();
}

/// NumericDate (RFC 7519 2), which may have a fraction. What lies beyond the year 9999 is never.
std::optional<double> readDate(const simdjson::dom::element &value)
{
    double seconds = 0;
    if (!value.is_number() || value.get(seconds) != simdjson::SUCCESS || !std::isfinite(seconds))
        return std::nullopt;
    return std::clamp(seconds, -kLastSecond, kLastSecond);
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
    case TokenError::type:
        return "another kind of token";
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

bool wasSigned(TokenError error)
{
    return error >= TokenError::noExpiry;
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
    const size_t first = token.find('.'), last = token.rfind('.');
    if (first == std::string_view::npos || first == 0 || last - first < 2
        || token.find('.', first + 1) != last || last + 1 == token.size())
        return tl::unexpected(TokenError::malformed);
    const auto header = decodeBase64Url(token.substr(0, first)),
               claims = decodeBase64Url(token.substr(first + 1, last - first - 1)),
               signature = decodeBase64Url(token.substr(last + 1));
    simdjson::dom::parser parser;
    simdjson::dom::object said;
    if (!header || !claims || !signature || !parseObject(parser, *header, said))
        return tl::unexpected(TokenError::malformed);

    // What the header says chooses nothing: it must fit the key (RFC 8725 3.1).
    simdjson::dom::element value;
    if (said.at_key("crit").get(value) == simdjson::SUCCESS)
        return tl::unexpected(TokenError::critical);
    std::string_view type;
    if (said.at_key("typ").get(value) == simdjson::SUCCESS
        && (value.get(type) != simdjson::SUCCESS || !isAcceptedType(type)))
        return tl::unexpected(TokenError::type);
    std::string_view algorithm;
    if (said.at_key("alg").get(algorithm) != simdjson::SUCCESS)
        return tl::unexpected(TokenError::algorithm);
    TokenError error = TokenError::algorithm;
    for (const JwtKey &key : m_keys) {
        if (algorithm != algorithmName(key.algorithm()))
            continue;
        error = TokenError::signature;
        if (signatureHolds(key, token.substr(0, last), *signature))
            return *claims;
    }
    return tl::unexpected(error);
}

tl::expected<VerifiedToken, TokenError> TokenVerifier::judge(
    const std::string &text, int64_t nowS) const
{
    simdjson::dom::parser parser;
    simdjson::dom::object claims;
    if (!parseObject(parser, text, claims))
        return tl::unexpected(TokenError::claims);

    const auto now = static_cast<double>(nowS);
    const auto date = [&](const char *name, std::optional<double> &when) {
        simdjson::dom::element value;
        if (claims.at_key(name).get(value) != simdjson::SUCCESS)
            return true;
        when = readDate(value);
        return when.has_value();
    };
    std::optional<double> expires, notBefore, issued;
    if (!date("exp", expires) || !expires)
        return tl::unexpected(TokenError::noExpiry);
    if (*expires <= now)
        return tl::unexpected(TokenError::expired);
    if (!date("nbf", notBefore) || !date("iat", issued))
        return tl::unexpected(TokenError::claims);
    const double leeway = now + static_cast<double>(m_rules.notBeforeLeewayS);
    // One issued in the future would outlive its revocation.
    if (notBefore.value_or(0) > leeway || issued.value_or(0) > leeway)
        return tl::unexpected(TokenError::notYet);
    VerifiedToken token;
    token.expiresMs = static_cast<int64_t>(*expires * 1000);
    token.issuedS = static_cast<int64_t>(issued.value_or(0));
    if (!m_rules.audience.empty() && !names(claims, "aud", m_rules.audience))
        return tl::unexpected(TokenError::audience);
    if (!m_rules.issuer.empty() && !names(claims, "iss", m_rules.issuer))
        return tl::unexpected(TokenError::issuer);

    std::string_view user;
    if (claims.at_key("sub").get(user) != simdjson::SUCCESS || user.empty()
        || user.size() > kMaxUserName)
        return tl::unexpected(TokenError::claims);
    token.identity.user = user;
    simdjson::dom::element value;
    std::string_view issuer, id;
    if (claims.at_key("jti").get(value) == simdjson::SUCCESS) {
        if (value.get(id) != simdjson::SUCCESS || id.empty() || id.size() > kMaxId)
            return tl::unexpected(TokenError::claims);
        if (claims.at_key("iss").get(issuer) != simdjson::SUCCESS)
            issuer = {};
        token.id = std::string(issuer.substr(0, kMaxId)).append(1, '\0').append(id);
    }
    ChannelRights &rights = token.identity.rights;
    if (!readPatterns(claims, "subscribe", rights.subscribe)
        || !readPatterns(claims, "publish", rights.publish))
        return tl::unexpected(TokenError::claims);
    for (const auto &[name, right] :
        {std::pair("admin", &rights.admin), std::pair("metrics", &rights.metrics)}) {
        if (claims.at_key(name).get(value) == simdjson::SUCCESS
            && value.get(*right) != simdjson::SUCCESS)
            return tl::unexpected(TokenError::claims);
    }
    return token;
}

} // namespace wavetape::security
