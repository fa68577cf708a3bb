// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/TokenIssuer.h"

#include "security/AdminToken.h"

#include <jwt.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace wavetape::security {

namespace {

void must(int error)
{
    if (error != 0)
        throw std::runtime_error("the token could not be made");
}

/// Patterns hold nothing that JSON would escape (isRightsPattern).
void addPatterns(jwt_t *jwt, const char *name, const std::vector<std::string> &patterns)
{
    std::string json = std::string("{\"") + name + "\":[";
    for (const std::string &pattern : patterns) {
        if (!isRightsPattern(pattern))
            throw std::runtime_error("'" + pattern + "' is not a channel pattern");
        json += (json.back() == '[' ? "\"" : ",\"") + pattern + '"';
    }
    must(jwt_add_grants_json(jwt, (json + "]}").c_str()));
}

} // namespace

TokenIssuer::TokenIssuer(JwtKey key, std::string audience, std::string issuer)
    : m_key(std::move(key))
    , m_audience(std::move(audience))
    , m_issuer(std::move(issuer))
{
    if (m_key.algorithm() != JwtAlgorithm::hs256)
        throw std::invalid_argument("tokens are signed with a shared secret only");
}

std::string TokenIssuer::issue(const Identity &identity, int64_t nowS, int64_t lifetimeS) const
{
    jwt_t *raw = nullptr;
    must(jwt_new(&raw));
    const std::unique_ptr<jwt_t, decltype(&jwt_free)> jwt(raw, jwt_free);
    const auto *secret = reinterpret_cast<const unsigned char *>(m_key.material().data());
    must(jwt_set_alg(raw, JWT_ALG_HS256, secret, static_cast<int>(m_key.material().size())));
    must(jwt_add_grant(raw, "sub", identity.user.c_str()));
    must(jwt_add_grant_int(raw, "iat", nowS));
    must(jwt_add_grant_int(raw, "exp", nowS + lifetimeS));
    must(jwt_add_grant(raw, "jti", AdminToken::generate().text().c_str()));
    if (!m_audience.empty())
        must(jwt_add_grant(raw, "aud", m_audience.c_str()));
    if (!m_issuer.empty())
        must(jwt_add_grant(raw, "iss", m_issuer.c_str()));
    addPatterns(raw, "subscribe", identity.rights.subscribe);
    addPatterns(raw, "publish", identity.rights.publish);
    if (identity.rights.metrics)
        must(jwt_add_grant_bool(raw, "metrics", 1));
    if (identity.rights.admin)
        must(jwt_add_grant_bool(raw, "admin", 1));
    char *encoded = jwt_encode_str(raw);
    if (!encoded)
        throw std::runtime_error("the token could not be made");
    std::string token(encoded);
    std::free(encoded);
    return token;
}

} // namespace wavetape::security
