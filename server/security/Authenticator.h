// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock/Clock.h"
#include "security/AdminToken.h"
#include "security/Credentials.h"
#include "security/LoginLimiter.h"
#include "security/SessionStore.h"
#include "security/TokenIssuer.h"
#include "security/TokenVerifier.h"
#include "security/UsedTokens.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::security {

/// One moment by both clocks.
struct Moment {
    uint64_t ms = 0; ///< monotonic, shared by all threads: deadlines
    int64_t wallS = 0; ///< since 1970: what tokens say

    static Moment at(const clock::Clock &clock);
};

/// Decides who somebody is: the admin token, JSON Web Tokens, users with a secret, sessions of
/// cookies. Every failure looks the same to the one who tries, and only so many are looked at per
/// address and minute. Any thread.
class Authenticator {
public:
    struct Options {
        bool required = false; ///< nobody may do anything without a token
        bool once = false; ///< a token is taken once, and must have a `jti`
        JwtKey signing; ///< signs and accepts our own tokens
        std::vector<JwtKey> keys; ///< other issuers'
        TokenRules rules;
        int64_t tokenLifetimeS = 60;
        SessionStore::Options sessions;
        LoginLimiter::Options attempts;
    };
    struct Refusal {
        uint64_t waitMs = 0; ///< 0: not valid; else how long to wait before the next attempt
        bool full = false; ///< as many used tokens are remembered as may be
        bool expired = false; ///< it was signed here, and its time is over
    };
    struct Issued {
        std::string text; ///< the token, or the session's id
        int64_t expiresS = 0; ///< since 1970
        uint64_t lifetimeMs = 0;
    };

    Authenticator(AdminToken admin, Credentials credentials, Options options);

    bool required() const { return m_options.required; }
    /// Who shows nothing: may do everything but `sys.*` and admin; null where tokens are required.
    const LoginSessionRef &nobody() const { return m_nobody; }

    /// Of any carrier but the cookie. A token whose signature holds, and the admin token, are never
    /// refused for failures of others at the same address, and are no failed attempt whatever else
    /// is wrong with them: nobody guesses those.
    tl::expected<LoginSessionRef, Refusal> byToken(
        std::string_view token, const IpBytes &ip, const Moment &now);
    /// Null where the session has ended. Not limited: ids are as long as the admin token.
    LoginSessionRef bySession(std::string_view id, const Moment &now) const;

    tl::expected<Issued, Refusal> issueToken(
        std::string_view user, std::string_view secret, const IpBytes &ip, const Moment &now);
    tl::expected<Issued, Refusal> openSession(
        std::string_view user, std::string_view secret, const IpBytes &ip, const Moment &now);
    /// False where there was no such session.
    bool endSession(std::string_view id);

    /// Ends what `user` has open and no longer takes the tokens made before `now`. Returns how many
    /// sessions and connections' identities ended.
    size_t revokeUser(std::string_view user, const Moment &now);
    /// Takes over new users; those whose entry is gone or another are revoked. True where any is.
    bool setCredentials(Credentials credentials, const Moment &now);
    /// Forgets what has expired.
    void sweep(const Moment &now);

private:
    tl::expected<Identity, Refusal> logIn(
        std::string_view user, std::string_view secret, const IpBytes &ip, const Moment &now);
    bool revoked(const VerifiedToken &token) const;
    void remember(const LoginSessionRef &session);

    const AdminToken m_adminToken;
    const Options m_options;
    const TokenVerifier m_verifier;
    const TokenIssuer m_issuer;
    const LoginSessionRef m_admin, m_nobody;
    SessionStore m_sessions;
    LoginLimiter m_attempts;
    UsedTokens m_used;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Credentials> m_credentials;
    std::vector<std::weak_ptr<LoginSession>> m_live; ///< identities that tokens gave to connections
    size_t m_sweepAt = 64;
    std::map<std::string, int64_t, std::less<>> m_revoked; ///< user -> wall seconds
};

} // namespace wavetape::security
