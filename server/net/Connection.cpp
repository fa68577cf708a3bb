// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Connection.h"

#include "defence/Defence.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

namespace {
// Of one connection and turn, so that the others get theirs.
constexpr size_t kTurnReceive = 64 * 1024;
constexpr uint64_t kTlsHandshakeMs = 5'000;
} // namespace

Connection::Connection(IoThread &thread, int descriptor, const PeerAddress &peer, uint64_t id,
    std::unique_ptr<TlsStream> tls)
    : m_thread(thread)
    , m_tls(std::move(tls))
    , m_id(id)
    , m_openedMs(thread.nowMs())
    , m_lastProgressMs(m_openedMs)
    , m_peer(peer)
    , m_descriptor(descriptor)
{
}

Connection::~Connection() = default;

ServerContext &Connection::context()
{
    return m_thread.context();
}

uint64_t Connection::nowMs() const
{
    return m_thread.nowMs();
}

void Connection::start(std::unique_ptr<Session> session)
{
    m_session = std::move(session);
    updatePoll();
    rescheduleTimer();
    if (m_tls && !m_closed)
        scheduleTimer(m_openedMs + kTlsHandshakeMs);
}

void Connection::setSession(std::unique_ptr<Session> session)
{
    m_previousSession = std::exchange(m_session, std::move(session));
    rescheduleTimer();
}

void Connection::updatePoll()
{
    if (m_closed)
        return;
    uint8_t events = 0;
    if (!m_paused && !m_peerEnded && !m_carry)
        events |= EPOLLIN;
    if (m_waitingForSpace)
        events |= EPOLLOUT;
    m_thread.poller().watch(m_descriptor, this, m_watched, events);
    m_watched = events;
}

void Connection::onEvents(Poller::Events events)
{
    if (m_closed)
        return; // by what another connection did in this turn
    if (events & EPOLLERR) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        abort(error == ETIMEDOUT ? "timed out" : "connection reset", false);
        return;
    }
    if (m_tls && !m_tls->established()) {
        continueHandshake();
        return;
    }
    // Both directions ended: reading and writing tell how.
    if (events & EPOLLHUP)
        events |= m_watched;
    if ((events & EPOLLOUT) && m_waitingForSpace) {
        m_waitingForSpace = false;
        flush();
        if (!m_closed && !m_waitingForSpace)
            updatePoll();
    }
    if ((events & EPOLLIN) && !m_closed && !m_paused)
        readSome();
}

void Connection::continueHandshake()
{
    m_waitingForSpace = false;
    switch (m_tls->handshake().status) {
    case TlsStream::Status::done:
        rescheduleTimer();
        m_thread.touch(*this); // what was queued for it before
        // The request may have come with the last flight and lie in OpenSSL's buffer already.
        readSome();
        break;
    case TlsStream::Status::wantWrite:
        m_waitingForSpace = true;
        break;
    case TlsStream::Status::wantRead:
        break;
    case TlsStream::Status::ended:
    case TlsStream::Status::failed:
        abort("TLS handshake failed", false);
        return;
    }
    updatePoll();
}

/// As recv(): bytes, 0 at the end, -1 and errno.
ssize_t Connection::receive(std::span<char> buffer)
{
    if (!m_tls)
        return recv(m_descriptor, buffer.data(), buffer.size(), 0);
    size_t got = 0;
    while (got < buffer.size()) {
        const TlsStream::Result result = m_tls->read(buffer.data() + got, buffer.size() - got);
        got += result.bytes;
        if (result.status == TlsStream::Status::done)
            continue;
        if (got > 0)
            break;
        if (result.status == TlsStream::Status::ended)
            return 0;
        errno = result.status == TlsStream::Status::failed ? ECONNRESET : EAGAIN;
        return -1;
    }
    return static_cast<ssize_t>(got);
}

void Connection::readSome()
{
    // A little over the turn's share: a 64 KiB message then arrives whole, header and all.
    const std::span<char> buffer = m_thread.receiveBuffer().first(kTurnReceive + 4096);
    const ssize_t got = receive(buffer);
    if (got > 0) {
        m_bytesIn += static_cast<uint64_t>(got);
        m_thread.stats().bytesIn.add(static_cast<uint64_t>(got));
        if (m_tapped)
            tapReceived({buffer.data(), static_cast<size_t>(got)});
        if (m_tls && m_tls->hasInput())
            m_thread.makeReady(*this); // no event will tell of it
        if (m_finishing)
            return; // what comes after our end is read only so that closing does not reset it away
        feed(buffer.first(static_cast<size_t>(got)));
        return;
    }
    if (got == 0) {
        m_peerEnded = true;
        updatePoll();
        onPeerEnd();
        return;
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        abort(errno == ETIMEDOUT ? "timed out" : "connection reset", false);
}

void Connection::feed(std::span<char> bytes)
{
    std::string carried;
    const bool carrying = m_carry != nullptr;
    if (carrying) {
        m_carry->append(bytes.data(), bytes.size());
        carried = std::move(*m_carry);
        m_carry.reset();
        bytes = carried;
    }
    while (!bytes.empty() && !m_closed && !m_finishing && !m_paused) {
        const size_t taken = m_session->onBytes(bytes);
        const bool replaced = m_previousSession != nullptr;
        m_previousSession.reset();
        bytes = bytes.subspan(taken);
        if (taken == 0 && !replaced)
            break;
    }
    const bool left = !bytes.empty() && !m_closed && !m_finishing;
    if (left)
        m_carry = std::make_unique<std::string>(bytes.begin(), bytes.end());
    // What is not taken yet keeps further bytes in the kernel, where they are the sender's to wait
    // for.
    if (left || carrying) {
        updatePoll();
        if (left && !m_paused)
            m_thread.makeReady(*this);
    }
}

void Connection::onPeerEnd()
{
    if (m_finishing) {
        if (m_shutDown)
            abort({}, false);
        return;
    }
    // Commands that are still carried come first.
    if (!m_carry && !m_closed)
        m_session->onPeerEnd();
}

void Connection::pauseReading()
{
    m_paused = true;
    updatePoll();
}

void Connection::resumeReading()
{
    if (!m_paused || m_closed)
        return;
    m_paused = false;
    updatePoll();
    // What was carried is gone on with in the next turn: the caller may be inside the session.
    if (m_carry || m_peerEnded)
        m_thread.makeReady(*this);
}

void Connection::goOn()
{
    m_ready = false;
    if (m_closed)
        return;
    if (m_carry && !m_paused)
        feed({});
    else if (m_tls && !m_paused && m_tls->hasInput())
        readSome();
    if (!m_closed && m_peerEnded && !m_carry && !m_paused)
        onPeerEnd();
    if (!m_closed && !m_waitingForSpace)
        flush();
}

void Connection::finish(uint64_t graceMs)
{
    if (m_closed || m_finishing)
        return;
    m_finishing = true;
    m_carry.reset();
    m_paused = false;
    updatePoll();
    scheduleTimer(nowMs() + graceMs);
    m_thread.touch(*this);
}

void Connection::abort(std::string_view cause, bool reset)
{
    if (m_closed)
        return;
    m_closed = true;
    m_session->onLost(cause);
    m_queue.clear(m_thread.pool());
    stopTap("the connection has ended");
    m_thread.timers().cancel(*this);
    if (reset) {
        const linger now {1, 0};
        setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    countLosses();
    m_thread.forget(*this);
    ::close(m_descriptor);
    m_thread.retire(*this);
}

void Connection::scheduleTimer(uint64_t dueMs)
{
    m_thread.timers().schedule(*this, dueMs);
}

void Connection::rescheduleTimer()
{
    if (m_closed || m_finishing || !m_session)
        return;
    const uint64_t due = m_session->onTimer(nowMs());
    if (!m_closed && !m_finishing && due)
        scheduleTimer(due);
}

void Connection::onTimer()
{
    if (m_finishing && armed(Defence::closeDeadline))
        abort({}, true);
    else if (m_tls && !m_tls->established() && armed(Defence::tlsDeadline))
        abort("no TLS handshake in time", true);
    else
        rescheduleTimer();
}

ConnectionRow Connection::row() const
{
    ConnectionRow row;
    row.id = m_id;
    row.address = m_peer.toString();
    row.state = m_finishing ? "closing" : "open";
    row.lag = m_laggingSinceMs ? "lagging" : "normal";
    row.bytesOut = m_bytesOut;
    row.bytesIn = m_bytesIn;
    row.messagesOut = m_messagesOut;
    row.messagesIn = m_messagesIn;
    row.queueBytes = m_queue.bytes();
    row.queueMessages = m_queue.messages();
    if (const uint64_t oldest = m_queue.oldestQueuedMs())
        row.oldestMs = nowMs() - std::min(oldest, nowMs());
    const SendQueue::Losses losses = m_queue.losses();
    row.dropped = losses.dropped;
    row.conflated = losses.conflated;
    row.laggedNotices = losses.notices;
    row.sinceMs = nowMs() - m_openedMs;
    m_session->describe(row);
    return row;
}

} // namespace wavetape::net
