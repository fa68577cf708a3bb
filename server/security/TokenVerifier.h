// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Identity.h"
#include "security/JwtKey.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::security {

/// Why a token was refused: for counters and logs. A client gets the same answer for each.
enum class TokenError : uint8_t {
    malformed,
    tooLarge,
    type, ///< `typ` is neither JWT nor at+jwt (RFC 8725 3.11)
    algorithm, ///< not the one of any key here: `none`, another family, an unknown one
    critical, ///< `crit` names an extension that must be understood (RFC 7515 4.1.11)
    signature,
    noExpiry,
    expired,
    notYet,
    audience,
    issuer,
    claims, ///< signed, but `sub` or the rights are not what they should be
};
std::string_view tokenErrorName(TokenError error);
/// Had the token a signature of ours? Then whoever shows it guesses nothing.
bool wasSigned(TokenError error);

struct TokenRules {
    std::string audience; ///< what `aud` must be or hold; empty: not looked at
    std::string issuer; ///< what `iss` must be; empty: not looked at
    int64_t notBeforeLeewayS = 5; ///< an issuer's clock may be ahead; expiry has no leeway
};

/// A token that holds.
struct VerifiedToken {
    Identity identity;
    int64_t expiresMs = 0; ///< `exp`: ms since 1970
    int64_t issuedS = 0; ///< `iat`; 0 where the token does not say
    std::string id; ///< `iss` and `jti`; empty where it has no `jti`

    /// What is left of it, in ms: from here on the caller counts by its monotonic clock.
    uint64_t lifetimeMs(int64_t nowS) const
    {
        return expiresMs > nowS * 1000 ? static_cast<uint64_t>(expiresMs - nowS * 1000) : 0;
    }
};

/// Checks JSON Web Tokens (RFC 7519) against a fixed set of keys. Claims read: `exp` (required),
/// `nbf`, `iat` (all three may have a fraction), `aud`, `iss`, `jti`, `sub` (the user, required),
/// `subscribe` and `publish` (arrays of patterns, absent: none), `admin` and `metrics` (booleans).
/// Immutable: any thread.
class TokenVerifier {
public:
    TokenVerifier(std::vector<JwtKey> keys, TokenRules rules);

    /// `nowS`: the wall clock in seconds since 1970. Never throws on what `token` holds.
    tl::expected<VerifiedToken, TokenError> verify(std::string_view token, int64_t nowS) const;

    static constexpr size_t kMaxToken = 8 * 1024;

private:
    tl::expected<std::string, TokenError> signedClaims(std::string_view token) const;
    tl::expected<VerifiedToken, TokenError> judge(const std::string &claims, int64_t nowS) const;

    const std::vector<JwtKey> m_keys;
    const TokenRules m_rules;
};

} // namespace wavetape::security
