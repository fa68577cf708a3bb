// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Sender.h"

#include "defence/Defence.h"
#include "delivery/FanOut.h"
#include "delivery/Subscriber.h"
#include "net/ConnectionRow.h"
#include "net/FaultPath.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace wavetape::net {

using defence::armed;
using defence::Defence;
using delivery::SendQueue;
using delivery::Subscription;
using metrics::ThreadStats;

namespace {
// Of one connection and turn, so that the others get theirs.
constexpr size_t kTurnSend = 64 * 1024;
constexpr size_t kParts = TlsStream::kParts;
// A record of TLS is made of bytes that lie together, and costs as much to begin as to encrypt a
// few KiB: frames below its size are copied.
constexpr size_t kRecord = 16 * 1024;
// For so long after a loss a reader is shown as lagging, and where what waits is as old as that.
constexpr uint64_t kLossShownMs = 10'000;
constexpr uint64_t kStaleMs = 2'000;
} // namespace

Sender::Sender(IoThread &thread, uint64_t id, int descriptor, std::unique_ptr<TlsStream> tls)
    : m_thread(thread)
    , m_id(id)
    , m_socket(descriptor, std::move(tls))
{
}

Sender::~Sender() = default;

void Sender::send(channels::FrameRef frame)
{
    if (m_closed || m_shutDown)
        return;
    if (m_faults && frame->headerSize() > 0) {
        sendTouched(std::move(frame));
        return;
    }
    m_queue.pushReply(m_thread.pool(), std::move(frame), m_thread.nowMs());
    m_thread.touch(*this);
}

/// A message of no channel: its faults may have it, and the connection may end with it.
void Sender::sendTouched(channels::FrameRef frame)
{
    if (m_ended
        && (frame->opcode() == websocket::Opcode::text
            || frame->opcode() == websocket::Opcode::binary))
        return;
    for (const channels::FrameRef &sent : m_faults->touched(std::move(frame)))
        m_queue.pushReply(m_thread.pool(), sent, m_thread.nowMs());
    m_thread.touch(*this);
    endAfterMessage();
}

void Sender::endAfterMessage()
{
    if (m_ended || !m_faults->endsNow())
        return;
    m_ended = true; // callers may be in the middle of whatever: it ends in the next turn
    m_thread.ringIn(m_id, 0);
}

void Sender::sendShared(channels::FrameRef frame)
{
    m_sharedFrame = true;
    send(std::move(frame));
}

void Sender::sendLoss(
    Subscription &subscription, uint64_t from, uint64_t to, channels::FrameRef notice)
{
    if (m_closed || m_shutDown || m_ended)
        return;
    m_queue.pushLoss(m_thread.pool(), subscription, from, to, std::move(notice), m_thread.nowMs());
    m_thread.touch(*this);
}

void Sender::sendLarge(websocket::Opcode opcode, std::string_view payload)
{
    size_t taken = 0;
    if (!m_closed && !m_shutDown && m_socket.established() && !behind() && !m_faults
        && m_queue.empty()) {
        char header[websocket::kMaxServerHeader];
        const size_t headerSize = websocket::writeServerHeader(header, opcode, payload.size());
        iovec parts[]
            = {{header, headerSize}, {const_cast<char *>(payload.data()), payload.size()}};
        const ssize_t written = transmit(parts);
        taken = written > 0 ? static_cast<size_t>(written)
                            : 0; // an error shows again when the rest is written
        if (taken == headerSize + payload.size()) {
            SendQueue::Sent sent;
            sent.messages = sent.headers[headerSize == 4 ? 1 : 2] = 1;
            count(taken, sent);
            if (m_socket.hasPending())
                m_thread.touch(*this);
            return;
        }
    }
    send(opcode == websocket::Opcode::text ? channels::EncodedFrame::text(payload)
                                           : channels::EncodedFrame::binary({}, payload));
    if (taken > 0)
        account(taken);
}

bool Sender::takesRun() const
{
    return !m_closed && !m_finishing && !m_muted && !m_touched && !behind() && m_queue.empty()
        && m_socket.established() && !m_socket.hasPending() && !m_faults;
}

void Sender::sendRun(Subscription &subscription, const delivery::PublicationRun &run)
{
    const iovec part {const_cast<char *>(run.bytes.data()), run.bytes.size()};
    const ssize_t sent = transmit({&part, 1});
    if (static_cast<size_t>(sent) == run.bytes.size()) {
        const channels::Publication &first = *run.publications.front();
        const size_t messages = run.publications.size();
        m_queue.countRun(subscription, first.seq, run.publications.back()->seq, messages);
        count(run.bytes.size(), {messages, first.monotonicNanos, run.headers});
        if (m_socket.hasPending())
            m_thread.touch(*this);
        return;
    }
    for (const channels::Publication *publication : run.publications)
        deliver(subscription, *publication);
    if (sent > 0)
        account(static_cast<size_t>(sent));
    // The rest, or the error, is the next write's.
}

void Sender::sendControl(channels::FrameRef frame)
{
    if (m_closed || m_shutDown)
        return;
    m_queue.pushControl(m_thread.pool(), std::move(frame));
    m_thread.touch(*this);
}

void Sender::sendPong(channels::FrameRef frame)
{
    if (m_closed || m_shutDown)
        return;
    m_queue.pushPong(m_thread.pool(), std::move(frame), behind());
    m_thread.touch(*this);
}

void Sender::deliver(Subscription &subscription, const channels::Publication &publication)
{
    if (m_closed || m_finishing || m_muted || m_ended)
        return;
    const auto verdict = m_faults ? m_queue.pushTouched(m_thread.pool(), subscription, publication,
                             m_faults->touched(subscription, publication), behind(),
                             m_thread.marks(), m_thread.nowMs())
                                  : m_queue.pushPublication(m_thread.pool(), subscription,
                                      publication, behind(), m_thread.marks(), m_thread.nowMs());
    if (verdict == SendQueue::Verdict::overflow && behind() && armed(Defence::hardMark))
        m_overflowed = true; // ended at the end of the turn: callers iterate over subscribers
    if (m_queue.takeResyncWanted())
        subscription.subscriber->onResyncWanted();
    if (subscription.deflateBits)
        m_sharedFrame = true;
    m_thread.touchForPublication(*this);
    if (m_faults)
        endAfterMessage();
}

void Sender::lose(Subscription &subscription, delivery::Loss loss, uint64_t count)
{
    m_queue.countLoss(subscription, loss, count);
    countLosses();
}

uint64_t Sender::dropWaiting(Subscription &subscription)
{
    return m_queue.dropAll(m_thread.pool(), subscription);
}

void Sender::detach(Subscription &subscription)
{
    m_queue.detach(subscription);
}

void Sender::writeNow()
{
    m_thread.writeNow(*this);
}

void Sender::overflow()
{
    m_overflowed = true;
    m_thread.touch(*this);
}

bool Sender::aboveHigh() const
{
    return m_queue.bytes() > m_thread.marks().high;
}

bool Sender::belowLow() const
{
    return m_queue.bytes() < m_thread.marks().low;
}

void Sender::endTurn()
{
    m_touched = false;
    if (m_closed)
        return;
    countLosses();
    if (m_overflowed) {
        m_overflowed = false;
        onOverflow();
    }
    if (m_closed)
        return;
    if (m_waitingForSpace)
        noteQueue(); // who reads nothing at all has no write that would tell
    else
        flush();
}

bool Sender::hasUnsent() const
{
    return !m_queue.empty() || m_socket.hasPending() || (m_faults && m_faults->heldBytes());
}

void Sender::setFaults(std::unique_ptr<FaultPath> faults)
{
    m_faults = std::move(faults);
    passHeld();
}

void Sender::takeFaults()
{
    if (!m_faults || m_faults->heldBytes() || m_held || m_ended)
        return;
    m_faults.reset();
}

uint64_t Sender::heldUpMs() const
{
    // A server that ends waits for no fault.
    return m_faults && !m_thread.context().draining ? m_faults->longestHoldMs() : 0;
}

/// Writes what faults have held back, as far as it is due. False: the connection has ended.
bool Sender::passHeld()
{
    if (m_faults->holdsBytes() && !writeHeld())
        return false;
    // What waits for the kernel is gone on with by an event.
    const uint64_t next = m_faults->nextInNanos(!m_waitingForSpace || m_held);
    if (next != ~uint64_t {0})
        m_thread.ringIn(m_id, next);
    return true;
}

bool Sender::writeHeld()
{
    const auto blocked = [this] {
        m_held = false;
        noteBlocked();
        return !m_closed;
    };
    while (!m_waitingForSpace || m_held) {
        const std::string_view bytes = m_faults->dueBytes();
        if (bytes.empty() && !m_socket.hasPending())
            break;
        const iovec part {const_cast<char *>(bytes.data()), bytes.size()};
        const ssize_t sent = m_socket.send({&part, 1});
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK)
                return blocked();
            onSendFailed(errno == ETIMEDOUT ? "timed out" : "connection reset");
            return false;
        }
        m_faults->passed(static_cast<size_t>(sent));
        if (static_cast<size_t>(sent) < bytes.size() || m_socket.hasPending())
            return blocked();
    }
    if (m_held && m_faults->hasRoom())
        m_held = m_waitingForSpace = false;
    return true;
}

Sender::Slow &Sender::slow()
{
    if (!m_slow)
        m_slow = std::make_unique<Slow>(m_thread.nowMs());
    return *m_slow;
}

void Sender::noteBlocked()
{
    m_waitingForSpace = true;
    slow().progress.onBlocked(m_thread.nowMs());
    onBlocked();
}

ssize_t Sender::transmit(std::span<const iovec> parts)
{
    ssize_t sent = 0;
    if (m_faults && m_faults->holdsBytes()) {
        sent = static_cast<ssize_t>(m_faults->take(parts));
        m_held = !m_faults->hasRoom();
    } else {
        sent = m_socket.send(parts);
    }
    if (m_tapped && sent > 0)
        m_tapped = m_thread.taps().onSent(m_id, parts, static_cast<size_t>(sent), m_thread.nowMs());
    return sent;
}

void Sender::flush()
{
    if (!m_socket.established())
        return;
    if (m_faults && !passHeld())
        return;
    size_t budget = kTurnSend;
    while ((!m_queue.empty() || m_socket.hasPending()) && !m_waitingForSpace) {
        if (budget == 0) {
            m_sendCut = true;
            makeReady();
            break;
        }
        std::array<iovec, kParts> parts;
        size_t total = 0;
        const size_t count = m_queue.gather(budget, m_thread.sendBuffer(), parts, total,
            secure() ? kRecord : SendQueue::kCopyBelow);
        // Nothing but what a fault left out: it is accounted, and no more.
        const bool nothing = total == 0 && !m_socket.hasPending();
        const ssize_t sent = nothing ? 0 : transmit({parts.data(), count});
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                onSendFailed(errno == ETIMEDOUT ? "timed out" : "connection reset");
                return;
            }
            noteBlocked();
            break;
        }
        const auto bytes = static_cast<size_t>(sent);
        account(bytes);
        budget -= std::min(budget, bytes);
        if (bytes < total || m_socket.hasPending())
            noteBlocked();
        if (m_closed)
            return;
    }
    if (m_closed || (m_faults && !passHeld()))
        return;
    noteQueue();
    if (m_closed)
        return;
    if (m_slow && !hasUnsent())
        m_slow->progress.onDrained();
    onWritten();
}

void Sender::noteQueue()
{
    m_thread.stats().queuedBytes.add(m_queue.bytes() - m_queuedBytes);
    m_queuedBytes = m_queue.bytes();
    if (laggingSinceMs() == 0 && aboveHigh()) {
        slow().laggingSinceMs = m_thread.nowMs();
        onLagging();
    } else if (laggingSinceMs() != 0 && belowLow()) {
        m_slow->laggingSinceMs = 0;
    }
}

void Sender::account(size_t bytes)
{
    count(bytes, m_queue.consume(m_thread.pool(), bytes));
}

void Sender::countMessages(uint64_t messages)
{
    m_messagesOut += messages;
    m_thread.stats().messagesOut.add(messages);
    m_thread.stats().of(m_transport).messagesOut.add(messages);
}

/// What the kernel took.
void Sender::count(size_t bytes, const SendQueue::Sent &sent)
{
    m_bytesOut += bytes;
    m_messagesOut += sent.messages;
    if (m_slow)
        m_slow->progress.onTaken(m_thread.nowMs());
    ThreadStats &stats = m_thread.stats();
    stats.bytesOut.add(bytes);
    stats.messagesOut.add(sent.messages);
    metrics::TransportStats &transport = stats.of(m_transport);
    transport.bytesOut.add(bytes);
    transport.messagesOut.add(sent.messages);
    for (size_t i = 0; i < sent.headers.size(); ++i) {
        if (sent.headers[i])
            stats.headersOut[i].add(sent.headers[i]);
    }
    if (sent.oldestPublishedNanos) {
        m_thread.countWrite(sent.messages);
        const int64_t age = m_thread.context().clock.steadyNanos() - sent.oldestPublishedNanos;
        stats.publishLatency.record(static_cast<uint64_t>(std::max<int64_t>(0, age)) / 1000);
    }
}

Sender::Acknowledged Sender::acknowledged() const
{
    const int64_t waiting = m_socket.unacknowledged();
    if (waiting < 0)
        return {};
    const auto held = static_cast<int64_t>(m_faults ? m_faults->heldBytes() : 0);
    return {static_cast<int64_t>(m_bytesOut) - held - waiting, waiting > 0};
}

uint64_t Sender::givenUpMs(uint64_t patienceMs)
{
    // Behind a fault it is not the reader that takes nothing.
    if (!behind() || m_queue.empty() || m_held)
        return 0;
    return slow().progress.check(
        m_thread.nowMs(), patienceMs, [this] { return acknowledged().bytes; });
}

void Sender::countLosses()
{
    if (!m_queue.everFellBehind())
        return;
    const SendQueue::Losses losses = m_queue.takeLosses();
    if (losses.dropped > 0)
        slow().lastDropMs = m_thread.nowMs();
    ThreadStats &stats = m_thread.stats();
    for (size_t lane = 0; losses.dropped && lane < losses.droppedByLane.size(); ++lane)
        stats.dropped[lane].add(losses.droppedByLane[lane]);
    stats.conflated.add(losses.conflated);
    stats.lagged.add(losses.notices);
    stats.unexplainedGaps.add(losses.unexplainedGaps);
}

void Sender::endSending()
{
    m_closed = true;
    m_queue.clear(m_thread.pool());
    m_thread.stats().queuedBytes.add(0 - m_queuedBytes);
    m_queuedBytes = 0;
    countLosses();
}

void Sender::describe(ConnectionRow &row) const
{
    row.bytesOut = m_bytesOut;
    if (m_faults)
        row.faults = m_faults->label();
    row.messagesOut = m_messagesOut;
    row.tls = secure();
    row.transport = m_transport;
    row.queueBytes = m_queue.bytes();
    row.queueMessages = m_queue.messages();
    const uint64_t now = m_thread.nowMs();
    if (const uint64_t oldest = m_queue.oldestQueuedMs())
        row.oldestMs = now - std::min(oldest, now);
    // Drop-oldest keeps a queue below its mark by losing: that is not normal either.
    const bool loses = m_slow && m_slow->lastDropMs && now - m_slow->lastDropMs < kLossShownMs;
    row.lag = laggingSinceMs() || loses || row.oldestMs >= kStaleMs ? "lagging" : "normal";
    const SendQueue::Losses losses = m_queue.losses();
    row.dropped = losses.dropped;
    row.droppedByLane = losses.droppedByLane;
    row.conflated = losses.conflated;
    row.laggedNotices = losses.notices;
}

} // namespace wavetape::net
