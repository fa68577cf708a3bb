// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/TlsStream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <sys/types.h>
#include <sys/uio.h>

namespace wavetape::net {

/// An accepted TCP socket, plain or with TLS on it: the system calls of one connection. Owns the
/// descriptor. Its I/O thread only.
class Socket {
public:
    /// `tls`: null for a plain one.
    Socket(int descriptor, std::unique_ptr<TlsStream> tls);
    ~Socket();
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    int descriptor() const { return m_descriptor; }
    bool secure() const { return m_tls != nullptr; }
    /// Bytes may pass: it is plain, or TLS's handshake is through.
    bool established() const { return !m_tls || m_tls->established(); }
    TlsStream::Status handshake() { return m_tls->handshake(); }
    /// The peer's first byte is a letter, as a method's; a TLS record begins with its type, 20 to
    /// 24 (RFC 8446 5.1).
    bool speaksPlainHttp() const;
    /// From now on it is a plain one.
    void dropTls() { m_tls.reset(); }

    /// Raw bytes that have come, which stay where they are; as recv().
    ssize_t peek(std::span<char> buffer) const;
    /// Throws away so many of them.
    void skip(size_t bytes);
    /// No event before so many have come (SO_RCVLOWAT).
    bool wakeAt(size_t bytes);
    /// As recv(): bytes, 0 at the end, -1 and errno.
    ssize_t receive(std::span<char> buffer);
    /// Decrypted bytes lie ready, which no event will tell of.
    bool hasInput() const { return m_tls && m_tls->hasInput(); }
    /// As sendmsg(): bytes taken of `parts`, or -1 and errno. With TLS, what is taken may be
    /// hasPending() still.
    ssize_t send(std::span<const iovec> parts);
    bool hasPending() const { return m_tls && m_tls->hasPending(); }
    /// Nothing more can be received before what is pending is out.
    bool receiveWaits() const { return m_tls && m_tls->readWaits(); }
    /// Written, and not acknowledged by the peer's kernel yet, in bytes of the wire; -1: unknown.
    int64_t unacknowledged() const;
    /// The error that an event announced (SO_ERROR).
    int takeError();

    /// Tells the peer that nothing more comes.
    void endSending();
    /// `reset`: the peer is told at once that what it sends goes nowhere.
    void close(bool reset);

private:
    int m_descriptor;
    std::unique_ptr<TlsStream> m_tls;
};

} // namespace wavetape::net
