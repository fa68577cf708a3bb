// SPDX-License-Identifier: GPL-3.0-or-later
#include "TestTokens.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace wavetape::security::testing {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string textOf(const Memory &memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<size_t>(size)};
}

KeyPair pairOf(EVP_PKEY *raw)
{
    if (!raw)
        throw std::runtime_error("no key");
    const Key key(raw, EVP_PKEY_free);
    const Memory open(BIO_new(BIO_s_mem()), BIO_free);
    const Memory hidden(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(open.get(), key.get());
    PEM_write_bio_PrivateKey(hidden.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {textOf(open), textOf(hidden)};
}

/// From OpenSSL's DER to the fixed 64 bytes of a JWS.
std::string joseSignature(const std::vector<unsigned char> &der)
{
    const unsigned char *at = der.data();
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
    std::string out(64, '\0');
    auto *bytes = reinterpret_cast<unsigned char *>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes + 32, 32);
    return out;
}

} // namespace

std::string base64url(const std::string &bytes)
{
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()),
        reinterpret_cast<const unsigned char *>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<size_t>(size));
    while (out.ends_with('='))
        out.pop_back();
    for (char &c : out)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

std::string signHmac(
    const std::string &header, const std::string &claims, const std::string &secret)
{
    const std::string body = base64url(header) + "." + base64url(claims);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char *>(body.data()), body.size(), digest, &size);
    return body + "." + base64url({reinterpret_cast<char *>(digest), size});
}

KeyPair rsaPair(unsigned bits)
{
    return pairOf(EVP_RSA_gen(bits));
}

KeyPair ecPair(const char *group)
{
    return pairOf(EVP_EC_gen(group));
}

std::string signWithKey(const std::string &header, const std::string &claims, const KeyPair &pair)
{
    const std::string body = base64url(header) + "." + base64url(claims);
    const Memory pem(
        BIO_new_mem_buf(pair.privatePem.data(), static_cast<int>(pair.privatePem.size())),
        BIO_free);
    const Key key(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto *bytes = reinterpret_cast<const unsigned char *>(body.data());
    size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, body.size());
    std::vector<unsigned char> signature(size);
    if (EVP_DigestSign(context.get(), signature.data(), &size, bytes, body.size()) != 1)
        throw std::runtime_error("no signature");
    signature.resize(size);
    const bool ec = EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC;
    return body + "."
        + base64url(
            ec ? joseSignature(signature) : std::string(signature.begin(), signature.end()));
}

} // namespace wavetape::security::testing
