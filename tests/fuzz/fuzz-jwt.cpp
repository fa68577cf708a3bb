// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens of any form are refused without harm; what is accepted has a name and an end. The first
// byte chooses: the rest as a token as it is, or as claims signed with the right secret, so that
// the claims' reader is reached.
#include "TestTokens.h"
#include "security/Redact.h"
#include "security/TokenVerifier.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wavetape::security;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const std::string secret(32, 'k');
    static const TokenVerifier verifier({*JwtKey::secret(secret)}, {"wavetape", "", 5});
    if (size == 0)
        return 0;
    std::string token(reinterpret_cast<const char *>(data + 1), size - 1);
    const bool forged = data[0] % 2 == 0;
    if (!forged)
        token = testing::signHmac(R"({"alg":"HS256"})", token, secret);
    if (const auto verified = verifier.verify(token, 1'800'000'000)) {
        if (forged || verified->identity.user.empty() || verified->expiresMs <= 1'800'000'000'000)
            std::abort();
        for (const std::string &pattern : verified->identity.rights.subscribe) {
            if (!isRightsPattern(pattern))
                std::abort();
        }
    }
    redactHeaderBlock(token);
    return 0;
}
