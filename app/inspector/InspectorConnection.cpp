// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/InspectorConnection.h"

#include "websocket/CloseCode.h"

#include <QDateTime>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslSocket>

#include <algorithm>
#include <chrono>

#include <poll.h>
#include <sys/socket.h>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using websocket::CloseCode;

namespace {

constexpr qsizetype kMostHead = 64 * 1024;
constexpr qsizetype kMostBody = 64 * 1024;
constexpr qint64 kMostBuffered = 64 << 20; // what may wait to be sent
constexpr int kCloseMs = 3000; // the peer's answer to a close, and its end of TCP after it
constexpr int kTrickleMs = 50;
constexpr qint64 kSmallRead = 4096;
constexpr int kWatchMs = 100;

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

// A log may be exported; what lets somebody in is nobody's business there.
QByteArray withoutCredentials(const QByteArray &head)
{
    static const QRegularExpression kLines(u"^((?:Proxy-)?Authorization|Cookie):[^\r]*"_s,
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kQuery(
        u"([?&]token=)[^& ]*"_s, QRegularExpression::CaseInsensitiveOption);
    return QString::fromUtf8(head)
        .replace(kLines, u"\\1: [left out]"_s)
        .replace(kQuery, u"\\1[left out]"_s)
        .toUtf8();
}

QString endpoint(const QHostAddress &address, quint16 port)
{
    const QString host = address.toString();
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':' + QString::number(port);
}

} // namespace

InspectorConnection::InspectorConnection(std::shared_ptr<MessageLog> log, Tap tap)
    : m_log(std::move(log))
    , m_tap(std::move(tap))
    , m_deadline(this)
    , m_trickle(this)
    , m_watch(this)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        if (m_link.ready == Ready::Connecting && m_refused) {
            finish();
        } else if (m_link.ready == Ready::Connecting) {
            fail(int(CloseCode::abnormal),
                tr("No whole answer within %1 s").arg(m_plan.deadlineMs / 1000.0));
        } else {
            if (!m_closeReceived)
                m_link.error = tr("The peer did not answer the close frame");
            finish();
        }
    });
    m_trickle.setInterval(kTrickleMs);
    connect(&m_trickle, &QTimer::timeout, this, &InspectorConnection::onReadyRead);
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

void InspectorConnection::open(const ConnectPlan &plan)
{
    if (m_socket) {
        // Told in the log alone: whoever opens anew knows that the old one ends.
        note(tr("TCP was cut"));
        resetOnClose();
        dropSocket();
    }
    m_plan = plan;
    m_link = {};
    m_link.started = true;
    m_link.ready = Ready::Connecting;
    m_link.phase = tr("TCP");
    m_answer.clear();
    m_refused = m_closeSent = m_closeReceived = false;
    m_bodyLeft = -1;
    m_parser.reset();
    m_deflater.reset();
    m_keepsContext = true;
    m_frames = 0;
    if (const QString problem = plan.problem(); !problem.isEmpty()) {
        fail(int(CloseCode::abnormal), problem);
        return;
    }
    const bool tls = plan.url.scheme() == u"wss";
    if (tls) {
        auto *socket = new QSslSocket(this);
        connect(socket, &QSslSocket::sslErrors, this, &InspectorConnection::onSslErrors);
        connect(socket, &QSslSocket::encrypted, this, [this] {
            m_link.tlsMs = double(m_clock.nsecsElapsed()) / 1e6 - m_link.tcpMs;
            noteCertificate();
            sendRequest();
        });
        m_socket = socket;
    } else {
        m_socket = new QTcpSocket(this);
    }
    m_socket->setProxy(plan.proxyHost.isEmpty()
            ? QNetworkProxy(QNetworkProxy::NoProxy)
            : QNetworkProxy(QNetworkProxy::HttpProxy, plan.proxyHost, plan.proxyPort,
                plan.proxyUser, plan.proxyPassword));
    connect(m_socket, &QTcpSocket::connected, this, &InspectorConnection::onConnected);
    connect(m_socket, &QTcpSocket::readyRead, this, &InspectorConnection::onReadyRead);
    connect(m_socket, &QTcpSocket::disconnected, this, &InspectorConnection::onSocketClosed);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &InspectorConnection::onSocketError);
    m_deadline.start(plan.deadlineMs);
    m_clock.start();
    tell();
    if (!plan.from.isNull() && !m_socket->bind(plan.from)) {
        fail(int(CloseCode::abnormal), m_socket->errorString());
        return;
    }
    const quint16 port = quint16(plan.url.port(tls ? 443 : 80));
    const QString host = plan.url.host();
    if (tls)
        static_cast<QSslSocket *>(m_socket)->connectToHostEncrypted(host, port);
    else
        m_socket->connectToHost(host, port);
}

void InspectorConnection::onConnected()
{
    m_link.tcpMs = double(m_clock.nsecsElapsed()) / 1e6;
    m_link.localAddress = endpoint(m_socket->localAddress(), m_socket->localPort());
    m_link.peerAddress = endpoint(m_socket->peerAddress(), m_socket->peerPort());
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (m_plan.receiveBuffer > 0)
        m_socket->setSocketOption(
            QAbstractSocket::ReceiveBufferSizeSocketOption, m_plan.receiveBuffer);
    if (m_plan.url.scheme() == u"wss") {
        m_link.phase = tr("TLS");
        tell();
        return;
    }
    sendRequest();
}

void InspectorConnection::sendRequest()
{
    std::array<quint32, 4> random;
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    m_key = QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toBase64();
    m_extensions = m_plan.offerDeflate ? "permessage-deflate; client_max_window_bits" : "";
    const QByteArray host = m_plan.hostHeader(), target = m_plan.target(),
                     protocols = m_plan.offeredProtocols();
    QByteArray more;
    bool named = false;
    for (const auto &[name, value] : m_plan.headers) {
        named = named || name.compare("user-agent", Qt::CaseInsensitive) == 0;
        more += name + ": " + value + "\r\n";
    }
    if (!named)
        more += "User-Agent: wavetape-inspector\r\n";
    if (!m_plan.cookies.isEmpty())
        more += "Cookie: " + m_plan.cookies + "\r\n";
    if (!m_plan.token.isEmpty() && m_plan.tokenPlace == ConnectPlan::TokenPlace::Header)
        more += "Authorization: Bearer " + m_plan.token + "\r\n";
    const std::string request = websocket::upgradeRequest({view(host), view(target), view(m_key),
        view(protocols), view(m_extensions), {}, view(more)});
    QByteArray shown = withoutCredentials({request.data(), qsizetype(request.size())});
    if (!m_plan.token.isEmpty()) {
        for (const QByteArray &form : {m_plan.token, m_plan.token.toPercentEncoding(),
                 m_plan.token.toBase64(
                     QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)})
            shown.replace(form, "[token]");
    }
    m_link.request = QString::fromUtf8(shown);
    m_link.phase = tr("answer to the handshake");
    record({.timeMs = wallMs(),
        .kind = LogEntry::Kind::Request,
        .outgoing = true,
        .payload = shown.toStdString()});
    publish();
    tell();
    m_socket->write(request.data(), qint64(request.size()));
    setReadRate(m_plan.readPerSecond);
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
        m_link.error = tr("The server broke the protocol: %1").arg(why);
        note(m_link.error);
        m_link.closedBy = u"client"_s;
        m_link.closeCode = int(failure->code);
        m_link.closeReason = why;
        close(quint16(failure->code), why);
    }
    publish();
}

void InspectorConnection::readAnswer()
{
    if (m_refused) {
        m_link.body = QString::fromUtf8(m_answer.left(kMostBody));
        if ((m_bodyLeft >= 0 && m_answer.size() >= m_bodyLeft) || m_answer.size() >= kMostBody)
            finish();
        return;
    }
    const qsizetype end = m_answer.indexOf("\r\n\r\n");
    if (end < 0 || end > kMostHead) {
        if (m_answer.size() > kMostHead || (m_answer.size() >= 5 && !m_answer.startsWith("HTTP/")))
            fail(int(CloseCode::abnormal), tr("What came back is not an HTTP answer"));
        return;
    }
    m_link.upgradeMs
        = double(m_clock.nsecsElapsed()) / 1e6 - m_link.tcpMs - std::max(0.0, m_link.tlsMs);
    const QByteArray head = m_answer.left(end + 4);
    QByteArray rest = m_answer.mid(end + 4);
    m_answer.clear();
    m_link.response = QString::fromUtf8(head);
    m_link.status = head.mid(head.indexOf(' ') + 1, 3).toInt();
    record({.timeMs = wallMs(), .kind = LogEntry::Kind::Response, .payload = head.toStdString()});
    const QByteArray host = m_plan.hostHeader(), target = m_plan.target(),
                     protocols = m_plan.offeredProtocols();
    if (m_link.status == 101) {
        const auto answer = websocket::checkUpgradeResponse(view(head),
            {view(host), view(target), view(m_key), view(protocols), view(m_extensions), {}, {}});
        if (!answer) {
            fail(int(CloseCode::abnormal), QString::fromStdString(answer.error()));
            return;
        }
        accept(*answer);
        if (m_socket && !rest.isEmpty())
            feed(rest);
        publish();
        return;
    }
    m_refused = true;
    m_link.error = tr("The server refused the handshake with %1").arg(m_link.status);
    const QByteArray lower = head.toLower();
    const qsizetype length = lower.indexOf("\r\ncontent-length:");
    if (length >= 0) {
        const qsizetype from = length + 17;
        m_bodyLeft = lower.mid(from, lower.indexOf("\r\n", from) - from).trimmed().toLongLong();
    }
    m_deadline.start(kCloseMs);
    publish();
    m_answer = rest;
    readAnswer();
}

void InspectorConnection::accept(const websocket::ServerHandshake &answer)
{
    m_parser = std::make_unique<websocket::FrameParser>(websocket::Role::client);
    if (!answer.extensions.empty()) {
        const auto params = websocket::checkDeflateResponse(view(m_extensions), answer.extensions);
        if (!params) {
            m_parser.reset();
            fail(int(CloseCode::mandatoryExtension),
                tr("The server agreed to an extension that was not offered so"));
            return;
        }
        m_parser = std::make_unique<websocket::FrameParser>(websocket::Role::client, *params);
        m_deflater = std::make_unique<websocket::Deflater>(params->clientMaxWindowBits);
        m_keepsContext = !params->clientNoContextTakeover;
    }
    m_link.protocol = QString::fromStdString(answer.protocol);
    m_link.extensions = QString::fromStdString(answer.extensions);
    m_link.ready = Ready::Open;
    m_link.phase.clear();
    m_deadline.stop();
    tell();
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
    if (!m_closeSent && m_socket && m_socket->bytesToWrite() < (1 << 20))
        write(Opcode::pong, text, LogEntry::Kind::Pong);
    return true;
}

bool InspectorConnection::onPong(std::span<const char> payload)
{
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
    if (!m_socket || m_link.ready != Ready::Open)
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
    m_link.closeCode = int(CloseCode::abnormal);
    finish();
}

void InspectorConnection::onSslErrors(const QList<QSslError> &errors)
{
    for (const QSslError &error : errors)
        m_link.certificateProblems << error.errorString();
    noteCertificate();
    if (m_plan.acceptUntrusted)
        static_cast<QSslSocket *>(m_socket)->ignoreSslErrors();
}

void InspectorConnection::noteCertificate()
{
    const auto *socket = static_cast<QSslSocket *>(m_socket);
    if (socket->isEncrypted()) {
        m_link.tlsProtocol = socket->sessionCipher().protocolString();
        m_link.tlsCipher = socket->sessionCipher().name();
    }
    const QSslCertificate certificate = socket->peerCertificate();
    m_link.certificate.clear();
    if (certificate.isNull())
        return;
    const auto add = [this](const QString &name, const QString &value) {
        if (!value.isEmpty())
            m_link.certificate.append({name, value.left(400)});
    };
    add(tr("Subject"), certificate.subjectDisplayName());
    add(tr("Issuer"), certificate.issuerDisplayName());
    add(tr("Names"), QStringList(certificate.subjectAlternativeNames().values()).join(u", "_s));
    add(tr("Valid from"), certificate.effectiveDate().toUTC().toString(Qt::ISODate));
    add(tr("Valid until"), certificate.expiryDate().toUTC().toString(Qt::ISODate));
    add(tr("Serial"), QString::fromLatin1(certificate.serialNumber()));
    add(tr("SHA-256"),
        QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':')));
    add(tr("Chain"), tr("%n certificate(s)", nullptr, int(socket->peerCertificateChain().size())));
}

void InspectorConnection::onSocketError()
{
    if (!m_socket || m_link.ready == Ready::Closed)
        return;
    if (m_socket->error() == QAbstractSocket::RemoteHostClosedError)
        return; // disconnected() follows
    const QString why = m_socket->errorString();
    const bool handshaking = m_link.ready == Ready::Connecting;
    const bool tls
        = handshaking && m_link.tcpMs >= 0 && m_plan.url.scheme() == u"wss" && m_link.tlsMs < 0;
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
        const bool tls = m_plan.url.scheme() == u"wss" && m_link.tlsMs < 0;
        fail(int(tls ? CloseCode::tlsHandshake : CloseCode::abnormal),
            tls ? tr("The TLS handshake failed: the peer ended the connection")
                : tr("The peer ended the connection before it answered"));
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
    if (!m_link.clean && (m_link.closeCode == 0 || (m_closeSent && !m_closeReceived)))
        m_link.closeCode = int(CloseCode::abnormal);
    if (m_link.closedBy.isEmpty())
        m_link.closedBy = m_refused ? u"server"_s : u"network"_s;
    m_link.ready = Ready::Closed;
    m_link.phase.clear();
    m_link.bufferedAmount = 0;
    dropSocket();
    note(m_refused ? m_link.error
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
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
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
