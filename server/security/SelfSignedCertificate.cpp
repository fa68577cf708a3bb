// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/SelfSignedCertificate.h"

#include "config/Folders.h"
#include "security/NoPassPhrase.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace wavetape::security {

namespace {
constexpr long kDay = 24 * 3600;

template <auto Free>
struct Deleter {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

bool stillGood(const CertificateFiles &files)
{
    const Bio file(BIO_new_file(files.certificate.c_str(), "r"));
    if (!file || access(files.key.c_str(), R_OK) != 0)
        return false;
    const Certificate certificate(PEM_read_bio_X509(file.get(), nullptr, noPassPhrase, nullptr));
    int days = 0, seconds = 0;
    return certificate
        && ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate.get()))
        && days >= 7;
}

void addExtension(X509 *certificate, int which, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    if (X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str())) {
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

std::string hostName()
{
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) != 0)
        return {};
    const std::string text = name;
    // Only what is a DNS name may stand in the extension's text form.
    const bool plain = !text.empty()
        && text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
            == text.npos;
    return plain ? text : std::string();
}

Certificate makeCertificate(EVP_PKEY *key)
{
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    unsigned char serial[16];
    RAND_bytes(serial, sizeof serial);
    serial[0] &= 0x7f;
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
    BN_free(number);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365 * kDay);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME *name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
        reinterpret_cast<const unsigned char *>("Wavetape on this machine"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    if (const std::string host = hostName(); !host.empty() && host != "localhost")
        names += ",DNS:" + host;
    addExtension(certificate.get(), NID_subject_alt_name, names);
    addExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    addExtension(certificate.get(), NID_ext_key_usage, "serverAuth");
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0)
        return nullptr;
    return certificate;
}

/// Appears whole or not at all, for its owner alone.
template <typename Write>
bool writeFile(const std::string &path, Write &&write)
{
    const std::string temporary = path + ".new";
    const int descriptor
        = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return false;
    FILE *file = fdopen(descriptor, "w");
    const bool written = write(file) == 1;
    return fclose(file) == 0 && written && rename(temporary.c_str(), path.c_str()) == 0;
}
} // namespace

tl::expected<CertificateFiles, std::string> selfSignedCertificate()
{
    const std::string folder = config::dataFolder();
    if (folder.empty())
        return tl::unexpected(std::string("no folder for a certificate: neither STATE_DIRECTORY, "
                                          "XDG_DATA_HOME nor HOME names one"));
    return selfSignedCertificate(folder + "/tls");
}

tl::expected<CertificateFiles, std::string> selfSignedCertificate(const std::string &folder)
{
    const CertificateFiles files {folder + "/certificate.pem", folder + "/key.pem"};
    if (stillGood(files))
        return files;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return tl::unexpected("cannot make the folder " + folder + ": " + error.message());
    chmod(folder.c_str(), 0700);
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = key ? makeCertificate(key.get()) : nullptr;
    if (!certificate)
        return tl::unexpected(std::string("OpenSSL could not make a certificate"));
    const bool written = writeFile(files.key, [&](FILE *file) {
        return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }) && writeFile(files.certificate, [&](FILE *file) {
        return PEM_write_X509(file, certificate.get());
    });
    if (!written)
        return tl::unexpected("cannot write " + folder + ": " + std::strerror(errno));
    return files;
}

tl::expected<std::string, std::string> certificateSha256(const std::string &file)
{
    const Bio bio(BIO_new_file(file.c_str(), "r"));
    const Certificate certificate(
        bio ? PEM_read_bio_X509(bio.get(), nullptr, noPassPhrase, nullptr) : nullptr);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1)
        return tl::unexpected(file + " holds no certificate");
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        if (i > 0)
            text += ':';
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

} // namespace wavetape::security
