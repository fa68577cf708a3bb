// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/TokenSignature.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

namespace wavetape::security {

namespace {

constexpr size_t kHalf = 32; // of an ES256 signature: r, then s

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

bool macHolds(std::string_view secret, std::string_view text, std::string_view signature)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
    unsigned int size = 0;
    return HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytesOf(text),
               text.size(), mac.data(), &size)
        && size == signature.size() && CRYPTO_memcmp(mac.data(), signature.data(), size) == 0;
}

/// JOSE writes r and s side by side, OpenSSL reads them as ASN.1; empty where it cannot be one.
std::string asn1Signature(std::string_view joined)
{
    if (joined.size() != 2 * kHalf)
        return {};
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
        ECDSA_SIG_new(), ECDSA_SIG_free);
    BIGNUM *r = BN_bin2bn(bytesOf(joined), kHalf, nullptr),
           *s = BN_bin2bn(bytesOf(joined.substr(kHalf)), kHalf, nullptr);
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char *encoded = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &encoded);
    std::string text;
    if (size > 0)
        text.assign(reinterpret_cast<char *>(encoded), static_cast<size_t>(size));
    OPENSSL_free(encoded);
    return text;
}

bool publicKeyHolds(std::string_view pem, std::string_view text, std::string_view signature)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return key && context
        && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1
        && EVP_DigestVerify(
               context.get(), bytesOf(signature), signature.size(), bytesOf(text), text.size())
        == 1;
}

} // namespace

bool signatureHolds(const JwtKey &key, std::string_view text, std::string_view signature)
{
    bool holds = false;
    switch (key.algorithm()) {
    case JwtAlgorithm::hs256:
        holds = macHolds(key.material(), text, signature);
        break;
    case JwtAlgorithm::rs256:
        holds = publicKeyHolds(key.material(), text, signature);
        break;
    case JwtAlgorithm::es256:
        holds = publicKeyHolds(key.material(), text, asn1Signature(signature));
        break;
    }
    // What OpenSSL noted down would be taken for a later TLS call's failure.
    ERR_clear_error();
    return holds;
}

std::optional<std::string> decodeBase64Url(std::string_view text)
{
    const auto valueOf = [](char c) -> int {
        if (c >= 'A' && c <= 'Z')
            return c - 'A';
        if (c >= 'a' && c <= 'z')
            return c - 'a' + 26;
        if (c >= '0' && c <= '9')
            return c - '0' + 52;
        return c == '-' ? 62 : c == '_' ? 63 : -1;
    };
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string bytes;
    uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const int value = valueOf(c);
        if (value < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>(bits >> count & 0xff));
        }
    }
    return bytes;
}

} // namespace wavetape::security
