// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/HandshakeLab.h"

#include "lab/SideServer.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QUrl>

#include <array>

namespace wavetape::lab {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeadlineMs = 15000; // beyond the server's own 10 s for a slow handshake
constexpr int kCrowd = 400; // handshakes of one address; the limit is 200 and 50 more each second
constexpr size_t kCrowdAtOnce = 24;
constexpr qsizetype kShownPadding = 60;
constexpr qsizetype kMostAnswer = 64 * 1024;
constexpr auto kGoodKey = "dGhlIHNhbXBsZSBub25jZQ==";

// What is forged, and the status that it earns; what is left out is as it should be.
struct Preset {
    const char *name;
    int status;
    const char *note = "";
    const char *explanation = ""; // instead of the status's own
    const char *method = "GET";
    const char *path = "/ws";
    const char *host = "localhost";
    const char *origin = "";
    const char *upgrade = "websocket";
    const char *connection = "Upgrade";
    const char *version = "13";
    const char *key = kGoodKey;
    const char *token = "";
    int padding = 0;
    bool stopsHalfway = false;
    HandshakeLab::Manner manner = HandshakeLab::Manner::Once;
};

// A text of the table below, which is not of the class's own context.
QString presetText(const char *text)
{
    return QCoreApplication::translate("HandshakeLab", text);
}

constexpr std::array kPresets {
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "As it should be"), .status = 101},
    Preset {
        .name = QT_TRANSLATE_NOOP("HandshakeLab", "Bad key"), .status = 400, .key = "too short"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Socket.IO"),
        .status = 400,
        .explanation = QT_TRANSLATE_NOOP("HandshakeLab",
            "Socket.IO is a protocol of its own above WebSocket; this server speaks its version 4, "
            "and a client of version 2 asks for Engine.IO 3."),
        .path = "/socket.io/?EIO=3&transport=websocket"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Bad token"),
        .status = 401,
        .token = "not-a-token"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Foreign Origin"),
        .status = 403,
        .origin = "https://evil.example"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Foreign Host"),
        .status = 403,
        .host = "evil.example"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Unknown path"),
        .status = 404,
        .path = "/nowhere"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "POST"), .status = 405, .method = "POST"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Too slow"),
        .status = 408,
        .note = QT_TRANSLATE_NOOP(
            "HandshakeLab", "Sends half of it and waits: the server gives it ten seconds."),
        .stopsHalfway = true},
    Preset {
        .name = QT_TRANSLATE_NOOP("HandshakeLab", "Old version"), .status = 426, .version = "8"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "No upgrade"),
        .status = 426,
        .upgrade = "",
        .connection = "keep-alive"},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "A crowd"),
        .status = 429,
        .note = QT_TRANSLATE_NOOP("HandshakeLab",
            "Sends it again and again from one address, 127.0.0.9, until the limit of handshakes "
            "is reached."),
        .manner = HandshakeLab::Manner::Crowd},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Large header"),
        .status = 431,
        .padding = 17'000},
    Preset {.name = QT_TRANSLATE_NOOP("HandshakeLab", "Full server"),
        .status = 503,
        .note = QT_TRANSLATE_NOOP("HandshakeLab",
            "Goes to a second server with room for one connection, which is taken."),
        .manner = HandshakeLab::Manner::FullServer},
};

} // namespace

HandshakeLab::HandshakeLab(QObject *parent)
    : QObject(parent)
{
    m_deadline.setSingleShot(true);
    m_deadline.setInterval(kDeadlineMs);
    connect(&m_deadline, &QTimer::timeout, this,
        [this] { finish({}, tr("Nothing came within %1 s.").arg(kDeadlineMs / 1000)); });
    choose(0);
}

HandshakeLab::~HandshakeLab()
{
    for (QTcpSocket *socket : m_sockets)
        socket->disconnect(this);
}

QVariantList HandshakeLab::presets() const
{
    QVariantList list;
    for (const Preset &preset : kPresets)
        list << QVariantMap {{u"name"_s, presetText(preset.name)}, {u"status"_s, preset.status},
            {u"note"_s, *preset.note ? presetText(preset.note) : QString()}};
    return list;
}

void HandshakeLab::choose(int preset)
{
    if (preset < 0 || size_t(preset) >= kPresets.size())
        return;
    abandon(); // what still waits belongs to another preset
    m_preset = preset;
    const Preset &chosen = kPresets[size_t(preset)];
    m_method = QLatin1String(chosen.method);
    m_path = QLatin1String(chosen.path);
    m_host = QLatin1String(chosen.host);
    m_origin = QLatin1String(chosen.origin);
    m_upgrade = QLatin1String(chosen.upgrade);
    m_connection = QLatin1String(chosen.connection);
    m_version = QLatin1String(chosen.version);
    m_key = QLatin1String(chosen.key);
    m_token = QLatin1String(chosen.token);
    m_padding = chosen.padding;
    m_stopsHalfway = chosen.stopsHalfway;
    m_manner = chosen.manner;
    Q_EMIT composed();
}

QByteArray HandshakeLab::head(qsizetype padding) const
{
    QByteArray text = m_method.toUtf8() + ' ' + m_path.toUtf8() + " HTTP/1.1\r\n";
    const auto line = [&text](const char *name, const QString &value) {
        if (!value.isEmpty())
            text += QByteArray(name) + ": " + value.toUtf8() + "\r\n";
    };
    line("Host", m_host);
    line("Upgrade", m_upgrade);
    line("Connection", m_connection);
    line("Sec-WebSocket-Version", m_version);
    line("Sec-WebSocket-Key", m_key);
    line("Origin", m_origin);
    if (!m_token.isEmpty())
        text += "Authorization: Bearer " + m_token.toUtf8() + "\r\n";
    if (padding > 0)
        text += "X-Padding: " + QByteArray(padding, 'x') + "\r\n";
    return text + "\r\n";
}

QByteArray HandshakeLab::bytes() const
{
    const QByteArray whole = head(std::clamp(m_padding, 0, 1 << 20));
    return m_stopsHalfway ? whole.left(whole.size() / 2) : whole;
}

QString HandshakeLab::request() const
{
    QString text = QString::fromUtf8(head(std::min<qsizetype>(m_padding, kShownPadding)));
    if (m_padding > kShownPadding)
        text.replace(QString(kShownPadding, u'x'),
            QString(kShownPadding, u'x') + tr("… (%Ln byte(s))", nullptr, m_padding));
    if (m_stopsHalfway)
        text = text.left(text.size() / 2) + tr("\n… and nothing more");
    return text;
}

QTcpSocket *HandshakeLab::dial(const QString &host, quint16 port, bool fromElsewhere)
{
    auto *socket = new QTcpSocket(this);
    socket->setProxy(QNetworkProxy::NoProxy);
    m_sockets.push_back(socket);
    // The limits are per address: the window's own must not pay for the experiment.
    if (fromElsewhere)
        socket->bind(QHostAddress(u"127.0.0.9"_s));
    socket->connectToHost(host, port);
    return socket;
}

void HandshakeLab::run()
{
    if (m_running)
        return;
    m_running = true;
    m_answer.clear();
    m_status = 0;
    m_explanation.clear();
    m_progress = m_stopsHalfway ? tr("Waiting for the server to lose its patience …") : tr("Sent");
    m_deadline.start();
    m_clock.start();
    const QUrl url(m_server);
    if (m_manner == Manner::FullServer) {
        if (!m_fullServer) {
            config::ServerConfig config;
            config.limits.connections = 1;
            m_fullServer = std::make_unique<SideServer>(config);
        }
        if (m_fullServer->port() == 0) {
            finish({}, m_fullServer->trouble());
            return;
        }
        // Takes the one place and keeps it; the forged request comes after.
        QTcpSocket *first = dial(u"127.0.0.1"_s, m_fullServer->port(), false);
        connect(first, &QTcpSocket::connected, first, [first] {
            first->write("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
                         "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + QByteArray(kGoodKey) + "\r\n\r\n");
        });
        connect(first, &QTcpSocket::readyRead, this, [this, first] {
            first->disconnect(this);
            send(u"127.0.0.1"_s, m_fullServer->port());
        });
    } else if (!url.isValid() || url.host().isEmpty() || url.scheme() == u"wss"
        || url.scheme() == u"https") {
        finish({}, tr("The forged bytes go over plain TCP: a ws:// address is wanted."));
        return;
    } else if (m_manner == Manner::Crowd) {
        m_sent = 0;
        sendCrowd();
    } else {
        send(url.host(), quint16(url.port(80)));
    }
    Q_EMIT changed();
}

void HandshakeLab::send(const QString &host, quint16 port)
{
    QTcpSocket *socket = dial(host, port, false);
    const auto got = std::make_shared<QByteArray>();
    connect(socket, &QTcpSocket::connected, this, [this, socket] { socket->write(bytes()); });
    connect(socket, &QTcpSocket::readyRead, this, [this, socket, got] { onAnswer(*socket, *got); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket, got] {
        if (socket->error() == QAbstractSocket::RemoteHostClosedError || !got->isEmpty())
            finish(*got, tr("The peer ended the connection without an answer."));
        else
            finish({}, socket->errorString());
    });
}

void HandshakeLab::onAnswer(QTcpSocket &socket, QByteArray &got)
{
    got += socket.readAll();
    const qsizetype end = got.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    qsizetype length = 0;
    const QByteArray lower = got.left(end + 2).toLower();
    if (const qsizetype at = lower.indexOf("\r\ncontent-length:"); at >= 0)
        length
            = lower.mid(at + 17, lower.indexOf("\r\n", at + 17) - at - 17).trimmed().toLongLong();
    if (got.startsWith("HTTP/1.1 101") || got.size() >= end + 4 + length
        || got.size() > kMostAnswer)
        finish(got.startsWith("HTTP/1.1 101") ? got.left(end + 4) : got);
}

void HandshakeLab::sendCrowd()
{
    const QUrl url(m_server);
    const bool local = QHostAddress(url.host()).isLoopback() || url.host() == u"localhost";
    while (m_running && m_sockets.size() < kCrowdAtOnce && m_sent < kCrowd) {
        ++m_sent;
        QTcpSocket *socket = dial(url.host(), quint16(url.port(80)), local);
        const auto got = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::connected, this, [this, socket] { socket->write(bytes()); });
        const auto done = [this, socket, got] {
            if (!m_running || std::erase(m_sockets, socket) == 0)
                return;
            socket->disconnect(this);
            socket->abort();
            socket->deleteLater();
            if (m_sent >= kCrowd && m_sockets.empty())
                finish(*got, tr("The limit was not reached in %1 handshakes.").arg(kCrowd));
            else
                sendCrowd();
        };
        connect(socket, &QTcpSocket::errorOccurred, this, done);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, got, done] {
            *got += socket->readAll();
            if (got->startsWith("HTTP/1.1 429")) {
                const QByteArray rest = *got;
                *got = rest;
                onAnswer(*socket, *got);
            } else if (got->contains("\r\n\r\n")) {
                done();
            }
        });
    }
    m_progress = tr("%Ln handshake(s) so far", nullptr, m_sent);
    Q_EMIT changed();
}

void HandshakeLab::hangUp()
{
    m_running = false;
    m_deadline.stop();
    for (QTcpSocket *socket : m_sockets) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
    m_sockets.clear();
}

void HandshakeLab::abandon()
{
    hangUp();
    m_answer.clear();
    m_explanation.clear();
    m_progress.clear();
    m_status = 0;
    Q_EMIT changed();
}

void HandshakeLab::finish(const QByteArray &answer, const QString &trouble)
{
    if (!m_running)
        return;
    hangUp();
    m_tookMs = double(m_clock.nsecsElapsed()) / 1e6;
    m_answer = QString::fromUtf8(answer.left(kMostAnswer));
    if (answer.startsWith("HTTP/"))
        m_status = answer.mid(answer.indexOf(' ') + 1, 3).toInt();
    const Preset &chosen = kPresets[size_t(m_preset)];
    if (m_status > 0 && m_status == chosen.status && *chosen.explanation)
        m_explanation = presetText(chosen.explanation);
    else
        m_explanation = m_status > 0 ? explain(m_status) : trouble;
    m_progress
        = m_manner == Manner::Crowd ? tr("after %Ln handshake(s)", nullptr, m_sent) : QString();
    Q_EMIT changed();
    Q_EMIT finished();
}

QString HandshakeLab::explain(int status)
{
    switch (status) {
    case 101:
        return tr("The protocol is switched: from the empty line on, both sides send frames.");
    case 400:
        return tr("The request is malformed, or its key is not the base64 form of 16 bytes.");
    case 401:
        return tr("A token was shown and it is not valid; nothing is upgraded for it.");
    case 403:
        return tr(
            "The Origin or Host is not one that this server answers to: a foreign page cannot "
            "ride on a visitor's browser.");
    case 404:
        return tr("There is nothing at this path; channel endpoints are /, /ws, /socket, /chat and "
                  "/realtime.");
    case 405:
        return tr("A handshake is a GET; the Allow header says what the path knows.");
    case 408:
        return tr("The request did not arrive in time: an unfinished handshake holds a place.");
    case 426:
        return tr(
            "The path speaks WebSocket, version 13, and the request did not ask for that; the "
            "answer's headers say what to ask for.");
    case 429:
        return tr("Too many handshakes from one address; Retry-After says when to come back.");
    case 431:
        return tr("The header block is larger than the 16 KiB that the server reads.");
    case 503:
        return tr("The server is full or going down; Retry-After says when to come back.");
    case 505:
        return tr("The server speaks HTTP/1.1.");
    default:
        return tr("The server answered %1.").arg(status);
    }
}

} // namespace wavetape::lab
