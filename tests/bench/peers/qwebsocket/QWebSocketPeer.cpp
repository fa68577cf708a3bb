// SPDX-License-Identifier: GPL-3.0-or-later
// QWebSocketServer as its echo and chat examples use it: /echo answers the sender, every other path
// answers all clients.
#include <QCoreApplication>
#include <QWebSocket>
#include <QWebSocketServer>

#include <cstdio>

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QWebSocketServer server(QStringLiteral("peer"), QWebSocketServer::NonSecureMode);
    QList<QWebSocket *> clients;

    server.setMaxPendingConnections(20000);
    QObject::connect(&server, &QWebSocketServer::newConnection, &server, [&] {
        QWebSocket *socket = server.nextPendingConnection();
        const bool echo = socket->requestUrl().path() == QLatin1String("/echo");
        if (!echo)
            clients << socket;
        QObject::connect(socket, &QWebSocket::textMessageReceived, socket,
            [&, socket, echo](const QString &message) {
                if (echo) {
                    socket->sendTextMessage(message);
                    return;
                }
                for (QWebSocket *client : std::as_const(clients))
                    client->sendTextMessage(message);
            });
        QObject::connect(socket, &QWebSocket::binaryMessageReceived, socket,
            [&, socket, echo](const QByteArray &message) {
                if (echo) {
                    socket->sendBinaryMessage(message);
                    return;
                }
                for (QWebSocket *client : std::as_const(clients))
                    client->sendBinaryMessage(message);
            });
        QObject::connect(socket, &QWebSocket::disconnected, &server, [&, socket] {
            clients.removeAll(socket);
            socket->deleteLater();
        });
    });
    if (!server.listen(QHostAddress::LocalHost))
        return 1;
    std::printf("listening %d\n", server.serverPort());
    std::fflush(stdout);
    return application.exec();
}
