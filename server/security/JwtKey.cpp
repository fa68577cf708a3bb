// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/JwtKey.h"

#include "config/SmallFile.h"
#include "defence/Defence.h"
#include "security/AdminToken.h"
#include "security/NoPassPhrase.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include <memory>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

constexpr size_t kMinKey = 32;
constexpr int kMinRsaBits = 2048;
constexpr size_t kMaxKeyFile = 64 * 1024;

} // namespace

std::string_view algorithmName(JwtAlgorithm algorithm)
{
    switch (algorithm) {
    case JwtAlgorithm::hs256:
        return "HS256";
    case JwtAlgorithm::rs256:
        return "RS256";
    case JwtAlgorithm::es256:
        return "ES256";
    }
    return "";
}

tl::expected<JwtKey, std::string> JwtKey::secret(std::string_view bytes)
{
    if (bytes.size() < kMinKey)
        return tl::unexpected<std::string>("a token secret needs at least 32 bytes");
    return JwtKey(JwtAlgorithm::hs256, bytes);
}

tl::expected<JwtKey, std::string> JwtKey::publicKey(std::string_view pem)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PUBKEY(text.get(), nullptr, noPassPhrase, nullptr), EVP_PKEY_free);
    ERR_clear_error();
    if (!key)
        return tl::unexpected<std::string>("not a public key in PEM");
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA) {
        if (EVP_PKEY_get_bits(key.get()) < kMinRsaBits)
            return tl::unexpected<std::string>("an RSA key needs at least 2048 bits");
        return JwtKey(JwtAlgorithm::rs256, pem);
    }
    char group[64] = "";
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC
        && EVP_PKEY_get_group_name(key.get(), group, sizeof group, nullptr) == 1
        && OBJ_txt2nid(group) == NID_X9_62_prime256v1)
        return JwtKey(JwtAlgorithm::es256, pem);
    return tl::unexpected<std::string>("neither an RSA key nor an EC key on P-256");
}

tl::expected<JwtKey, std::string> JwtKey::publicKeyFile(const std::string &path)
{
    const auto file = config::readSmallFile(path, kMaxKeyFile);
    if (!file)
        return tl::unexpected(file.error());
    return publicKey(file->content).map_error([&](const std::string &cause) {
        return path + ": " + cause;
    });
}

tl::expected<JwtKey, std::string> JwtKey::secretFile(const std::string &path)
{
    const auto file = config::readSmallFile(path, kMaxKeyFile);
    if (!file)
        return tl::unexpected(file.error());
    if (!file->ownersAlone && armed(Defence::secretFileMode))
        return tl::unexpected(
            path + ": holds a secret, so only its owner may read it: chmod 600 " + path);
    std::string_view text = file->content;
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    return secret(text).map_error([&](const std::string &cause) { return path + ": " + cause; });
}

JwtKey JwtKey::random()
{
    return JwtKey(JwtAlgorithm::hs256, AdminToken::generate().text());
}

} // namespace wavetape::security
