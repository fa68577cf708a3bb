// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/HandshakeBound.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace wavetape::client {

namespace {

constexpr qint64 kMostHandshake = 16 * 1024;
constexpr qint64 kMostHintSeconds = 24 * 3600;

} // namespace

void boundHandshake(
    QWebSocket &socket, QObject &owner, std::function<void(const QString &why)> tooMuch)
{
    auto *tcp = socket.findChild<QTcpSocket *>();
    if (!tcp)
        return;
    tcp->setReadBufferSize(kMostHandshake);
    // What QWebSocket reads stays where it is, so that the bound holds for all of it together and a
    // refusal can be read again.
    tcp->startTransaction();
    QObject::connect(tcp, &QIODevice::readyRead, &owner,
        [tcp, socket = QPointer(&socket), owner = &owner, tooMuch = std::move(tooMuch)] {
            if (!socket || socket->isValid() || !tcp->isTransactionStarted())
                return;
            const qint64 unread = tcp->bytesAvailable();
            tcp->rollbackTransaction();
            const qint64 kept = tcp->bytesAvailable();
            tcp->startTransaction();
            tcp->skip(kept - unread);
            if (kept < kMostHandshake)
                return;
            tcp->disconnect(owner);
            QTimer::singleShot(0, socket, [socket, tooMuch] {
                if (socket && !socket->isValid())
                    tooMuch(QStringLiteral("the answer's header is longer than 16 KiB"));
            });
        });
}

void unbound(QWebSocket &socket)
{
    if (auto *tcp = socket.findChild<QTcpSocket *>()) {
        tcp->commitTransaction();
        tcp->setReadBufferSize(0);
    }
}

std::optional<qint64> retryAfterMs(QWebSocket &socket)
{
    auto *tcp = socket.findChild<QTcpSocket *>();
    if (!tcp || !tcp->isTransactionStarted())
        return {};
    tcp->rollbackTransaction();
    const QByteArray answer = tcp->readAll();
    const QByteArray head = answer.left(answer.indexOf("\r\n\r\n") + 2);
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (line.left(colon).compare("retry-after", Qt::CaseInsensitive) != 0)
            continue;
        bool good = false;
        const qint64 seconds = line.mid(colon + 1).trimmed().toLongLong(&good);
        if (good && seconds >= 0)
            return std::min(seconds, kMostHintSeconds) * 1000;
    }
    return {};
}

} // namespace wavetape::client
