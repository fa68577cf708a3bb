// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Listener.h"

#include "defence/Defence.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"

#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wavetape::net {

namespace {
constexpr int kBacklog = 4096;
constexpr int kAcceptsPerTurn = 64;
// A receiver tells of room only once there is some for a whole segment, which on loopback may be
// 64 KiB: a slow reader would seem to stand still (ReaderProgress). One of 1,000 B/s takes this
// much within the 10 s; smaller ones cost fan-out of 4 KiB messages a fifth more CPU.
constexpr int kLargestSegment = 8192;
constexpr uint64_t kRestMs = 250; // after running out of descriptors

void setOption(int descriptor, int level, int name, int value)
{
    // An option that a kernel does not know is a loss of precision, not of service.
    (void)setsockopt(descriptor, level, name, &value, sizeof value);
}
} // namespace

Listener::Listener(int descriptor, std::string host, uint16_t port, TlsContext *tls)
    : m_descriptor(descriptor)
    , m_host(std::move(host))
    , m_port(port)
{
    m_door.tls = tls;
}

Listener::~Listener()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

tl::expected<std::unique_ptr<Listener>, std::string> Listener::bind(
    const config::ListenAddress &address, const config::ServerConfig::Queue &queue, TlsContext *tls)
{
    const bool v6 = address.host.find(':') != std::string::npos;
    const std::string shown
        = (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
    addrinfo hints {};
    hints.ai_flags
        = AI_PASSIVE | AI_NUMERICSERV | (address.host == "localhost" ? 0 : AI_NUMERICHOST);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_family = address.host == "localhost" ? AF_INET : AF_UNSPEC;
    addrinfo *found = nullptr;
    if (const int error
        = getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found))
        return tl::unexpected("cannot listen on " + shown + ": " + gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> guard(found, freeaddrinfo);
    const int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const auto failed = [&] {
        std::string text = "cannot listen on " + shown + ": " + std::strerror(errno);
        if (errno == EADDRINUSE)
            text += "; another program uses the port, so stop it or choose another with --listen";
        if (descriptor >= 0)
            ::close(descriptor);
        return tl::unexpected(std::move(text));
    };
    if (descriptor < 0)
        return failed();
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (found->ai_family == AF_INET6)
        setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0
        || listen(descriptor, kBacklog) != 0)
        return failed();
    auto listener = adopt(descriptor, queue, tls);
    listener->m_door.proxy = address.proxy;
    return listener;
}

std::unique_ptr<Listener> Listener::adopt(
    int descriptor, const config::ServerConfig::Queue &queue, TlsContext *tls)
{
    // What is accepted inherits these (tcp(7), socket(7)), which saves four calls per connection.
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(descriptor, SOL_SOCKET, SO_SNDBUF,
        static_cast<int>(queue.sendBuffer / 2)); // the kernel doubles it
    setOption(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, static_cast<int>(queue.notSentLow));
    setOption(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, 60'000);
    setOption(descriptor, IPPROTO_TCP, TCP_MAXSEG, kLargestSegment);
    sockaddr_storage bound {};
    socklen_t size = sizeof bound;
    getsockname(descriptor, reinterpret_cast<sockaddr *>(&bound), &size);
    const PeerAddress own = PeerAddress::from(reinterpret_cast<sockaddr *>(&bound));
    return std::unique_ptr<Listener>(new Listener(descriptor, own.host(), own.port, tls));
}

std::string Listener::url() const
{
    return (m_door.tls ? "https://" : "http://") + authority() + "/";
}

std::string Listener::authority() const
{
    const bool v6 = m_host.find(':') != std::string::npos;
    return (v6 ? "[" + m_host + "]" : m_host) + ":" + std::to_string(m_port);
}

void Listener::start(ServerContext &context, IoThread &thread)
{
    m_context = &context;
    m_thread = &thread;
    m_handles = new Handles;
    uv_poll_init(thread.loop(), &m_handles->poll, m_descriptor);
    uv_timer_init(thread.loop(), &m_handles->pause);
    m_handles->poll.data = this;
    m_handles->pause.data = this;
    uv_poll_start(&m_handles->poll, UV_READABLE, onPoll);
}

void Listener::stop()
{
    if (!m_handles)
        return;
    for (auto *handle : {reinterpret_cast<uv_handle_t *>(&m_handles->poll),
             reinterpret_cast<uv_handle_t *>(&m_handles->pause)}) {
        handle->data = m_handles;
        uv_close(handle, [](uv_handle_t *closed) {
            auto *handles = static_cast<Handles *>(closed->data);
            if (--handles->open == 0)
                delete handles;
        });
    }
    m_handles = nullptr;
    ::close(m_descriptor);
    m_descriptor = -1;
}

void Listener::onPoll(uv_poll_t *handle, int, int)
{
    static_cast<Listener *>(handle->data)->acceptSome();
}

void Listener::acceptSome()
{
    for (int i = 0; i < kAcceptsPerTurn; ++i) {
        sockaddr_storage address {};
        socklen_t size = sizeof address;
        const int descriptor = accept4(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size,
            SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                rest();
            if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EMFILE || errno == ENFILE
                || errno == ENOBUFS || errno == ENOMEM)
                return;
            continue; // this one is gone already; the next may be well
        }
        m_context->threads.leastLoaded().adopt(
            descriptor, PeerAddress::from(reinterpret_cast<sockaddr *>(&address)), m_door);
    }
}

void Listener::rest()
{
    if (!defence::armed(defence::Defence::descriptorRest))
        return;
    uv_poll_stop(&m_handles->poll);
    uv_timer_start(
        &m_handles->pause,
        [](uv_timer_t *timer) {
            auto *listener = static_cast<Listener *>(timer->data);
            uv_poll_start(&listener->m_handles->poll, UV_READABLE, onPoll);
        },
        kRestMs, 0);
}

} // namespace wavetape::net
