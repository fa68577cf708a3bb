// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/TlsContext.h"

#include "config/SmallFile.h"
#include "defence/Defence.h"
#include "security/NoPassPhrase.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

namespace {
constexpr size_t kMaxPem = 1 << 20;

std::string lastError()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char *text = code ? ERR_reason_error_string(code) : nullptr;
    return text ? text : "unknown error";
}

/// A PEM file in memory, and whether reading it asked for a pass phrase.
class PemFile {
public:
    /// The error names the file.
    static tl::expected<PemFile, std::string> read(const std::string &path)
    {
        auto file = config::readSmallFile(path, kMaxPem);
        if (!file)
            return tl::unexpected(file.error());
        return PemFile(path, std::move(file->content));
    }

    template <typename Read>
    auto next(Read &&read)
    {
        return read(m_bio.get(), nullptr, security::noPassPhrase, m_encrypted.get());
    }
    /// What went wrong, with the file's name.
    std::string problem(const char *what) const
    {
        const std::string cause = lastError();
        return m_path + ": "
            + (*m_encrypted ? std::string(what) + " is encrypted; store it without a pass phrase"
                            : cause);
    }

private:
    PemFile(const std::string &path, std::string &&text)
        : m_path(path)
        , m_text(std::make_unique<std::string>(std::move(text)))
        , m_encrypted(std::make_unique<bool>(false))
        , m_bio(BIO_new_mem_buf(m_text->data(), static_cast<int>(m_text->size())), BIO_free)
    {
        ERR_clear_error();
    }

    std::string m_path;
    std::unique_ptr<std::string> m_text;
    std::unique_ptr<bool> m_encrypted;
    std::unique_ptr<BIO, decltype(&BIO_free)> m_bio;
};

/// What is wrong; empty where the certificate and what follows it were taken.
std::string useChain(SSL_CTX *context, const std::string &path)
{
    auto file = PemFile::read(path);
    if (!file)
        return file.error();
    X509 *own = file->next(PEM_read_bio_X509_AUX);
    const bool taken = own && SSL_CTX_use_certificate(context, own) == 1;
    X509_free(own);
    if (!taken)
        return file->problem("the certificate");
    while (X509 *issuer = file->next(PEM_read_bio_X509)) {
        if (SSL_CTX_add0_chain_cert(context, issuer) != 1) {
            X509_free(issuer);
            return file->problem("the certificate");
        }
    }
    // The end of the file is no error; whatever else ended it is.
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
        return file->problem("the certificate");
    ERR_clear_error();
    return {};
}

std::string useKey(SSL_CTX *context, const std::string &path)
{
    auto file = PemFile::read(path);
    if (!file)
        return file.error();
    EVP_PKEY *key = file->next(PEM_read_bio_PrivateKey);
    const bool taken = key && SSL_CTX_use_PrivateKey(context, key) == 1;
    EVP_PKEY_free(key);
    return taken ? std::string() : file->problem("the key");
}
} // namespace

TlsContext::TlsContext(std::string certificate, std::string key)
    : m_certificateFile(std::move(certificate))
    , m_keyFile(std::move(key))
{
}

TlsContext::~TlsContext() = default;

tl::expected<std::shared_ptr<ssl_ctx_st>, std::string> TlsContext::make() const
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (armed(Defence::tlsStrength)) {
        SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20");
    }
    // A key of 128 bits is as far out of reach as one of 256, and costs less per byte.
    SSL_CTX_set_ciphersuites(context.get(),
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set_options(context.get(),
        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION
            | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Long-lived connections resume their channels, not their TLS sessions: no cache and no tickets
    // to keep.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 0);
    if (const std::string problem = useChain(context.get(), m_certificateFile); !problem.empty())
        return tl::unexpected("cannot use the certificate " + problem);
    if (const std::string problem = useKey(context.get(), m_keyFile); !problem.empty())
        return tl::unexpected("cannot use the key " + problem);
    if (SSL_CTX_check_private_key(context.get()) != 1)
        return tl::unexpected(
            "the key " + m_keyFile + " does not belong to the certificate " + m_certificateFile);
    if (X509_cmp_current_time(X509_get0_notAfter(SSL_CTX_get0_certificate(context.get()))) < 0)
        return tl::unexpected("the certificate " + m_certificateFile + " has expired");
    return context;
}

tl::expected<std::unique_ptr<TlsContext>, std::string> TlsContext::load(
    const std::string &certificate, const std::string &key)
{
    std::unique_ptr<TlsContext> made(new TlsContext(certificate, key));
    if (auto loaded = made->reload(); !loaded)
        return tl::unexpected(loaded.error());
    return made;
}

tl::expected<void, std::string> TlsContext::reload()
{
    auto context = make();
    if (!context)
        return tl::unexpected(context.error());
    const std::lock_guard lock(m_mutex);
    m_context = std::move(*context);
    return {};
}

std::unique_ptr<TlsStream> TlsContext::accept(int descriptor)
{
    SSL *ssl = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        ssl = SSL_new(m_context.get());
    }
    return std::make_unique<TlsStream>(ssl, descriptor);
}

} // namespace wavetape::net
