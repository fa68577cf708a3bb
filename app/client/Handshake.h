// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QSslCertificate>
#include <QString>
#include <QUrl>

class QWebSocket;

namespace wavetape::client {

// As whom a client comes to a server, and what it believes there.
struct Credentials {
    QByteArray token; // `Authorization: Bearer`; empty: the address's own user and password
    QByteArray cookie; // of the session that it has logged in to
    QList<QSslCertificate> trusted; // besides the system's
};

// Opens the socket, which is not open yet. `subprotocol`: "" asks for none.
void startHandshake(QWebSocket &socket, const QUrl &url, const Credentials &credentials,
    const QString &subprotocol = {});

} // namespace wavetape::client
