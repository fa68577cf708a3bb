// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace wavetape::scenario {

namespace {

struct Address {
    sockaddr_storage storage {};
    socklen_t size = 0;
};

Address addressOf(const Target &target)
{
    Address address;
    const std::string host = target.host == "localhost" ? "127.0.0.1" : target.host;
    auto &v4 = reinterpret_cast<sockaddr_in &>(address.storage);
    auto &v6 = reinterpret_cast<sockaddr_in6 &>(address.storage);
    if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(target.port);
        address.size = sizeof v4;
    } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(target.port);
        address.size = sizeof v6;
    } else {
        throw TargetError("\"" + host + "\" is not a numeric address.");
    }
    return address;
}

SSL_CTX *tlsContext()
{
    static SSL_CTX *const context = [] {
        SSL_CTX *made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(made,
            SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                | SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
        return made;
    }();
    return context;
}

} // namespace

void Transport::open(const Target &target, std::size_t source, std::size_t receiveBuffer)
{
    const Address address = addressOf(target);
    m_descriptor = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "socket");
    const int on = 1;
    setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receiveBuffer != 0) {
        const int size = static_cast<int>(receiveBuffer);
        setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
    if (source != 0 && address.storage.ss_family == AF_INET) {
        sockaddr_in from {};
        from.sin_family = AF_INET;
        from.sin_addr.s_addr = htonl(0x7f000000u + static_cast<std::uint32_t>(source));
        // The port is chosen at connect, so that each source has all ports to itself.
        setsockopt(m_descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        if (bind(m_descriptor, reinterpret_cast<const sockaddr *>(&from), sizeof from) != 0)
            throw std::system_error(errno, std::generic_category(), "bind");
    }
    if (connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address.storage), address.size)
            != 0
        && errno != EINPROGRESS)
        throw std::system_error(errno, std::generic_category(), "connect");
    if (target.tls) {
        m_ssl.reset(SSL_new(tlsContext()));
        SSL_set_fd(m_ssl.get(), m_descriptor);
        SSL_set_connect_state(m_ssl.get());
        if (target.host == "localhost")
            SSL_set_tlsext_host_name(m_ssl.get(), "localhost");
    }
}

Transport::Outcome Transport::establish()
{
    if (!m_connected) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0)
            return failed(error).outcome;
        m_connected = true;
    }
    if (!m_ssl)
        return Outcome::Done;
    ERR_clear_error();
    const int returned = SSL_do_handshake(m_ssl.get());
    return returned == 1 ? Outcome::Done : sslFailed(returned).outcome;
}

Transport::Result Transport::read(char *into, std::size_t size)
{
    if (m_ssl) {
        ERR_clear_error();
        const int got = SSL_read(m_ssl.get(), into, static_cast<int>(size));
        return got > 0 ? Result {Outcome::Done, static_cast<std::size_t>(got)} : sslFailed(got);
    }
    const ssize_t got = recv(m_descriptor, into, size, 0);
    if (got > 0)
        return {Outcome::Done, static_cast<std::size_t>(got)};
    return failed(got == 0 ? 0 : errno);
}

Transport::Result Transport::write(std::string_view data)
{
    if (m_ssl) {
        ERR_clear_error();
        const int sent = SSL_write(m_ssl.get(), data.data(), static_cast<int>(data.size()));
        return sent > 0 ? Result {Outcome::Done, static_cast<std::size_t>(sent)} : sslFailed(sent);
    }
    const ssize_t sent = send(m_descriptor, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent >= 0)
        return {Outcome::Done, static_cast<std::size_t>(sent)};
    return failed(errno);
}

void Transport::shut()
{
    m_ssl.reset();
    if (m_descriptor >= 0)
        close(m_descriptor);
    m_descriptor = -1;
}

Transport::Result Transport::failed(int error)
{
    if (error == EAGAIN || error == EINTR || error == EINPROGRESS)
        return {Outcome::WouldBlock, 0};
    m_ending = error == 0 ? "fin" : error == ECONNRESET ? "reset" : std::strerror(error);
    return {Outcome::Closed, 0};
}

Transport::Result Transport::sslFailed(int returned)
{
    switch (SSL_get_error(m_ssl.get(), returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return {Outcome::WouldBlock, 0};
    case SSL_ERROR_ZERO_RETURN:
        return failed(0);
    case SSL_ERROR_SYSCALL:
        return failed(errno == EAGAIN ? ECONNRESET : errno);
    default:
        m_ending = "TLS error";
        return {Outcome::Closed, 0};
    }
}

} // namespace wavetape::scenario
