// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <vector>

// A WebSocket server that does what the test says: speaks `wavetape.v1` just enough to be believed.
class ScriptedServer {
public:
    ScriptedServer();

    QUrl url() const;
    QWebSocket *socket() const { return m_sockets.empty() ? nullptr : m_sockets.back(); }
    int connections() const { return static_cast<int>(m_sockets.size()); }
    void send(const QJsonObject &message);
    void sendText(const QString &text);
    // A publication of `channel` with the next seq.
    void publish(const QString &channel, const QJsonValue &data, int seq);
    static QByteArray block(quint32 channelId, quint64 seq, const std::vector<float> &samples);
    // Subscribe messages received, of all connections.
    std::vector<QJsonObject> subscribes() const;

    bool welcomes = true;
    bool acknowledges = true;
    // Called for each message; the ack has been sent before.
    std::function<void(const QJsonObject &)> onMessage;
    std::function<void()> onConnection;
    QHash<QString, QJsonObject> acks; // extra members of a channel's ack
    std::vector<QJsonObject> received;
    QByteArray authorization;

private:
    void accept();
    void answer(const QJsonObject &message);

    QWebSocketServer m_server;
    std::vector<QWebSocket *> m_sockets;
};
