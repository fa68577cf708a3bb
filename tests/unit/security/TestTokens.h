// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace wavetape::security::testing {

/// Tokens as any other software makes them: built by hand on OpenSSL alone, so that neither side of
/// a test is libjwt twice.
std::string base64url(const std::string &bytes);
/// `header`.`claims` with HMAC-SHA-256, whatever the header says.
std::string signHmac(
    const std::string &header, const std::string &claims, const std::string &secret);

struct KeyPair {
    std::string publicPem, privatePem;
};
/// A new one at each call.
KeyPair rsaPair(unsigned bits);
KeyPair ecPair(const char *group);
/// RS256 or ES256 (signature as r and s, RFC 7518 3.4) by the kind of key, whatever the header
/// says.
std::string signWithKey(const std::string &header, const std::string &claims, const KeyPair &key);

} // namespace wavetape::security::testing
