// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <sys/uio.h>

struct ssl_st;

namespace wavetape::net {

/// One connection's TLS, on its descriptor (not owned). One thread.
///
/// OpenSSL sees no socket: what it writes is gathered in a buffer of the thread and goes out by one
/// call for several records, and what it reads comes from another that one call has filled. Neither
/// holds anything once a function here has returned: what is left over is kept by the stream.
class TlsStream {
public:
    enum class Status : uint8_t { done, wantRead, wantWrite, ended, failed };
    struct Result {
        Status status = Status::done;
        size_t bytes = 0;
    };

    TlsStream(ssl_st *adopted, int descriptor);
    ~TlsStream();
    TlsStream(const TlsStream &) = delete;
    TlsStream &operator=(const TlsStream &) = delete;

    bool established() const { return m_established; }
    Status handshake();
    /// Decrypts what has come, as much as `buffer` holds; `bytes` may have some whatever the
    /// status.
    Result read(std::span<char> buffer);
    /// Encrypts `parts`, at most kParts of them, each into records of its own. Takes what it
    /// reports as bytes for good: what the socket did not take yet is kept here, encrypted, and
    /// goes first next time.
    Result write(std::span<const iovec> parts);
    bool hasPending() const { return m_pending != nullptr; }
    size_t pendingBytes() const { return m_pending ? m_pending->size() : 0; }
    /// Bytes that no event of the socket will announce.
    bool hasInput() const;
    /// Nothing more can be read before what is pending is out: what came has to be answered first.
    bool readWaits() const { return m_readWaits && hasPending(); }
    /// Tells the peer that nothing more comes.
    void closeNotify();

    /// What all streams of the process keep for sockets that take no more. Any thread.
    static uint64_t allPendingBytes();
    /// How much is encrypted before the socket is asked to take it: about what may be pending.
    static constexpr size_t kAhead = 64 * 1024;
    static constexpr size_t kParts = 64;

private:
    class Wire;
    template <typename Step>
    Status run(size_t most, Step &&step);
    Status outcome(int returned);
    Status writePending();
    void keepPending(const char *bytes, size_t size);

    ssl_st *m_ssl;
    const int m_descriptor;
    bool m_established = false;
    bool m_readWaits = false; ///< the last read ended so
    std::unique_ptr<std::string> m_pending; ///< encrypted; null: nothing
    std::unique_ptr<std::string> m_unread; ///< received, not yet decrypted; null: nothing
};

} // namespace wavetape::net
