// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Target.h"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace wavetape::scenario {

/// A non-blocking TCP connection to the target, with TLS where it asks for it. Certificates are not
/// verified: it measures.
class Transport {
public:
    enum class Outcome { Done, WouldBlock, Closed };

    struct Result {
        Outcome outcome;
        std::size_t bytes;
    };

    Transport() = default;
    ~Transport() { shut(); }
    Transport(const Transport &) = delete;
    Transport &operator=(const Transport &) = delete;

    /// Begins to connect from 127.0.0.<source>; source 0 leaves the choice to the kernel.
    /// receiveBuffer 0 likewise. Throws std::system_error where the socket cannot be made.
    void open(const Target &target, std::size_t source, std::size_t receiveBuffer);
    /// Called on events until it answers Done: TCP and TLS are up.
    Outcome establish();

    Result read(char *into, std::size_t size);
    Result write(std::string_view data);

    int descriptor() const { return m_descriptor; }
    bool secure() const { return m_ssl != nullptr; }
    /// What closed the connection, in a word: "fin", "reset" or the error's text.
    const std::string &ending() const { return m_ending; }
    void shut();

private:
    Result failed(int error);
    Result sslFailed(int returned);

    int m_descriptor = -1;
    bool m_connected = false;
    std::string m_ending;
    struct Free {
        void operator()(SSL *ssl) const { SSL_free(ssl); }
    };
    std::unique_ptr<SSL, Free> m_ssl;
};

} // namespace wavetape::scenario
