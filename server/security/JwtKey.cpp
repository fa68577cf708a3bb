// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/JwtKey.h"

#include "defence/Defence.h"

#include "security/AdminToken.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

constexpr size_t kMinSecret = 32;
constexpr int kMinRsaBits = 2048;
constexpr uintmax_t kMaxFile = 64 * 1024;

tl::expected<std::string, std::string> readKeyFile(const std::string &path)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return tl::unexpected(path + ": no such regular file");
    if (std::filesystem::file_size(path, error) > kMaxFile || error)
        return tl::unexpected(path + ": too large for a key");
    std::ifstream file(path, std::ios::binary);
    std::string text {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file)
        return tl::unexpected(path + ": cannot be read");
    return text;
}

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
    if (bytes.size() < kMinSecret)
        return tl::unexpected<std::string>("a token secret needs at least 32 bytes");
    return JwtKey(JwtAlgorithm::hs256, bytes);
}

tl::expected<JwtKey, std::string> JwtKey::publicKey(std::string_view pem)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
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
    const auto pem = readKeyFile(path);
    if (!pem)
        return tl::unexpected(pem.error());
    return publicKey(*pem).map_error([&](const std::string &cause) { return path + ": " + cause; });
}

tl::expected<JwtKey, std::string> JwtKey::secretFile(const std::string &path)
{
    auto text = readKeyFile(path);
    if (!text)
        return tl::unexpected(text.error());
    using std::filesystem::perms;
    std::error_code error;
    const auto mode = std::filesystem::status(path, error).permissions();
    if (error
        || ((mode & (perms::group_all | perms::others_all)) != perms::none
            && armed(Defence::secretFileMode)))
        return tl::unexpected(
            path + ": holds a secret, so only its owner may read it: chmod 600 " + path);
    while (text->ends_with('\n') || text->ends_with('\r'))
        text->pop_back();
    return secret(*text).map_error([&](const std::string &cause) { return path + ": " + cause; });
}

JwtKey JwtKey::random()
{
    return JwtKey(JwtAlgorithm::hs256, AdminToken::generate().text());
}

} // namespace wavetape::security
