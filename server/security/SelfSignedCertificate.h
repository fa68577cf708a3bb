// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>

namespace wavetape::security {

/// Paths of a certificate and its key, both PEM.
struct CertificateFiles {
    std::string certificate, key;
};

/// The certificate that `--tls-self-signed` serves: ECDSA P-256, for localhost, 127.0.0.1, ::1 and
/// this machine's name, a year long. Kept in `tls` of config::dataFolder(), so that a browser asks
/// once; made anew when it is missing or ends within a week. The error is one sentence.
tl::expected<CertificateFiles, std::string> selfSignedCertificate();
/// The same in a folder of the caller's choice, which is made with mode 0700 where missing.
tl::expected<CertificateFiles, std::string> selfSignedCertificate(const std::string &folder);

/// SHA-256 of the first certificate of a PEM file, as browsers show it: `AB:CD:…`. The error is one
/// sentence.
tl::expected<std::string, std::string> certificateSha256(const std::string &file);

} // namespace wavetape::security
