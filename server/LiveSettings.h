// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"
#include "security/AddressLimiter.h"
#include "security/Credentials.h"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace wavetape {

namespace net {
class TlsContext;
struct ServerContext;
} // namespace net

security::AddressLimits addressLimits(const config::ServerConfig::Limits &limits);
/// Nobody where no file is named.
tl::expected<security::Credentials, std::string> readUsers(
    const config::ServerConfig::Auth &settings);

/// What may change while the server runs: the settings that the table of settings calls live, and
/// the content of the certificate's and the users' files. One thread.
class LiveSettings {
public:
    struct Change {
        std::vector<std::string> changed; ///< keys of settings that are another now
        std::vector<std::string> needRestart; ///< keys of settings that would be
        std::vector<std::string> problems; ///< sentences: what stays as it was, and why
    };

    explicit LiveSettings(net::ServerContext &context);

    /// As last read: what the server began with and what was taken over since.
    const config::ServerConfig &asked() const { return m_asked; }
    /// Takes over what of `fresh` can be, and reads the files again; bad ones change nothing. While
    /// the I/O threads run. `tls` may be null.
    Change take(const config::ServerConfig &fresh, net::TlsContext *tls);

private:
    net::ServerContext &m_context;
    config::ServerConfig m_asked;
};

} // namespace wavetape
