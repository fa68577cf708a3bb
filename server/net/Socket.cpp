// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Socket.h"

#include <algorithm>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace wavetape::net {

Socket::Socket(int descriptor, std::unique_ptr<TlsStream> tls)
    : m_descriptor(descriptor)
    , m_tls(std::move(tls))
{
}

Socket::~Socket()
{
    close(false);
}

bool Socket::speaksPlainHttp() const
{
    char first = 0;
    return recv(m_descriptor, &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && first >= 'A'
        && first <= 'Z';
}

ssize_t Socket::peek(std::span<char> buffer) const
{
    return recv(m_descriptor, buffer.data(), buffer.size(), MSG_PEEK | MSG_DONTWAIT);
}

void Socket::skip(size_t bytes)
{
    char thrown[256];
    while (bytes > 0) {
        const ssize_t got
            = recv(m_descriptor, thrown, std::min(bytes, sizeof thrown), MSG_DONTWAIT);
        if (got <= 0)
            return;
        bytes -= static_cast<size_t>(got);
    }
}

bool Socket::wakeAt(size_t bytes)
{
    const int least = static_cast<int>(bytes);
    return setsockopt(m_descriptor, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least) == 0;
}

ssize_t Socket::receive(std::span<char> buffer)
{
    if (!m_tls)
        return recv(m_descriptor, buffer.data(), buffer.size(), 0);
    const TlsStream::Result result = m_tls->read(buffer);
    if (result.bytes > 0)
        return static_cast<ssize_t>(result.bytes);
    if (result.status == TlsStream::Status::ended)
        return 0;
    errno = result.status == TlsStream::Status::failed ? ECONNRESET : EAGAIN;
    return -1;
}

ssize_t Socket::send(std::span<const iovec> parts)
{
    if (!m_tls && parts.size() == 1)
        return ::send(
            m_descriptor, parts[0].iov_base, parts[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (!m_tls) {
        msghdr message {};
        message.msg_iov = const_cast<iovec *>(parts.data());
        message.msg_iovlen = parts.size();
        return sendmsg(m_descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    const TlsStream::Result result = m_tls->write(parts);
    if (result.status == TlsStream::Status::failed || result.status == TlsStream::Status::ended) {
        errno = ECONNRESET;
        return -1;
    }
    if (result.bytes == 0 && result.status != TlsStream::Status::done) {
        errno = EAGAIN;
        return -1;
    }
    return static_cast<ssize_t>(result.bytes);
}

int64_t Socket::unacknowledged() const
{
    int waiting = 0;
    if (ioctl(m_descriptor, SIOCOUTQ, &waiting) != 0)
        return -1;
    return waiting + static_cast<int64_t>(m_tls ? m_tls->pendingBytes() : 0);
}

int Socket::takeError()
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

void Socket::endSending()
{
    if (m_tls)
        m_tls->closeNotify();
    ::shutdown(m_descriptor, SHUT_WR);
}

void Socket::close(bool reset)
{
    if (m_descriptor < 0)
        return;
    if (reset) {
        const linger now {1, 0};
        setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    ::close(std::exchange(m_descriptor, -1));
}

} // namespace wavetape::net
