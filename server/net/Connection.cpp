// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Connection.h"

#include "defence/Defence.h"
#include "faults/FaultBoard.h"
#include "net/AdminTarget.h"
#include "net/FaultPath.h"
#include "net/IoThread.h"
#include "net/ProxyHeader.h"
#include "net/ServerContext.h"
#include "net/TlsContext.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <utility>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

namespace {
// Of one connection and turn, so that the others get theirs.
constexpr size_t kTurnReceive = 64 * 1024;
constexpr uint64_t kTlsHandshakeMs = 5'000;
} // namespace

Connection::Connection(
    IoThread &thread, int descriptor, const PeerAddress &peer, uint64_t id, const Doorway &door)
    : Sender(thread, id, descriptor, door.tls ? door.tls->accept(descriptor) : nullptr)
    , m_openedMs(thread.nowMs())
    , m_peer(peer)
    , m_listener(door.listener)
    , m_faultPort(door.faultPort)
{
}

Connection::~Connection()
{
    m_session.reset(); // it may still hold subscriptions, with what waits of them in the queue
}

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
    if (m_socket.secure() && !m_closed)
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
    if (!m_peerEnded && mayRead())
        events |= EPOLLIN;
    if (m_waitingForSpace && !m_held)
        events |= EPOLLOUT;
    m_thread.poller().watch(m_socket.descriptor(), this, m_watched, events);
    m_watched = events;
}

/// There is a place for what would be read, and TLS can read it.
bool Connection::mayRead() const
{
    return !m_paused && !m_carry && !m_receiveWaits && !(m_faults && m_faults->incomingFull());
}

/// Goes on with what TLS holds, which no event will tell of, as soon as it is this one's turn.
void Connection::readMore()
{
    if (!m_closed && mayRead() && m_socket.hasInput())
        m_thread.makeReady(*this);
}

void Connection::onEvents(Poller::Events events)
{
    if (m_closed)
        return; // by what another connection did in this turn
    if (events & EPOLLERR) {
        abort(m_socket.takeError() == ETIMEDOUT ? "timed out" : "connection reset", false);
        return;
    }
    if (m_proxyAwaited && !readProxyHeader())
        return;
    if (!m_socket.established()) {
        continueHandshake();
        return;
    }
    // Both directions ended: reading and writing tell how.
    if (events & EPOLLHUP)
        events |= m_watched;
    if ((events & EPOLLOUT) && m_waitingForSpace && !m_held) {
        m_waitingForSpace = false;
        flush();
        if (!m_closed && !m_waitingForSpace)
            updatePoll();
    }
    if (!(events & EPOLLIN) || m_closed || !mayRead())
        return;
    // Who has work left to do is served in the ready list's order, whatever else comes for it.
    if (m_ready)
        m_inputWaits = true;
    else
        readSome();
}

security::AddressLimiter::Admission Connection::standFor(const PeerAddress &client, bool secure)
{
    m_proxySecure = secure;
    if (!m_proxy)
        m_proxy = std::make_unique<PeerAddress>(m_peer);
    else if (m_peer.ip == client.ip && m_counted)
        return {};
    m_peer = client;
    auto admission = context().addresses.arrive(client.ip, m_thread.sharedNowMs());
    m_ticket = std::move(admission.ticket);
    m_counted = static_cast<bool>(admission);
    return admission;
}

void Connection::awaitProxyHeader()
{
    m_proxyAwaited = true;
    // No event before it can be whole, so none comes again and again for a part.
    m_socket.wakeAt(ProxyHeader::kLeast);
}

/// True once it is through.
bool Connection::readProxyHeader()
{
    std::array<char, ProxyHeader::kMost> bytes;
    const ssize_t got = m_socket.peek(bytes);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return false;
    const ProxyHeader header
        = ProxyHeader::read({bytes.data(), static_cast<size_t>(std::max<ssize_t>(got, 0))});
    if (header.state == ProxyHeader::State::read) {
        m_socket.skip(header.size);
        m_proxyAwaited = false;
        m_socket.wakeAt(1);
        if (!header.client || standFor(*header.client, false))
            return true;
        abort("too many connections of the proxy's client", true);
        return false;
    }
    const auto come = static_cast<size_t>(std::max<ssize_t>(got, 0));
    if (header.state == ProxyHeader::State::incomplete && come >= ProxyHeader::kLeast
        && come < header.size && m_socket.wakeAt(header.size))
        return false;
    abort("no PROXY header", true);
    return false;
}

void Connection::continueHandshake()
{
    m_waitingForSpace = m_receiveWaits = false;
    const bool first = !m_tlsBegun;
    m_tlsBegun = true;
    if (first && m_socket.speaksPlainHttp()) {
        m_socket.dropTls();
        m_misdirected = true;
        rescheduleTimer();
        readSome();
        return;
    }
    switch (m_socket.handshake()) {
    case TlsStream::Status::done:
        rescheduleTimer();
        m_thread.touch(*this); // what was queued for it before
        // The request may have come with the last flight and lie in OpenSSL's buffer already.
        readSome();
        break;
    case TlsStream::Status::wantWrite:
        // What the peer says meanwhile is not looked at.
        m_waitingForSpace = m_receiveWaits = true;
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

void Connection::charge(Work work, size_t amount)
{
    if (!m_share.charge(m_thread.turn(), work, amount))
        return;
    m_thread.stats().sharesUsedUp[static_cast<size_t>(work)].add(1);
    m_thread.makeReady(*this);
}

bool Connection::hasShare()
{
    return m_share.left(m_thread.turn());
}

void Connection::readSome()
{
    m_inputWaits = false;
    // A little over the turn's share: a 64 KiB message then arrives whole, header and all.
    const std::span<char> buffer = m_thread.receiveBuffer().first(kTurnReceive + 4096);
    const ssize_t got = m_socket.receive(buffer);
    if (m_socket.hasPending())
        m_thread.touch(*this); // TLS has something to say that found no room
    if (m_socket.receiveWaits()) {
        m_receiveWaits = true; // else the same bytes would be told of again and again
        updatePoll();
    }
    if (got > 0) {
        m_bytesIn += static_cast<uint64_t>(got);
        m_thread.stats().bytesIn.add(static_cast<uint64_t>(got));
        if (m_tapped)
            m_tapped = m_thread.taps().onReceived(
                m_id, {buffer.data(), static_cast<size_t>(got)}, nowMs());
        readMore();
        if (m_finishing) {
            // Read so that closing does not reset our last bytes away.
            m_session->onLateBytes(buffer.first(static_cast<size_t>(got)));
            return;
        }
        if (!takeIncoming(buffer.first(static_cast<size_t>(got))))
            feed(buffer.first(static_cast<size_t>(got)));
        return;
    }
    if (got == 0) {
        passIncoming(true);
        if (m_closed)
            return;
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
    while (!bytes.empty() && !m_closed && !m_finishing && !m_paused && hasShare()) {
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
    if (m_finishing || m_shutDown) {
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
    if (m_carry || m_peerEnded || m_socket.hasInput())
        m_thread.makeReady(*this);
}

void Connection::goOn()
{
    m_ready = m_sendCut = false;
    if (!hasShare())
        m_thread.makeReady(*this); // still paying off
    else
        m_session->onTurn();
    if (m_closed)
        return;
    if (!m_paused && hasShare()) {
        if (m_carry) {
            feed({});
            readMore();
        } else if (mayRead() && (m_inputWaits || m_socket.hasInput())) {
            readSome();
        }
    }
    if (!m_closed && m_peerEnded && !m_carry && !m_paused)
        onPeerEnd();
    if (!m_closed && !m_waitingForSpace)
        flush();
}

void Connection::makeReady()
{
    m_thread.makeReady(*this);
}

void Connection::onSendFailed(std::string_view cause)
{
    abort(cause, false);
}

void Connection::onBlocked()
{
    updatePoll();
    rescheduleTimer();
}

void Connection::onOverflow()
{
    m_session->end(EndCause::slowConsumer, 0);
}

void Connection::onWritten()
{
    if (m_receiveWaits && !m_socket.hasPending()) {
        m_receiveWaits = false;
        updatePoll();
        readMore();
    }
    if (!hasUnsent() && m_halfClosing && !m_shutDown) {
        m_shutDown = true;
        m_socket.endSending();
        return;
    }
    if (!hasUnsent() && m_finishing && !m_shutDown) {
        if (const uint64_t nanos = m_faults ? m_faults->endInNanos() : 0) {
            m_thread.ringIn(m_id, nanos);
            return;
        }
        m_shutDown = true;
        m_socket.endSending();
        if (m_peerEnded)
            abort({}, false);
        return;
    }
    if (belowLow() && !m_finishing)
        m_session->onDrained();
}

void Connection::startTap(const websocket::FrameParser &parser, uint64_t durationMs, bool whole)
{
    const auto [tap, made] = m_thread.taps().open(context().hub, m_id, nowMs(), durationMs, whole);
    m_tapped = true;
    if (!made)
        return;
    if (whole)
        tap.begin(m_thread.dossiers().find(m_id));
    const websocket::FrameParser::Pending pending = parser.pending();
    tap.scan(FrameTap::Direction::in).resume(pending.header, pending.payload);
    tap.scan(FrameTap::Direction::out).resume({}, m_queue.unsentOfStarted());
    if (m_carry)
        tap.onBytes(FrameTap::Direction::in, *m_carry, nowMs());
}

void Connection::stopTap(std::string_view why)
{
    if (m_tapped)
        m_thread.taps().close(m_id, why);
    m_tapped = false;
}

void Connection::finish(uint64_t graceMs)
{
    if (m_closed || m_finishing)
        return;
    m_finishing = true;
    m_carry.reset();
    m_paused = false;
    updatePoll();
    // For a peer that is gone nothing is held back longer.
    scheduleTimer(nowMs() + graceMs + (m_peerEnded ? 0 : heldUpMs()));
    m_thread.touch(*this);
}

void Connection::abort(std::string_view cause, bool reset)
{
    if (m_closed)
        return;
    m_closed = true;
    m_session->onLost(cause);
    endSending();
    stopTap("the connection has ended");
    m_thread.timers().cancel(*this);
    m_thread.forget(*this);
    m_socket.close(reset);
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
    else if (!m_socket.established() && armed(Defence::tlsDeadline))
        abort("no TLS handshake in time", true);
    else
        rescheduleTimer();
}

/// Something that its faults hold back, or do, is due.
void Connection::onFaultAlarm()
{
    if (!m_faults)
        return; // they were taken away meanwhile
    if (!m_finishing) {
        for (channels::FrameRef &message : m_faults->dueMessages())
            send(std::move(message));
        endByFault();
    }
    if (!m_closed)
        passIncoming(false);
    if (m_closed)
        return;
    flush();
    if (!m_closed)
        updatePoll();
    readMore(); // there may be room for it now
}

void Connection::endByFault()
{
    const auto ending = m_faults->takeEnding();
    if (!ending)
        return;
    AdminTarget *target = m_session->adminTarget();
    if (ending->code)
        m_session->endByFault(ending->code, ending->reason);
    else if (ending->half)
        m_halfClosing = m_ended = true;
    else if (ending->quiet)
        abort("ended by a fault", false);
    else if (target)
        target->cut();
    else
        abort("cut");
}

/// True where it is held back.
bool Connection::takeIncoming(std::span<char> bytes)
{
    if (!m_faults || !m_faults->holdsIncoming())
        return false;
    m_faults->takeIncoming({bytes.data(), bytes.size()});
    passIncoming(false);
    if (!m_closed)
        updatePoll();
    return true;
}

/// Gives its session what has been held back long enough; `all`: whatever the time.
void Connection::passIncoming(bool all)
{
    if (!m_faults || !m_faults->holdsIncoming())
        return;
    while (!m_closed && !m_finishing && m_faults && !m_paused && !m_carry) {
        std::string bytes = m_faults->dueIncoming(all);
        if (bytes.empty())
            break;
        feed(bytes);
    }
    if (m_closed || !m_faults)
        return;
    updatePoll();
    constexpr uint64_t soon = 5 * faults::kNanosPerMs;
    const uint64_t next = m_faults->incomingInNanos();
    if (next != faults::kNever)
        m_thread.ringIn(m_id, m_paused || m_carry ? std::max(next, soon) : next);
}

void Connection::meetFaults(faults::ConnectionFacts facts, bool fresh)
{
    auto toxics = context().faultBoard->faultsFor(m_listener, m_id, facts, fresh);
    if (!m_faults && toxics.empty())
        return;
    if (!m_faults) {
        const std::string path = facts.path;
        setFaults(std::make_unique<FaultPath>(context(), m_thread.stats(), m_id,
            faults::FaultRequest {}, std::move(facts), m_peer.toString(), path));
    }
    m_faults->setShared(toxics);
    // Who has a name of its own keeps it: others may ask for something by it later.
    if (m_faults->idle() && m_faults->connection().name == 'c' + std::to_string(m_id)) {
        takeFaults();
        return;
    }
    m_thread.ringIn(m_id, 0); // outside of whatever is under way here
}

void Connection::onFaultsChanged()
{
    if (m_closed || m_finishing || m_faultPort)
        return;
    AdminTarget *target = m_session->adminTarget();
    if (context().faultBoard->down(m_listener)) {
        m_thread.stats().faults[static_cast<size_t>(metrics::FaultType::down)].add(1);
        if (target)
            target->cut();
        else
            abort("cut");
        return;
    }
    if (!target)
        return; // what asks and is answered meets them with its next request
    if (m_faults) {
        meetFaults(m_faults->connection(), false);
        return;
    }
    const ConnectionRow now = row();
    meetFaults({'c' + std::to_string(m_id), now.user, now.path.substr(0, now.path.find('?')),
                   std::string(metrics::transportName(now.transport)), now.administrator},
        false);
}

ConnectionRow Connection::row() const
{
    ConnectionRow row;
    row.id = m_id;
    row.address = m_peer.toString();
    row.state = m_finishing ? "closing" : "open";
    row.bytesIn = m_bytesIn;
    row.messagesIn = m_messagesIn;
    Sender::describe(row);
    row.sinceMs = nowMs() - m_openedMs;
    row.readPaused = m_paused;
    m_session->describe(row);
    return row;
}

} // namespace wavetape::net
