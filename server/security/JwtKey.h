// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::security {

enum class JwtAlgorithm : uint8_t { hs256, rs256, es256 };

/// `HS256`, `RS256`, `ES256` (RFC 7518 3.1).
std::string_view algorithmName(JwtAlgorithm algorithm);

/// A key together with the one algorithm it may be used with: what a token's own header says never
/// chooses either (RFC 8725 3.1). Immutable.
class JwtKey {
public:
    /// A shared secret of at least 32 bytes (RFC 7518 3.2).
    static tl::expected<JwtKey, std::string> secret(std::string_view bytes);
    /// secret() of a regular file's content without the line breaks at its end; only its owner may
    /// read it.
    static tl::expected<JwtKey, std::string> secretFile(const std::string &path);
    /// 256 random bits. Throws std::runtime_error where the system has no randomness.
    static JwtKey random();
    /// A public key in PEM: RSA of at least 2048 bits becomes RS256, EC on P-256 ES256. Anything
    /// else is refused.
    static tl::expected<JwtKey, std::string> publicKey(std::string_view pem);
    /// publicKey() of a regular file's content of at most 64 KiB.
    static tl::expected<JwtKey, std::string> publicKeyFile(const std::string &path);

    JwtAlgorithm algorithm() const { return m_algorithm; }
    /// The secret, or the PEM text. Never to be logged.
    const std::string &material() const { return m_material; }

private:
    JwtKey(JwtAlgorithm algorithm, std::string_view material)
        : m_algorithm(algorithm)
        , m_material(material)
    {
    }

    JwtAlgorithm m_algorithm;
    std::string m_material;
};

} // namespace wavetape::security
