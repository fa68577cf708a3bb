// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace wavetape::net {

/// One connection's TLS, on its descriptor (not owned). One thread.
class TlsStream {
public:
    enum class Status : uint8_t { done, wantRead, wantWrite, ended, failed };
    struct Result {
        Status status = Status::done;
        size_t bytes = 0;
    };

    explicit TlsStream(ssl_st *adopted)
        : m_ssl(adopted)
    {
    }
    ~TlsStream();
    TlsStream(const TlsStream &) = delete;
    TlsStream &operator=(const TlsStream &) = delete;

    bool established() const { return m_established; }
    Result handshake();
    Result read(char *buffer, size_t size);
    /// Takes what it reports as bytes for good: what the socket did not take yet is kept here and
    /// goes first next time.
    Result write(const char *bytes, size_t size);
    /// Writes what is kept. `done`: nothing is.
    Result writePending();
    bool hasPending() const { return m_pending && !m_pending->empty(); }
    /// Decrypted bytes that no event of the socket will announce.
    bool hasInput() const;
    /// Tells the peer that nothing more comes.
    void closeNotify();

private:
    Result outcome(int returned);

    ssl_st *m_ssl;
    std::unique_ptr<std::string> m_pending;
    bool m_established = false;
};

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
