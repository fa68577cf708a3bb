// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/WebSocketSession.h"

#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/FaultPath.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <cstring>

namespace wavetape::sessions {

using metrics::Work;
using net::Connection;
using net::ConnectionEvent;
using net::ConnectionRow;
using net::Dossier;
using net::EndCause;

using defence::armed;
using defence::Defence;
using metrics::ThreadStats;

using channels::EncodedFrame;
using websocket::CloseCode;
using websocket::Opcode;

namespace {
constexpr uint64_t kHourMs = 3'600'000; // the heartbeat looks again long before
constexpr uint64_t kSlowReaderWaitMs = 1000;

constexpr uint16_t number(CloseCode code)
{
    return static_cast<uint16_t>(code);
}
} // namespace

WebSocketSession::WebSocketSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : m_connection(connection)
    , m_parser(std::move(parser))
    , m_heartbeat(connection.nowMs())
{
    connection.carries(metrics::Transport::webSocket);
    connection.thread().stats().opened.add(1);
    connection.thread().stats().of(metrics::Transport::webSocket).opened.add(1);
}

WebSocketSession::~WebSocketSession() = default;

size_t WebSocketSession::onBytes(std::span<char> bytes)
{
    if (m_state == State::done)
        return bytes.size();
    const auto &limits = m_connection.context().config.limits;
    const websocket::ParserLimits parserLimits {
        armed(Defence::messageSize) ? messageBytes() : uint64_t {1} << 30,
        armed(Defence::fragments) ? limits.fragments : ~0u};
    const size_t taken = m_parser->feed(bytes, parserLimits, *this);
    // Inside a frame the peer cannot answer a ping; that the frame's bytes come is life enough.
    if (m_heartbeat.unanswered() && m_parser->midFrame())
        m_heartbeat.onLife(m_connection.nowMs(), heartbeatPeriods());
    if (const websocket::ParseFailure *failure = m_parser->failure();
        failure && !m_connection.closed()) {
        fail(*failure);
        onLateBytes(bytes.subspan(taken));
        return bytes.size();
    }
    return taken;
}

void WebSocketSession::onLateBytes(std::span<const char> bytes)
{
    // Both close frames make a clean end (RFC 6455 7.1.4), whatever the message before them was.
    if (m_parser->closeFollows(bytes))
        ending().clean = true;
}

uint64_t WebSocketSession::messageBytes() const
{
    return m_connection.context().config.limits.messageBytes;
}

bool WebSocketSession::mayGoOn(size_t bytes, Work work)
{
    m_connection.charge(work);
    m_connection.charge(Work::received, bytes);
    if (m_state != State::open)
        return true;
    if (busy() || m_connection.aboveHigh()) {
        m_readPauses += !m_connection.readingPaused();
        m_connection.pauseReading();
        return false;
    }
    return m_connection.hasShare();
}

void WebSocketSession::onTurn()
{
    if (m_state == State::open)
        pull();
}

delivery::Recovery::Limits WebSocketSession::recoveryLimits() const
{
    // What must be compressed costs many times more.
    constexpr uint64_t kCompressedBytes = 16 * 1024;
    const auto &config = m_connection.context().config;
    return {config.history.pagePublications, m_deflate ? kCompressedBytes : config.queue.high};
}

void WebSocketSession::step(delivery::Recovery &recovery)
{
    constexpr size_t kCompressed = 8; // times as much
    m_connection.charge(Work::replay, recovery.step() * (m_deflate ? kCompressed : 1));
}

void WebSocketSession::onDrained()
{
    if (m_state != State::open)
        return;
    pull();
    if (m_connection.readingPaused() && !busy() && m_connection.belowLow())
        m_connection.resumeReading();
}

void WebSocketSession::enableDeflate(const websocket::DeflateParams &params)
{
    m_deflate = std::make_unique<Deflate>(params);
}

void WebSocketSession::sendMessage(Opcode opcode, std::string_view payload)
{
    // From here on a copy costs more than the system call that it would save.
    constexpr size_t kLarge = 16 * 1024;
    // And here compressing would keep the thread from everybody else for too long. What is sent as
    // it is does not enter the peer's window (RFC 7692 7.2.3.2).
    constexpr size_t kCompressUpTo = 64 * 1024;
    const bool compress = m_deflate && !m_connection.faults()
        && (payload.size() <= kCompressUpTo || !armed(Defence::compressShare));
    if (!compress && payload.size() >= kLarge) {
        m_connection.sendLarge(opcode, payload);
        return;
    }
    if (!compress) {
        m_connection.send(opcode == Opcode::text ? EncodedFrame::text(payload)
                                                 : EncodedFrame::binary({}, payload));
        return;
    }
    // The peer's window holds every shared frame too; ours does not, so nothing before one may be
    // referred to.
    if (m_connection.takeSharedFrame() || m_deflate->params.serverNoContextTakeover)
        m_deflate->compressor.reset();
    m_deflate->buffer.clear();
    m_deflate->compressor.compress(payload, m_deflate->buffer);
    m_connection.charge(Work::compressed, payload.size());
    m_connection.send(EncodedFrame::compressed(opcode, m_deflate->buffer));
}

void WebSocketSession::discardData()
{
    m_connection.queue().discardData(m_connection.thread().pool());
    // What the compressor refers to may just have been thrown away.
    if (m_deflate)
        m_deflate->compressor.reset();
}

uint16_t WebSocketSession::translate(uint16_t code) const
{
    if (code >= 4300 && code < 4400)
        return number(CloseCode::tryAgainLater);
    if (code >= 4400 && code < 4500)
        return number(CloseCode::policyViolation);
    return code;
}

bool WebSocketSession::onPing(std::span<const char> payload)
{
    net::FaultPath *faults = m_connection.faults();
    if (m_state == State::open && !(faults && faults->mutesPong()))
        m_connection.sendPong(
            EncodedFrame::control(Opcode::pong, {payload.data(), payload.size()}));
    m_connection.charge(Work::message);
    return m_connection.hasShare();
}

bool WebSocketSession::onPong(std::span<const char> payload)
{
    if (m_pongsMuted)
        return true;
    const auto rttMs = m_heartbeat.pong(payload, m_connection.context().clock.steadyNanos());
    if (!rttMs)
        return true;
    if (Dossier *dossier = m_connection.thread().dossiers().find(m_connection.id()))
        Dossier::note(dossier->rttHistory, double {*rttMs});
    return true;
}

void WebSocketSession::onFrame(const websocket::FrameInfo &frame)
{
    // Control frames are no messages, here as on the way out.
    if (static_cast<uint8_t>(frame.opcode) >= 8)
        return;
    ThreadStats &stats = m_connection.thread().stats();
    stats.headersIn[frame.headerSize <= 6 ? 0 : frame.headerSize <= 8 ? 1 : 2].add(1);
    if (frame.fin) {
        stats.messagesIn.add(1);
        m_connection.countMessageIn(frame.payload);
    }
}

bool WebSocketSession::onClose(std::optional<uint16_t> code, std::string_view reason)
{
    if (m_state == State::open) {
        startClosing(code.value_or(number(CloseCode::noStatus)), reason, By::client);
        // What was answered before the close is sent before it, unless the peer would not read it
        // anyway.
        if (m_connection.behind())
            discardData();
        sendClose(code.value_or(0), {});
    }
    ending().clean = true;
    m_state = State::done;
    m_connection.finish(m_connection.context().config.deadlines.close);
    return true;
}

void WebSocketSession::startClosing(uint16_t code, std::string_view reason, By by)
{
    m_state = State::closing;
    Ending &end = ending();
    end.code = code;
    end.by = by;
    end.reason = reason;
    end.sinceMs = m_connection.nowMs();
    onClosing();
}

void WebSocketSession::sendClose(uint16_t code, std::string_view reason)
{
    std::string payload;
    if (code)
        websocket::appendClosePayload(payload, code, reason);
    m_connection.send(EncodedFrame::control(Opcode::close, payload));
}

void WebSocketSession::close(uint16_t code, std::string_view reason, bool retry, uint64_t afterMs)
{
    if (m_state != State::open || m_connection.closed())
        return;
    code = translate(code);
    startClosing(code, reason, By::server);
    if (m_connection.behind())
        discardData();
    announceClose(code, reason, retry, afterMs);
    sendClose(code, reason);
    awaitClose();
}

void WebSocketSession::endByFault(uint16_t code, std::string_view reason)
{
    if (m_state != State::open || m_connection.closed())
        return;
    startClosing(code, reason, By::server);
    if (m_connection.behind())
        discardData();
    sendClose(code, reason);
    awaitClose();
}

void WebSocketSession::awaitClose()
{
    m_closeDueMs = m_connection.nowMs() + m_connection.context().config.deadlines.close
        + m_connection.heldUpMs();
    if (m_connection.readingPaused())
        m_connection.resumeReading(); // the peer's close is still to come
    m_connection.rescheduleTimer();
}

void WebSocketSession::fail(const websocket::ParseFailure &failure)
{
    if (failure.code == CloseCode::messageTooBig)
        m_connection.thread().stats().countRefused(
            failure.fragments ? metrics::Limit::fragments : metrics::Limit::messageBytes);
    if (m_state == State::open) {
        const auto code = static_cast<uint16_t>(failure.code);
        startClosing(code, failure.reason, By::server);
        if (m_connection.behind())
            discardData();
        announceClose(code, failure.reason, false, 0);
        sendClose(code, failure.reason);
    }
    m_state = State::done;
    m_connection.finish(m_connection.context().config.deadlines.close);
}

void WebSocketSession::checkAccess()
{
    const uint64_t now = m_connection.thread().sharedNowMs();
    if (!m_access || m_access->valid(now) || m_state != State::open || !armed(Defence::accessEnds))
        return;
    const bool expired = now >= m_access->expiresMs();
    onAccessEnded(expired);
    close(number(expired ? CloseCode::notAuthenticated : CloseCode::forbidden),
        expired ? "the token has expired" : "access was revoked");
}

void WebSocketSession::cut()
{
    if (m_connection.closed())
        return;
    Ending &end = ending();
    end.by = By::server;
    end.reason = "cut";
    m_connection.abort("cut");
}

void WebSocketSession::tap(uint64_t durationMs, bool whole)
{
    m_connection.startTap(*m_parser, durationMs, whole);
}

void WebSocketSession::end(EndCause cause, uint64_t afterMs)
{
    const net::EndNotice notice = net::noticeOf(cause);
    close(number(notice.code), notice.reason, true,
        cause == EndCause::slowConsumer ? kSlowReaderWaitMs : afterMs);
}

Heartbeat::Periods WebSocketSession::heartbeatPeriods() const
{
    const auto &deadlines = m_connection.context().config.deadlines;
    return {deadlines.ping, deadlines.pongs() + m_connection.heldUpMs()};
}

Heartbeat::Acknowledged WebSocketSession::acknowledged() const
{
    const Connection::Acknowledged all = m_connection.acknowledged();
    const uint64_t givenUp
        = m_connection.givenUpMs(m_connection.context().config.deadlines.noProgress);
    return {all.bytes, all.more, givenUp > m_connection.nowMs()};
}

void WebSocketSession::ping()
{
    if (m_state != State::open)
        return;
    const int64_t sent = m_heartbeat.ping(m_connection.nowMs(), heartbeatPeriods(),
        m_connection.context().clock.steadyNanos(), acknowledged());
    char payload[sizeof sent];
    std::memcpy(payload, &sent, sizeof payload);
    m_connection.sendControl(EncodedFrame::control(Opcode::ping, {payload, sizeof payload}));
    m_connection.rescheduleTimer();
}

void WebSocketSession::onPeerEnd()
{
    if (m_state == State::open) {
        startClosing(
            number(CloseCode::abnormal), "connection ended without a close frame", By::client);
        m_state = State::done;
    }
    m_connection.finish(m_connection.context().config.deadlines.close);
}

uint64_t WebSocketSession::onTimer(uint64_t now)
{
    const auto &deadlines = m_connection.context().config.deadlines;
    if (m_state == State::closing) {
        if (now >= m_closeDueMs && armed(Defence::closeDeadline)) {
            m_connection.abort("no close frame in time");
            return 0;
        }
        return m_closeDueMs;
    }
    if (m_state == State::done)
        return 0;

    uint64_t next = ~uint64_t {0};
    if (const uint64_t due = m_connection.givenUpMs(deadlines.noProgress)) {
        if (now >= due && armed(Defence::noProgress)) {
            end(EndCause::slowConsumer, 0);
            return m_closeDueMs;
        }
        next = due;
    }
    if (m_access) {
        checkAccess();
        if (m_state != State::open || m_connection.closed())
            return m_connection.closed() ? 0 : m_closeDueMs;
        const uint64_t left = m_access->expiresMs() - m_connection.thread().sharedNowMs();
        next = std::min(next, left < kHourMs ? now + left : next);
    }
    if (const uint64_t own = ownDeadline(now)) {
        if (m_state != State::open || m_connection.closed())
            return m_connection.closed() ? 0 : m_closeDueMs;
        next = std::min(next, own);
    }
    // While reading is paused the pong may lie in the kernel; progress is watched instead.
    switch (m_heartbeat.check(now, heartbeatPeriods(), !m_connection.readingPaused(),
        [this] { return acknowledged(); })) {
    case Heartbeat::Verdict::dead:
        if (!armed(Defence::heartbeat))
            return now + deadlines.pongs();
        ending().by = By::server;
        ending().reason = "no pong in time";
        m_connection.abort("no pong in time");
        return 0;
    case Heartbeat::Verdict::ping:
        ping();
        break;
    case Heartbeat::Verdict::wait:
        break;
    }
    next = std::min(next, m_heartbeat.dueMs());
    return next;
}

void WebSocketSession::onLost(std::string_view cause)
{
    if (m_state == State::open)
        onClosing();
    m_state = State::done;
    Ending &end = ending();
    if (end.by == By::none || !end.clean) {
        if (end.by != By::server || end.code == number(CloseCode::abnormal)) {
            end.code = number(CloseCode::abnormal);
            if (!cause.empty())
                end.reason = cause;
        }
    }
    ThreadStats &stats = m_connection.thread().stats();
    stats.closed.add(1);
    stats.of(metrics::Transport::webSocket).closed.add(1);
    stats.countClose(end.code);
    ConnectionEvent event;
    event.kind = ConnectionEvent::Kind::close;
    event.id = m_connection.id();
    event.address = m_connection.peer().toString();
    if (const Dossier *dossier = m_connection.thread().dossiers().find(m_connection.id())) {
        event.path = dossier->path;
        event.openingMs = dossier->handshakeMs;
    }
    event.code = end.code;
    event.reason = std::move(end.reason);
    event.by = end.by == By::client ? "client" : end.by == By::server ? "server" : "network";
    event.clean = end.clean;
    event.durationMs = m_connection.nowMs() - m_connection.openedMs();
    if (end.sinceMs > 0)
        event.closingMs = m_connection.nowMs() - end.sinceMs;
    m_connection.context().observer.onConnectionEvent(std::move(event));
}

WebSocketSession::Ending &WebSocketSession::ending()
{
    if (!m_ending)
        m_ending = std::make_unique<Ending>();
    return *m_ending;
}

void WebSocketSession::describe(ConnectionRow &row) const
{
    row.dialect = dialect();
    if (m_state != State::open)
        row.state = "closing";
    if (m_ending && m_ending->sinceMs > 0)
        row.closingMs = m_connection.nowMs() - m_ending->sinceMs;
    if (m_heartbeat.rttMs() >= 0)
        row.rttMs = m_heartbeat.rttMs();
    row.readPauses = m_readPauses;
    if (const Dossier *dossier = m_connection.thread().dossiers().find(m_connection.id())) {
        row.path = dossier->path;
        row.origin = dossier->origin;
        row.agent = dossier->agent;
        row.keptBy = dossier->keptBy;
    }
    if (m_access) {
        row.user = m_access->identity().user;
        row.administrator = m_access->identity().rights.admin;
    }
}

} // namespace wavetape::sessions
