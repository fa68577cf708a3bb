// SPDX-License-Identifier: MIT
// Qt 6: find_package(Qt6 COMPONENTS WebSockets), link Qt6::WebSockets
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QWebSocket>
#include <QtDebug>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QWebSocket socket;
    int seen = 0;

    QObject::connect(&socket, &QWebSocket::connected, [&] {
        socket.sendTextMessage(R"({"type":"subscribe","channel":"ticker.AAPL"})");
    });
    QObject::connect(&socket, &QWebSocket::textMessageReceived, [&](const QString &text) {
        if (seen == 3)
            return; // was on its way when we closed
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        qInfo().noquote() << message["channel"].toString() << message["data"]["price"].toDouble();
        if (++seen == 3)
            socket.close(QWebSocketProtocol::CloseCodeNormal, "seen enough");
    });
    QObject::connect(&socket, &QWebSocket::disconnected, [&] {
        qInfo() << "closed with" << socket.closeCode();
        app.quit();
    });

    socket.open(QUrl("ws://127.0.0.1:8080/ws"));
    return app.exec();
}
