// SPDX-License-Identifier: GPL-3.0-or-later
// The part of InspectorConnection from the first packet to the open connection: TCP or a proxy,
// TLS, handshake.
#include "inspector/InspectorConnection.h"

#include "websocket/CloseCode.h"

#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslSocket>

#include <algorithm>
#include <array>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using websocket::CloseCode;

namespace {

constexpr qsizetype kMostHead = 64 * 1024;
constexpr qint64 kMostHintSeconds = 24 * 3600;

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

void InspectorConnection::open(const ConnectPlan &plan)
{
    if (m_socket) {
        // Told in the log alone: whoever opens anew knows that the old one ends.
        note(tr("TCP was cut"));
        resetOnClose();
        dropSocket();
    }
    // The same address again goes on where it was.
    if (plan.url != m_plan.url) {
        m_events = {};
        m_since.clear();
    }
    m_events.restart();
    m_stream = Stream::None;
    m_plan = plan;
    m_link = {};
    m_link.started = true;
    m_link.ready = Ready::Connecting;
    m_link.phase = tr("TCP");
    m_answer.clear();
    m_refused = m_closeSent = m_closeReceived = m_broken = m_pongDue = false;
    note(tr("Connection %1 to %2")
             .arg(++m_opened)
             .arg(plan.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
    publish();
    m_parser.reset();
    m_deflater.reset();
    m_keepsContext = true;
    m_frames = 0;
    if (const QString problem = plan.problem(); !problem.isEmpty()) {
        fail(int(CloseCode::abnormal), problem);
        return;
    }
    const bool tls = plan.isTls();
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
    if (m_plan.isTls()) {
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
    const std::string request = m_plan.isStream()
        ? streamRequest(more)
        : websocket::upgradeRequest({view(host), view(target), view(m_key), view(protocols),
            view(m_extensions), {}, view(more)});
    QByteArray shown = withoutCredentials({request.data(), qsizetype(request.size())});
    if (!m_plan.token.isEmpty()) {
        for (const QByteArray &form : {m_plan.token, m_plan.token.toPercentEncoding(),
                 m_plan.token.toBase64(
                     QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)})
            shown.replace(form, "[token]");
    }
    m_link.request = QString::fromUtf8(shown);
    m_link.phase = m_plan.isStream() ? tr("answer") : tr("answer to the handshake");
    record({.timeMs = wallMs(),
        .kind = LogEntry::Kind::Request,
        .outgoing = true,
        .payload = shown.toStdString()});
    publish();
    tell();
    m_socket->write(request.data(), qint64(request.size()));
    setReadRate(m_plan.readPerSecond);
}

void InspectorConnection::readAnswer()
{
    const qsizetype end = m_answer.indexOf("\r\n\r\n");
    static const QRegularExpression kStatusLine(u"^HTTP/\\d\\.\\d \\d{3}[ \\r]"_s);
    const bool whole = end >= 0 && end <= kMostHead;
    if (m_answer.size() > kMostHead || (m_answer.size() >= 5 && !m_answer.startsWith("HTTP/"))
        || (whole && !kStatusLine.match(QString::fromLatin1(m_answer.left(16))).hasMatch())) {
        fail(int(CloseCode::abnormal), tr("What came back is not an HTTP answer"));
        return;
    }
    if (!whole)
        return;
    if (m_link.upgradeMs < 0) // else it is a poll's, later
        m_link.upgradeMs
            = double(m_clock.nsecsElapsed()) / 1e6 - m_link.tcpMs - std::max(0.0, m_link.tlsMs);
    const QByteArray head = m_answer.left(end + 4);
    QByteArray rest = m_answer.mid(end + 4);
    m_answer.clear();
    m_link.response = QString::fromUtf8(head);
    m_link.status = head.mid(head.indexOf(' ') + 1, 3).toInt();
    record({.timeMs = wallMs(), .kind = LogEntry::Kind::Response, .payload = head.toStdString()});
    // A word in between; the answer is still to come (RFC 9110 section 15.2).
    if (m_link.status >= 100 && m_link.status < 200 && m_link.status != 101) {
        m_answer = rest;
        publish();
        tell();
        readAnswer();
        return;
    }
    if (m_plan.isStream() && m_link.status == 200) {
        startStream(head, rest);
        return;
    }
    const QByteArray host = m_plan.hostHeader(), target = m_plan.target(),
                     protocols = m_plan.offeredProtocols();
    if (m_link.status == 101 && !m_plan.isStream()) {
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
    m_link.error = m_plan.isStream()
        ? tr("The server answered with %1").arg(m_link.status)
        : tr("The server refused the handshake with %1").arg(m_link.status);
    // EventSource is told so that it shall not come back.
    m_link.mayReturn = m_link.status != 204;
    bool good = false;
    const qint64 hint = headerField(head, "retry-after").toLongLong(&good);
    if (good)
        m_link.retryAfterMs = std::clamp<qint64>(hint, 0, kMostHintSeconds) * 1000;
    m_body = AnswerBody(head);
    m_deadline.start(kCloseMs);
    publish();
    readBody(rest);
}

void InspectorConnection::readBody(const QByteArray &bytes)
{
    m_body.feed(bytes);
    m_link.body = QString::fromUtf8(m_body.bytes());
    if (m_body.isWhole())
        finish();
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
    if (m_plan.keepAliveMs > 0)
        m_keepAlive.start(m_plan.keepAliveMs);
    tell();
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

} // namespace wavetape::inspector
