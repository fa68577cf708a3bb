// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/WebSocketSession.h"

#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

using channels::EncodedFrame;
using websocket::CloseCode;
using websocket::Opcode;

namespace {
int64_t steadyNanos()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

constexpr uint64_t kHourMs = 3'600'000; // the heartbeat looks again long before

constexpr uint16_t number(CloseCode code)
{
    return static_cast<uint16_t>(code);
}
} // namespace

WebSocketSession::WebSocketSession(
    Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : m_connection(connection)
    , m_parser(std::move(parser))
    , m_pingDueMs(connection.nowMs() + connection.context().config.deadlines.ping)
{
    connection.thread().stats().opened.add(1);
}

WebSocketSession::~WebSocketSession() = default;

size_t WebSocketSession::onBytes(std::span<char> bytes)
{
    m_commandsThisTurn = 0;
    if (m_state == State::done)
        return bytes.size();
    const auto &limits = m_connection.context().config.limits;
    const websocket::ParserLimits parserLimits {
        armed(Defence::messageSize) ? limits.messageBytes : uint64_t {1} << 30,
        armed(Defence::fragments) ? limits.fragments : ~0u};
    const size_t taken = m_parser->feed(bytes, parserLimits, *this);
    // Inside a frame the peer cannot answer a ping; that the frame's bytes come is life enough.
    if (m_pongDueMs && m_parser->midFrame())
        m_pongDueMs = m_connection.nowMs() + m_connection.context().config.deadlines.pong;
    if (const websocket::ParseFailure *failure = m_parser->failure();
        failure && !m_connection.closed()) {
        fail(*failure);
        return bytes.size();
    }
    return taken;
}

bool WebSocketSession::mayGoOn(unsigned perTurn)
{
    if (m_state != State::open)
        return true;
    if (busy() || m_connection.aboveHigh()) {
        m_connection.pauseReading();
        return false;
    }
    return perTurn == 0 || ++m_commandsThisTurn < perTurn;
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
    m_deflate.reset(new Deflate {params, websocket::Deflater(params.serverMaxWindowBits), {}});
}

void WebSocketSession::sendMessage(Opcode opcode, std::string_view payload)
{
    // From here on a copy costs more than the system call that it would save.
    constexpr size_t kLarge = 16 * 1024;
    if (!m_deflate && payload.size() >= kLarge) {
        m_connection.sendLarge(opcode, payload);
        return;
    }
    if (!m_deflate) {
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
    if (m_state == State::open)
        m_connection.sendPong(
            EncodedFrame::control(Opcode::pong, {payload.data(), payload.size()}));
    return true;
}

bool WebSocketSession::onPong(std::span<const char> payload)
{
    if (m_pongsMuted || payload.size() != sizeof m_pingSentNanos || m_pongDueMs == 0)
        return true;
    int64_t sent = 0;
    std::memcpy(&sent, payload.data(), sizeof sent);
    if (sent != m_pingSentNanos)
        return true; // an unsolicited or late pong means nothing (RFC 6455 5.5.3)
    m_pongDueMs = 0;
    m_rttMs = static_cast<float>(steadyNanos() - sent) / 1e6f;
    if (Dossier *dossier = m_connection.thread().dossiers().find(m_connection.id())) {
        dossier->rttHistory.push_back(m_rttMs);
        if (dossier->rttHistory.size() > 60)
            dossier->rttHistory.pop_front();
    }
    return true;
}

void WebSocketSession::onFrame(const websocket::FrameInfo &frame)
{
    ThreadStats &stats = m_connection.thread().stats();
    stats.headersIn[frame.headerSize <= 6 ? 0 : frame.headerSize <= 8 ? 1 : 2].add(1);
    if (frame.fin && static_cast<uint8_t>(frame.opcode) < 8) {
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
    m_closeDueMs = m_connection.nowMs() + m_connection.context().config.deadlines.close;
    if (m_connection.readingPaused())
        m_connection.resumeReading(); // the peer's close is still to come
    m_connection.rescheduleTimer();
}

void WebSocketSession::fail(const websocket::ParseFailure &failure)
{
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

void WebSocketSession::end(EndCause cause, uint64_t afterMs)
{
    switch (cause) {
    case EndCause::slowConsumer:
        close(number(CloseCode::slowConsumer), "reader too slow", true, 1000);
        break;
    case EndCause::shutdown:
        close(number(CloseCode::serviceRestart), "server is restarting", true, afterMs);
        break;
    case EndCause::overload:
        close(number(CloseCode::tryAgainLater), "server is overloaded", true, afterMs);
        break;
    case EndCause::chaos:
        close(number(CloseCode::chaos), "chaos", true, afterMs);
        break;
    }
}

void WebSocketSession::ping()
{
    if (m_state != State::open)
        return;
    m_pingSentNanos = steadyNanos();
    char payload[sizeof m_pingSentNanos];
    std::memcpy(payload, &m_pingSentNanos, sizeof payload);
    m_connection.sendControl(EncodedFrame::control(Opcode::ping, {payload, sizeof payload}));
    if (m_pongDueMs == 0)
        m_pongDueMs = m_connection.nowMs() + m_connection.context().config.deadlines.pong;
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

    uint64_t next = m_pingDueMs;
    if (m_connection.behind() && !m_connection.queue().empty()) {
        // A reader is judged by progress, not by the size of its queue.
        const uint64_t due = m_connection.lastProgressMs() + deadlines.noProgress;
        if (now >= due && armed(Defence::noProgress)) {
            end(EndCause::slowConsumer, 0);
            return m_closeDueMs;
        }
        next = std::min(next, due);
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
    if (m_pongDueMs) {
        // While reading is paused the pong may lie in the kernel; progress is watched instead.
        if (m_connection.readingPaused())
            m_pongDueMs = std::max(m_pongDueMs, now + deadlines.pong / 2);
        if (now >= m_pongDueMs && armed(Defence::heartbeat)) {
            ending().by = By::server;
            ending().reason = "no pong in time";
            m_connection.abort("no pong in time");
            return 0;
        }
        next = std::min(next, m_pongDueMs);
    }
    if (now >= m_pingDueMs) {
        m_pingDueMs = now + deadlines.ping;
        if (m_pongDueMs == 0)
            ping();
        next = std::min(m_pingDueMs, m_pongDueMs ? m_pongDueMs : m_pingDueMs);
    }
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
    stats.countClose(end.code);
    ConnectionEvent event;
    event.kind = ConnectionEvent::Kind::close;
    event.id = m_connection.id();
    event.address = m_connection.peer().toString();
    if (const Dossier *dossier = m_connection.thread().dossiers().find(m_connection.id()))
        event.path = dossier->path;
    event.code = end.code;
    event.reason = std::move(end.reason);
    event.by = end.by == By::client ? "client" : end.by == By::server ? "server" : "network";
    event.clean = end.clean;
    event.durationMs = m_connection.nowMs() - m_connection.openedMs();
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
    row.webSocket = true;
    row.dialect = dialect();
    if (m_state != State::open)
        row.state = "closing";
    if (m_rttMs >= 0)
        row.rttMs = m_rttMs;
    if (const Dossier *dossier = m_connection.thread().dossiers().find(m_connection.id())) {
        row.path = dossier->path;
        row.origin = dossier->origin;
        row.agent = dossier->agent;
    }
    if (m_access)
        row.user = m_access->identity().user;
}

} // namespace wavetape::net
