// SPDX-License-Identifier: GPL-3.0-or-later
// Connection: what goes out, from send() to the socket.
#include "net/Connection.h"

#include "defence/Defence.h"
#include "net/ChannelSession.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <sys/socket.h>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

namespace {
// Of one connection and turn, so that the others get theirs.
constexpr size_t kTurnSend = 64 * 1024;
constexpr size_t kParts = 64;

int64_t steadyNanos()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}
} // namespace

void Connection::send(channels::FrameRef frame)
{
    if (m_closed || m_shutDown)
        return;
    m_queue.pushReply(m_thread.pool(), std::move(frame), nowMs());
    m_thread.touch(*this);
}

void Connection::sendLoss(
    Subscription &subscription, uint64_t from, uint64_t to, channels::FrameRef notice)
{
    if (m_closed || m_shutDown)
        return;
    m_queue.pushLoss(m_thread.pool(), subscription, from, to, std::move(notice), nowMs());
    m_thread.touch(*this);
}

void Connection::sendLarge(websocket::Opcode opcode, std::string_view payload)
{
    size_t taken = 0;
    if (!m_closed && !m_shutDown && !m_tls && !behind() && m_queue.empty()) {
        char header[websocket::kMaxServerHeader];
        const size_t headerSize = websocket::writeServerHeader(header, opcode, payload.size());
        iovec parts[]
            = {{header, headerSize}, {const_cast<char *>(payload.data()), payload.size()}};
        const ssize_t sent = transmit(parts);
        taken = sent > 0 ? static_cast<size_t>(sent)
                         : 0; // an error shows again when the rest is written
        if (taken == headerSize + payload.size()) {
            m_bytesOut += taken;
            m_lastProgressMs = nowMs();
            ++m_messagesOut;
            ThreadStats &stats = m_thread.stats();
            stats.bytesOut.add(taken);
            stats.messagesOut.add(1);
            stats.headersOut[headerSize == 4 ? 1 : 2].add(1);
            return;
        }
    }
    send(opcode == websocket::Opcode::text ? channels::EncodedFrame::text(payload)
                                           : channels::EncodedFrame::binary({}, payload));
    if (taken > 0)
        account(taken);
}

bool Connection::takesRun() const
{
    return !m_closed && !m_finishing && !m_touched && !behind() && m_queue.empty() && !m_tls;
}

void Connection::sendRun(Subscription &subscription, const PublicationRun &run)
{
    const iovec part {const_cast<char *>(run.bytes.data()), run.bytes.size()};
    const ssize_t sent = transmit({&part, 1});
    if (static_cast<size_t>(sent) == run.bytes.size()) {
        const auto count = run.publications.size();
        ThreadStats &stats = m_thread.stats();
        m_bytesOut += run.bytes.size();
        m_messagesOut += count;
        m_lastProgressMs = nowMs();
        stats.bytesOut.add(run.bytes.size());
        stats.messagesOut.add(count);
        for (size_t i = 0; i < run.headers.size(); ++i) {
            if (run.headers[i])
                stats.headersOut[i].add(run.headers[i]);
        }
        m_queue.countRun(
            subscription, run.publications.front()->seq, run.publications.back()->seq, count);
        m_thread.countWrite(count);
        const int64_t age = steadyNanos() - run.publications.front()->monotonicNanos;
        stats.publishLatency.record(static_cast<uint64_t>(std::max<int64_t>(0, age)) / 1000);
        return;
    }
    for (const channels::Publication *publication : run.publications)
        deliver(subscription, *publication);
    if (sent > 0)
        account(static_cast<size_t>(sent));
    // The rest, or the error, is the next write's.
}

void Connection::sendControl(channels::FrameRef frame)
{
    if (m_closed || m_shutDown)
        return;
    m_queue.pushControl(m_thread.pool(), std::move(frame));
    m_thread.touch(*this);
}

void Connection::sendPong(channels::FrameRef frame)
{
    if (m_closed || m_shutDown)
        return;
    m_queue.pushPong(m_thread.pool(), std::move(frame), behind());
    m_thread.touch(*this);
}

void Connection::deliver(Subscription &subscription, const channels::Publication &publication)
{
    if (m_closed || m_finishing)
        return;
    const auto verdict = m_queue.pushPublication(
        m_thread.pool(), subscription, publication, behind(), m_thread.marks(), nowMs());
    if (verdict == SendQueue::Verdict::overflow && behind() && armed(Defence::hardMark))
        m_overflowed = true; // ended at the end of the turn: callers iterate over subscribers
    if (m_queue.takeResyncWanted())
        ChannelSession::startResyncs(*this);
    if (subscription.deflateBits)
        m_sharedFrame = true;
    m_thread.touchForPublication(*this);
}

void Connection::overflow()
{
    m_overflowed = true;
    m_thread.touch(*this);
}

bool Connection::aboveHigh() const
{
    return m_queue.bytes() > m_thread.context().config.queue.high;
}

bool Connection::belowLow() const
{
    return m_queue.bytes() < m_thread.context().config.queue.low;
}

void Connection::endTurn()
{
    m_touched = false;
    if (m_closed)
        return;
    countLosses();
    if (m_overflowed) {
        m_overflowed = false;
        m_session->end(EndCause::slowConsumer, 0);
    }
    if (m_closed)
        return;
    if (m_waitingForSpace)
        noteLag(); // who reads nothing at all has no write that would tell
    else
        flush();
}

bool Connection::hasUnsent() const
{
    return !m_queue.empty() || (m_tls && m_tls->hasPending());
}

void Connection::noteBlocked()
{
    m_waitingForSpace = true;
    m_lastProgressMs = nowMs();
    updatePoll();
    rescheduleTimer();
}

ssize_t Connection::write(std::span<const iovec> parts)
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
    size_t taken = 0;
    TlsStream::Result result = m_tls->writePending();
    for (const iovec &part : parts) {
        if (result.status != TlsStream::Status::done)
            break;
        result = m_tls->write(static_cast<const char *>(part.iov_base), part.iov_len);
        taken += result.bytes;
    }
    if (result.status == TlsStream::Status::failed || result.status == TlsStream::Status::ended) {
        errno = ECONNRESET;
        return -1;
    }
    if (taken == 0 && result.status != TlsStream::Status::done) {
        errno = EAGAIN;
        return -1;
    }
    return static_cast<ssize_t>(taken);
}

void Connection::flush()
{
    if (m_tls && !m_tls->established())
        return;
    size_t budget = kTurnSend;
    while (hasUnsent() && !m_waitingForSpace) {
        if (budget == 0) {
            m_thread.makeReady(*this);
            break;
        }
        std::array<iovec, kParts> parts;
        size_t total = 0;
        const size_t count = m_queue.gather(budget, m_thread.sendBuffer(), parts, total);
        const ssize_t sent = transmit({parts.data(), count});
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                abort(errno == ETIMEDOUT ? "timed out" : "connection reset", false);
                return;
            }
            noteBlocked();
            break;
        }
        const auto bytes = static_cast<size_t>(sent);
        account(bytes);
        budget -= std::min(budget, bytes);
        if (bytes < total || (m_tls && m_tls->hasPending()))
            noteBlocked();
        if (m_closed)
            return;
    }
    if (m_closed)
        return;
    noteLag();
    if (!m_closed)
        noteDrained();
}

void Connection::noteLag()
{
    if (m_laggingSinceMs == 0 && aboveHigh()) {
        m_laggingSinceMs = nowMs();
        rescheduleTimer();
    } else if (m_laggingSinceMs != 0 && belowLow()) {
        m_laggingSinceMs = 0;
    }
}

void Connection::account(size_t bytes)
{
    m_bytesOut += bytes;
    m_lastProgressMs = nowMs();
    ThreadStats &stats = m_thread.stats();
    stats.bytesOut.add(bytes);
    const SendQueue::Sent done = m_queue.consume(m_thread.pool(), bytes);
    m_messagesOut += done.messages;
    stats.messagesOut.add(done.messages);
    for (size_t i = 0; i < done.headers.size(); ++i) {
        if (done.headers[i])
            stats.headersOut[i].add(done.headers[i]);
    }
    if (done.oldestPublishedNanos) {
        m_thread.countWrite(done.messages);
        stats.publishLatency.record(
            static_cast<uint64_t>(std::max<int64_t>(0, steadyNanos() - done.oldestPublishedNanos))
            / 1000);
    }
}

void Connection::noteDrained()
{
    if (!hasUnsent() && m_finishing && !m_shutDown) {
        m_shutDown = true;
        if (m_tls)
            m_tls->closeNotify();
        ::shutdown(m_descriptor, SHUT_WR);
        if (m_peerEnded)
            abort({}, false);
        return;
    }
    if (belowLow() && !m_finishing)
        m_session->onDrained();
}

void Connection::countLosses()
{
    if (!m_queue.everFellBehind())
        return;
    const SendQueue::Losses losses = m_queue.takeLosses();
    ThreadStats &stats = m_thread.stats();
    stats.dropped.add(losses.dropped);
    stats.conflated.add(losses.conflated);
    stats.lagged.add(losses.notices);
    stats.unexplainedGaps.add(losses.unexplainedGaps);
}

} // namespace wavetape::net
