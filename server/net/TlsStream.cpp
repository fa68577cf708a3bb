// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/TlsStream.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <new>
#include <sys/socket.h>
#include <utility>

namespace wavetape::net {

namespace {
// Header, type, tag and the explicit nonce of TLS 1.2 are at most 30 bytes of each record; the rest
// is for what OpenSSL says by itself meanwhile.
constexpr size_t kGathered = TlsStream::kAhead + (TlsStream::kParts + 8) * 32 + 1024;
constexpr size_t kReceived = 80 * 1024;
// A peer sends no more than this in one flight of the handshake; what is behind it can wait.
constexpr size_t kFlight = 4096;

std::atomic<uint64_t> s_pendingBytes {0};
} // namespace

/// What is between OpenSSL and the sockets of one thread, of one stream at a time.
class TlsStream::Wire {
public:
    static Wire &ofThread()
    {
        thread_local Wire wire;
        return wire;
    }

    /// A reference to the BIO that all streams of this thread share.
    BIO *bio()
    {
        BIO_up_ref(m_bio.get());
        return m_bio.get();
    }

    /// `most`: how many bytes are taken from the socket at a time; 0: none.
    void begin(TlsStream &stream, size_t most)
    {
        m_stream = &stream;
        m_most = std::min(most, kReceived);
        m_at = m_end = 0;
        m_drained = most == 0;
        m_ended = false;
        if (stream.m_unread) {
            const std::unique_ptr<std::string> unread = std::move(stream.m_unread);
            m_end = unread->size();
            std::memcpy(m_received.get(), unread->data(), m_end);
        }
    }

    /// Sends what was gathered, and leaves what is left over with the stream.
    Status end()
    {
        const Status status = send();
        if (m_at < m_end)
            m_stream->m_unread
                = std::make_unique<std::string>(m_received.get() + m_at, m_end - m_at);
        m_stream = nullptr;
        return status;
    }

    /// `wantWrite`: the socket took a part, the rest is the stream's to keep.
    Status send()
    {
        size_t sent = 0;
        const size_t gathered = std::exchange(m_gathered, 0);
        while (sent < gathered) {
            const ssize_t taken = ::send(m_stream->m_descriptor, m_out.get() + sent,
                gathered - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (taken >= 0) {
                sent += static_cast<size_t>(taken);
            } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
                m_stream->keepPending(m_out.get() + sent, gathered - sent);
                return Status::wantWrite;
            } else if (errno != EINTR) {
                return Status::failed;
            }
        }
        return Status::done;
    }

private:
    Wire()
        : m_out(new char[kGathered])
        , m_received(new char[kReceived])
        , m_bio(BIO_new(method()), BIO_free)
    {
        if (!m_bio)
            throw std::bad_alloc();
        BIO_set_data(m_bio.get(), this);
        BIO_set_init(m_bio.get(), 1);
    }

    static const BIO_METHOD *method()
    {
        static BIO_METHOD *const made = [] {
            BIO_METHOD *method = BIO_meth_new(
                BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sockets of an I/O thread");
            if (!method)
                throw std::bad_alloc();
            BIO_meth_set_read(method, [](BIO *bio, char *to, int size) {
                return of(bio).take(bio, to, static_cast<size_t>(size));
            });
            BIO_meth_set_write(method, [](BIO *bio, const char *from, int size) {
                return of(bio).gather(bio, from, static_cast<size_t>(size));
            });
            BIO_meth_set_ctrl(method, [](BIO *bio, int command, long, void *) -> long {
                switch (command) {
                case BIO_CTRL_FLUSH:
                    return 1; // done when the call into OpenSSL has returned
                case BIO_CTRL_EOF:
                    return of(bio).m_ended;
                default:
                    return 0;
                }
            });
            return method;
        }();
        return made;
    }
    static Wire &of(BIO *bio) { return *static_cast<Wire *>(BIO_get_data(bio)); }

    int take(BIO *bio, char *to, size_t size)
    {
        BIO_clear_retry_flags(bio);
        if (m_at == m_end && !receive()) {
            if (m_ended)
                return 0;
            if (m_drained)
                BIO_set_retry_read(bio);
            return -1;
        }
        const size_t count = std::min(size, m_end - m_at);
        std::memcpy(to, m_received.get() + m_at, count);
        m_at += count;
        return static_cast<int>(count);
    }

    bool receive()
    {
        m_at = m_end = 0;
        while (!m_drained) {
            const ssize_t got = recv(m_stream->m_descriptor, m_received.get(), m_most, 0);
            if (got > 0) {
                m_end = static_cast<size_t>(got);
                m_drained = m_end < m_most; // or an event tells of more
                return true;
            }
            m_ended = got == 0;
            m_drained = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
            if (got == 0 || errno != EINTR)
                return false;
        }
        return false;
    }

    int gather(BIO *bio, const char *from, size_t size)
    {
        BIO_clear_retry_flags(bio);
        const bool full = m_gathered + size > kGathered;
        if (m_stream->hasPending() || (full && send() != Status::done)) {
            // What follows waits in OpenSSL: who reads nothing is not kept more for than kAhead.
            BIO_set_retry_write(bio);
            return -1;
        }
        const size_t count = std::min(size, kGathered);
        std::memcpy(m_out.get() + m_gathered, from, count);
        m_gathered += count;
        return static_cast<int>(count);
    }

    const std::unique_ptr<char[]> m_out, m_received;
    const std::unique_ptr<BIO, decltype(&BIO_free)> m_bio;
    TlsStream *m_stream = nullptr;
    size_t m_most = 0;
    size_t m_gathered = 0; ///< in m_out
    size_t m_at = 0, m_end = 0; ///< what is left in m_received
    bool m_drained = false, m_ended = false;
};

TlsStream::TlsStream(ssl_st *adopted, int descriptor)
    : m_ssl(adopted)
    , m_descriptor(descriptor)
{
    BIO *bio = Wire::ofThread().bio();
    SSL_set_bio(m_ssl, bio, bio); // one reference for both
    SSL_set_accept_state(m_ssl);
}

TlsStream::~TlsStream()
{
    s_pendingBytes.fetch_sub(pendingBytes(), std::memory_order_relaxed);
    SSL_free(m_ssl);
}

uint64_t TlsStream::allPendingBytes()
{
    return s_pendingBytes.load(std::memory_order_relaxed);
}

/// Calls into OpenSSL, and moves what passes. `failed` too where what was written found no peer.
template <typename Step>
TlsStream::Status TlsStream::run(size_t most, Step &&step)
{
    Wire &wire = Wire::ofThread();
    wire.begin(*this, most);
    // The queue of errors is per thread: what one connection leaves would be read by the next.
    ERR_clear_error();
    const Status status = step(wire);
    return wire.end() == Status::failed ? Status::failed : status;
}

TlsStream::Status TlsStream::outcome(int returned)
{
    if (returned > 0)
        return Status::done;
    const int error = SSL_get_error(m_ssl, returned);
    ERR_clear_error();
    switch (error) {
    case SSL_ERROR_WANT_READ:
        return Status::wantRead;
    case SSL_ERROR_WANT_WRITE:
        return Status::wantWrite;
    case SSL_ERROR_ZERO_RETURN:
        return Status::ended;
    default:
        return Status::failed;
    }
}

void TlsStream::keepPending(const char *bytes, size_t size)
{
    m_pending = std::make_unique<std::string>(bytes, size);
    s_pendingBytes.fetch_add(size, std::memory_order_relaxed);
}

/// `done`: nothing is pending.
TlsStream::Status TlsStream::writePending()
{
    while (m_pending) {
        const ssize_t taken = ::send(
            m_descriptor, m_pending->data(), m_pending->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken < 0 && errno == EINTR)
            continue;
        if (taken < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? Status::wantWrite : Status::failed;
        s_pendingBytes.fetch_sub(static_cast<uint64_t>(taken), std::memory_order_relaxed);
        m_pending->erase(0, static_cast<size_t>(taken));
        if (m_pending->empty())
            m_pending.reset();
    }
    return Status::done;
}

TlsStream::Status TlsStream::handshake()
{
    if (const Status status = writePending(); status != Status::done)
        return status;
    const Status status = run(kFlight, [this](Wire &) { return outcome(SSL_do_handshake(m_ssl)); });
    m_established = status == Status::done;
    return status == Status::wantRead && hasPending() ? Status::wantWrite : status;
}

TlsStream::Result TlsStream::read(std::span<char> buffer)
{
    size_t got = 0;
    const Status status = run(buffer.size(), [&](Wire &) {
        while (got < buffer.size()) {
            size_t piece = 0;
            const int returned
                = SSL_read_ex(m_ssl, buffer.data() + got, buffer.size() - got, &piece);
            if (returned <= 0)
                return outcome(returned);
            got += piece;
        }
        return Status::done;
    });
    m_readWaits = status == Status::wantWrite;
    return {status, got};
}

TlsStream::Result TlsStream::write(std::span<const iovec> parts)
{
    if (const Status status = writePending(); status != Status::done)
        return {status, 0};
    size_t taken = 0;
    size_t ahead = 0;
    const Status status = run(0, [&](Wire &wire) {
        for (const iovec &part : parts) {
            const char *bytes = static_cast<const char *>(part.iov_base);
            for (size_t left = part.iov_len; left > 0;) {
                if (ahead == kAhead) {
                    if (const Status sent = wire.send(); sent != Status::done)
                        return sent;
                    ahead = 0;
                }
                // There is room for all of it, so OpenSSL keeps nothing that must be given again.
                size_t written = 0;
                const int returned
                    = SSL_write_ex(m_ssl, bytes, std::min(left, kAhead - ahead), &written);
                if (returned <= 0)
                    return outcome(returned);
                bytes += written;
                left -= written;
                ahead += written;
                taken += written;
            }
        }
        return Status::done;
    });
    return {status, taken};
}

bool TlsStream::hasInput() const
{
    return m_unread || SSL_pending(m_ssl) > 0;
}

void TlsStream::closeNotify()
{
    if (!m_established)
        return;
    run(0, [this](Wire &) {
        SSL_shutdown(m_ssl);
        ERR_clear_error();
        return Status::done;
    });
    s_pendingBytes.fetch_sub(pendingBytes(), std::memory_order_relaxed);
    m_pending.reset(); // nobody would come back to it
}

} // namespace wavetape::net
