// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/TlsStream.h"

#include <tl/expected.hpp>

#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;

namespace wavetape::net {

/// Certificate, key and what of TLS is spoken: 1.2 and newer, forward secrecy and authenticated
/// encryption only. Thread-safe.
class TlsContext {
public:
    /// The error is one sentence naming the file and the cause.
    static tl::expected<std::unique_ptr<TlsContext>, std::string> load(
        const std::string &certificate, const std::string &key);
    ~TlsContext();

    /// Reads the files again, for connections from now on; where they do not fit together the old
    /// pair stays.
    tl::expected<void, std::string> reload();
    std::unique_ptr<TlsStream> accept(int descriptor);

private:
    TlsContext(std::string certificate, std::string key);
    tl::expected<std::shared_ptr<ssl_ctx_st>, std::string> make() const;

    const std::string m_certificateFile, m_keyFile;
    std::mutex m_mutex;
    std::shared_ptr<ssl_ctx_st> m_context;
};

} // namespace wavetape::net
