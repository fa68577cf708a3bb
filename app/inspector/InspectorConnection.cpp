// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/InspectorConnection.h"

#include "client/EndSocket.h"
#include "websocket/CloseCode.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <algorithm>
#include <chrono>

#include <poll.h>
#include <sys/socket.h>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using websocket::CloseCode;

namespace {

constexpr qint64 kMostBuffered = 64 << 20; // what may wait to be sent
constexpr int kTrickleMs = 50;
constexpr qint64 kSmallRead = 4096;
constexpr int kWatchMs = 100;
constexpr size_t kMostClosing = 1024; // bytes of a `closing` message

} // namespace

InspectorConnection::InspectorConnection(std::shared_ptr<MessageLog> log, Tap tap)
    : m_log(std::move(log))
    , m_tap(std::move(tap))
    , m_deadline(this)
    , m_trickle(this)
    , m_watch(this)
    , m_keepAlive(this)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_link.ready == Ready::Connecting && m_refused) {
            finish();
        } else if (m_link.ready == Ready::Connecting) {
            fail(int(CloseCode::abnormal),
                tr("No whole answer within %1 s").arg(m_plan.deadlineMs / 1000.0));
        } else {
            if (!m_closeReceived && m_link.error.isEmpty())
                m_link.error = tr("The peer did not answer the close frame");
            finish();
        }
    });
    m_trickle.setInterval(kTrickleMs);
    connect(&m_trickle, &QTimer::timeout, this, &InspectorConnection::onReadyRead);
    connect(&m_keepAlive, &QTimer::timeout, this, &InspectorConnection::keepAlive);
    m_watch.setInterval(kWatchMs);
    connect(&m_watch, &QTimer::timeout, this, [this] {
        const qint64 waiting = m_socket ? m_socket->bytesToWrite() : 0;
        if (waiting == 0)
            m_watch.stop();
        if (waiting != m_link.bufferedAmount) {
            m_link.bufferedAmount = waiting;
            tell();
        }
    });
}

InspectorConnection::~InspectorConnection()
{
    dropSocket();
}

double InspectorConnection::wallMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
}

void InspectorConnection::onReadyRead()
{
    if (!m_socket)
        return;
    if (m_plan.readPerSecond < 0 || !m_parser) {
        QByteArray bytes = m_socket->readAll();
        if (!bytes.isEmpty())
            feed(bytes);
        return;
    }
    if (sender() != &m_trickle)
        return;
    // Who does not read is not told of a reset: then what is left is read at once, to its end.
    pollfd descriptor {int(m_socket->socketDescriptor()), 0, 0};
    if (::poll(&descriptor, 1, 0) > 0 && (descriptor.revents & (POLLERR | POLLHUP)) != 0) {
        setReadRate(-1);
        return;
    }
    const qint64 share = m_plan.readPerSecond * kTrickleMs / 1000;
    if (share == 0 || m_socket->bytesAvailable() == 0)
        return;
    QByteArray bytes = m_socket->read(share);
    feed(bytes);
}

void InspectorConnection::setReadRate(qint64 bytesPerSecond)
{
    m_plan.readPerSecond = bytesPerSecond;
    if (!m_socket)
        return;
    // Qt then stops polling where its own buffer is full, and the kernel's fills.
    m_socket->setReadBufferSize(
        bytesPerSecond < 0 ? 0 : std::max(kSmallRead, bytesPerSecond * kTrickleMs / 1000));
    if (bytesPerSecond >= 0) {
        m_trickle.start();
    } else {
        m_trickle.stop();
        onReadyRead();
    }
}

void InspectorConnection::feed(QByteArray &bytes)
{
    if (m_refused) {
        readBody(bytes);
        return;
    }
    if (m_stream != Stream::None) {
        readStream(bytes);
        return;
    }
    if (!m_parser) {
        m_answer += bytes;
        readAnswer();
        return;
    }
    const websocket::ParserLimits limits {m_plan.mostMessage, 1u << 20};
    m_parser->feed({bytes.data(), size_t(bytes.size())}, limits, *this);
    if (const websocket::ParseFailure *failure = m_parser->failure();
        failure && !m_closeSent && m_link.ready == Ready::Open) {
        const QString why = QString::fromUtf8(failure->reason.data(), int(failure->reason.size()));
        m_broken = true;
        m_link.error = failure->code == CloseCode::messageTooBig
            ? tr("A message over our limit of %1 MiB").arg(m_plan.mostMessage >> 20)
            : tr("The server broke the protocol: %1").arg(why);
        note(m_link.error);
        m_link.closedBy = u"client"_s;
        m_link.closeCode = int(failure->code);
        m_link.closeReason = why;
        close(quint16(failure->code), why);
    }
    publish();
}

void InspectorConnection::onFrame(const websocket::FrameInfo &frame)
{
    if (websocket::isControl(frame.opcode)) {
        m_control = frame;
        return;
    }
    if (frame.opcode != Opcode::continuation) {
        m_first = frame;
        m_frames = 0;
        m_wire = 0;
    }
    ++m_frames;
    m_wire += frame.headerSize + frame.payload;
}

bool InspectorConnection::onMessage(Opcode kind, std::span<char> payload)
{
    // Wavetape announces why it closes, and when to come back.
    if (kind == Opcode::text && payload.size() < kMostClosing)
        readClosing({payload.data(), payload.size()});
    if (m_tap)
        m_tap(kind, {payload.data(), payload.size()});
    if (m_log)
        record({.timeMs = wallMs(),
            .wireBytes = m_wire,
            .frames = m_frames,
            .kind = kind == Opcode::text ? LogEntry::Kind::Text : LogEntry::Kind::Binary,
            .frame = m_first,
            .payload = std::string(payload.data(), payload.size())});
    return true;
}

bool InspectorConnection::onPing(std::span<const char> payload)
{
    const std::string_view text {payload.data(), payload.size()};
    record({.timeMs = wallMs(),
        .wireBytes = m_control.headerSize + m_control.payload,
        .frames = 1,
        .kind = LogEntry::Kind::Ping,
        .frame = m_control,
        .payload = std::string(text)});
    // A peer that pings and does not read gets no more than this.
    if (m_plan.pongs != 0 && !m_closeSent && m_socket && m_socket->bytesToWrite() < (1 << 20))
        write(Opcode::pong, text, LogEntry::Kind::Pong);
    m_plan.pongs -= m_plan.pongs > 0;
    return true;
}

void InspectorConnection::readClosing(std::string_view text)
{
    if (text.find("\"closing\"") == std::string_view::npos)
        return;
    const QJsonObject message
        = QJsonDocument::fromJson(QByteArray(text.data(), qsizetype(text.size()))).object();
    if (message.value("type"_L1).toString() != "closing"_L1)
        return;
    m_link.mayReturn = message.value("retry"_L1).toBool(true);
    if (const QJsonValue after = message.value("afterMs"_L1); after.isDouble())
        m_link.retryAfterMs = qint64(std::clamp(after.toDouble(), 0.0, 86'400'000.0));
}

void InspectorConnection::keepAlive()
{
    if (m_link.ready != Ready::Open)
        return;
    if (m_pongDue) {
        m_link.error = tr("No pong within %1 s").arg(m_plan.keepAliveMs / 1000.0);
        m_link.closedBy = u"client"_s;
        note(m_link.error);
        resetOnClose();
        finish();
        return;
    }
    m_pongDue = true;
    write(Opcode::ping, "keep-alive", LogEntry::Kind::Ping);
    publish();
}

bool InspectorConnection::onPong(std::span<const char> payload)
{
    m_pongDue = false;
    record({.timeMs = wallMs(),
        .wireBytes = m_control.headerSize + m_control.payload,
        .frames = 1,
        .kind = LogEntry::Kind::Pong,
        .frame = m_control,
        .payload = std::string(payload.data(), payload.size())});
    return true;
}

bool InspectorConnection::onClose(std::optional<std::uint16_t> code, std::string_view reason)
{
    record({.timeMs = wallMs(),
        .wireBytes = m_control.headerSize + m_control.payload,
        .frames = 1,
        .closeCode = code.value_or(0),
        .kind = LogEntry::Kind::Close,
        .frame = m_control,
        .payload = std::string(reason)});
    m_closeReceived = true;
    m_link.clean = true;
    if (!m_closeSent || m_link.error.isEmpty()) {
        m_link.closeCode = code.value_or(quint16(CloseCode::noStatus));
        m_link.closeReason = QString::fromUtf8(reason.data(), int(reason.size()));
    }
    if (!m_closeSent) {
        m_link.closedBy = u"server"_s;
        m_closeSent = true;
        std::string payload;
        if (code)
            websocket::appendClosePayload(payload, *code, {});
        write(Opcode::close, payload, LogEntry::Kind::Close, code.value_or(0));
    }
    m_link.ready = Ready::Closing;
    // The server ends TCP first (RFC 6455 section 7.1.1).
    m_deadline.start(kCloseMs);
    tell();
    return true;
}

void InspectorConnection::write(Opcode opcode, std::string_view payload, LogEntry::Kind kind,
    quint16 closeCode, std::string_view reason)
{
    std::string packed;
    const bool compress = m_deflater && !websocket::isControl(opcode);
    if (compress) {
        m_deflater->compress(payload, packed);
        if (!m_keepsContext)
            m_deflater->reset();
    }
    const std::string_view body = compress ? std::string_view(packed) : payload;
    const quint32 mask = QRandomGenerator::system()->generate();
    std::string bytes;
    websocket::appendClientFrame(bytes, opcode, body, mask, true, compress);
    websocket::FrameInfo frame;
    frame.fin = true;
    frame.rsv1 = compress;
    frame.opcode = opcode;
    frame.masked = true;
    frame.headerSize = uint8_t(bytes.size() - body.size());
    frame.key = {uint8_t(mask >> 24), uint8_t(mask >> 16), uint8_t(mask >> 8), uint8_t(mask)};
    frame.payload = body.size();
    m_socket->write(bytes.data(), qint64(bytes.size()));
    record({.timeMs = wallMs(),
        .wireBytes = bytes.size(),
        .frames = 1,
        .closeCode = closeCode,
        .kind = kind,
        .outgoing = true,
        .frame = frame,
        .payload = std::string(kind == LogEntry::Kind::Close ? reason : payload)});
    if (!m_watch.isActive())
        m_watch.start();
}

void InspectorConnection::send(Opcode opcode, const QByteArray &payload)
{
    if (m_link.ready != Ready::Open) {
        static constexpr const char *kNames[] = {"CONNECTING", "OPEN", "CLOSING", "CLOSED"};
        Q_EMIT told(tr("Not sent: the socket is %1").arg(QLatin1String(kNames[int(m_link.ready)])));
        return;
    }
    if (m_plan.isStream()) {
        Q_EMIT told(tr("Not sent: what comes over HTTP goes one way"));
        return;
    }
    if (m_socket->bytesToWrite() > kMostBuffered) {
        Q_EMIT told(tr("Not sent: %1 bytes wait already").arg(m_socket->bytesToWrite()));
        return;
    }
    const bool control = websocket::isControl(opcode);
    if (control && payload.size() > qsizetype(websocket::kMaxControlPayload)) {
        Q_EMIT told(tr("Not sent: a control frame carries at most 125 bytes"));
        return;
    }
    write(opcode, view(payload),
        opcode == Opcode::text       ? LogEntry::Kind::Text
            : opcode == Opcode::ping ? LogEntry::Kind::Ping
            : opcode == Opcode::pong ? LogEntry::Kind::Pong
                                     : LogEntry::Kind::Binary);
    publish();
    Q_EMIT told({});
}

void InspectorConnection::sendRaw(const QByteArray &bytes, const QString &what)
{
    if (!m_socket || m_link.ready != Ready::Open || m_plan.isStream())
        return;
    m_socket->write(bytes);
    note(what);
    publish();
}

void InspectorConnection::close(quint16 code, const QString &reason)
{
    if (m_link.ready == Ready::Connecting) {
        m_link.closedBy = u"client"_s;
        fail(int(CloseCode::abnormal), tr("Closed before it was open"));
        return;
    }
    if (m_link.ready != Ready::Open)
        return;
    if (m_plan.isStream()) {
        endStream(u"client"_s);
        return;
    }
    const QByteArray text = reason.toUtf8();
    std::string payload;
    if (code != 0)
        websocket::appendClosePayload(payload, code, view(text));
    if (m_link.closedBy.isEmpty())
        m_link.closedBy = u"client"_s;
    m_closeSent = true;
    m_link.ready = Ready::Closing;
    write(Opcode::close, payload, LogEntry::Kind::Close, code, view(text));
    if (m_plan.readPerSecond >= 0)
        setReadRate(-1);
    m_deadline.start(kCloseMs);
    publish();
    tell();
}

void InspectorConnection::resetOnClose()
{
    // With a linger of zero the kernel resets instead of saying goodbye.
    const linger reset {1, 0};
    ::setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

void InspectorConnection::cut()
{
    if (!m_socket)
        return;
    resetOnClose();
    m_link.closedBy = u"client"_s;
    m_link.clean = false;
    note(tr("TCP was cut"));
    m_link.closeCode = m_plan.isStream() ? 0 : int(CloseCode::abnormal);
    finish();
}

void InspectorConnection::onSocketError()
{
    if (!m_socket || m_link.ready == Ready::Closed)
        return;
    if (m_socket->error() == QAbstractSocket::RemoteHostClosedError)
        return; // disconnected() follows
    const QString why = m_socket->errorString();
    const bool handshaking = m_link.ready == Ready::Connecting;
    const bool tls = handshaking && m_link.tcpMs >= 0 && m_plan.isTls() && m_link.tlsMs < 0;
    if (m_link.certificateProblems.isEmpty() || !tls)
        fail(int(tls ? CloseCode::tlsHandshake : CloseCode::abnormal),
            tls ? tr("The TLS handshake failed: %1").arg(why) : why);
    else
        fail(int(CloseCode::tlsHandshake),
            tr("The certificate is not trusted: %1").arg(m_link.certificateProblems.join(u"; "_s)));
}

void InspectorConnection::onSocketClosed()
{
    if (!m_socket || m_link.ready == Ready::Closed)
        return;
    if (m_plan.readPerSecond < 0 || m_closeSent) {
        QByteArray bytes = m_socket->readAll();
        if (!bytes.isEmpty())
            feed(bytes);
        if (!m_socket || m_link.ready == Ready::Closed)
            return;
    }
    if (m_refused) {
        finish();
        return;
    }
    if (m_link.ready == Ready::Connecting) {
        const bool tls = m_plan.isTls() && m_link.tlsMs < 0;
        fail(int(tls ? CloseCode::tlsHandshake : CloseCode::abnormal),
            tls ? tr("The TLS handshake failed: the peer ended the connection")
                : tr("The peer ended the connection before it answered"));
        return;
    }
    if (m_plan.isStream()) {
        onStreamClosed();
        return;
    }
    if (!m_closeReceived && m_link.error.isEmpty())
        m_link.error = tr("The connection ended without a close frame");
    finish();
}

void InspectorConnection::fail(int code, const QString &sentence)
{
    m_link.error = sentence;
    m_link.closeCode = code;
    m_link.clean = false;
    if (m_link.closedBy.isEmpty())
        m_link.closedBy = u"network"_s;
    note(sentence);
    finish();
}

void InspectorConnection::finish()
{
    if (m_link.ready == Ready::Closed)
        return;
    // What the peer says after it broke a rule is not read any more; the code is ours.
    if (!m_link.clean && !m_plan.isStream()
        && (m_link.closeCode == 0 || (m_closeSent && !m_closeReceived && !m_broken)))
        m_link.closeCode = int(CloseCode::abnormal);
    if (m_link.closedBy.isEmpty())
        m_link.closedBy = m_refused ? u"server"_s : u"network"_s;
    m_link.ready = Ready::Closed;
    m_link.phase.clear();
    m_link.bufferedAmount = 0;
    dropSocket();
    note(m_refused ? m_link.error
            : m_plan.isStream()
            ? tr("Ended by the %1").arg(m_link.closedBy)
            : tr("Closed: %1, by %2, %3")
                  .arg(m_link.closeCode)
                  .arg(m_link.closedBy, m_link.clean ? tr("clean") : tr("not clean")));
    publish();
    tell();
}

void InspectorConnection::dropSocket()
{
    m_deadline.stop();
    m_trickle.stop();
    m_watch.stop();
    m_keepAlive.stop();
    client::endSocket(*this, m_socket);
}

void InspectorConnection::record(LogEntry entry)
{
    if (m_log)
        m_batch.push_back(std::move(entry));
}

void InspectorConnection::note(const QString &text)
{
    record({.timeMs = wallMs(), .payload = text.toStdString()});
}

void InspectorConnection::publish()
{
    if (m_batch.empty())
        return;
    m_log->append(m_batch);
    Q_EMIT logged();
}

} // namespace wavetape::inspector
