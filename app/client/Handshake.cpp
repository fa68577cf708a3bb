// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/Handshake.h"

#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

namespace wavetape::client {

void startHandshake(
    QWebSocket &socket, const QUrl &url, const Credentials &credentials, const QString &subprotocol)
{
    if (!credentials.trusted.isEmpty()) {
        QSslConfiguration tls = socket.sslConfiguration();
        tls.addCaCertificates(credentials.trusted);
        socket.setSslConfiguration(tls);
    }
    QNetworkRequest request(url.adjusted(QUrl::RemoveUserInfo));
    if (!credentials.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + credentials.token);
    else if (!url.userInfo().isEmpty())
        request.setRawHeader("Authorization",
            "Basic "
                + (url.userName(QUrl::FullyDecoded) + u':' + url.password(QUrl::FullyDecoded))
                      .toUtf8()
                      .toBase64());
    request.setRawHeader("Cookie", credentials.cookie); // none where it is null
    QWebSocketHandshakeOptions options;
    if (!subprotocol.isEmpty())
        options.setSubprotocols({subprotocol});
    socket.open(request, options);
}

} // namespace wavetape::client
