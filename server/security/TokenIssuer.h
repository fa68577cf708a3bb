// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Identity.h"
#include "security/JwtKey.h"

#include <cstdint>
#include <string>

namespace wavetape::security {

/// Makes the tokens that TokenVerifier accepts, signed HS256. Immutable: any thread.
class TokenIssuer {
public:
    /// Throws std::invalid_argument where `key` is no shared secret. `audience`, `issuer`: written
    /// where not empty.
    TokenIssuer(JwtKey key, std::string audience, std::string issuer);

    /// `nowS`: the wall clock in seconds since 1970. Throws std::runtime_error where libjwt fails.
    std::string issue(const Identity &identity, int64_t nowS, int64_t lifetimeS) const;

private:
    const JwtKey m_key;
    const std::string m_audience;
    const std::string m_issuer;
};

} // namespace wavetape::security
