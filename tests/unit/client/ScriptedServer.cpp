// SPDX-License-Identifier: GPL-3.0-or-later
#include "ScriptedServer.h"

#include "protocol/BinaryHeader.h"

#include <QDateTime>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkRequest>

#include <cstring>

ScriptedServer::ScriptedServer()
    : m_server(QStringLiteral("scripted"), QWebSocketServer::NonSecureMode)
{
    m_server.setSupportedSubprotocols({QStringLiteral("wavetape.v1")});
    m_server.listen(QHostAddress::LocalHost, 0);
    QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] { accept(); });
}

QUrl ScriptedServer::url() const
{
    return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server.serverPort()));
}

void ScriptedServer::accept()
{
    QWebSocket *socket = m_server.nextPendingConnection();
    m_sockets.push_back(socket);
    authorization = socket->request().rawHeader("Authorization");
    QObject::connect(
        socket, &QWebSocket::textMessageReceived, &m_server, [this](const QString &text) {
            const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
            received.push_back(message);
            answer(message);
            if (onMessage)
                onMessage(message);
        });
    if (welcomes)
        send({{"type", "welcome"}, {"session", QString::number(m_sockets.size())}});
    if (onConnection)
        onConnection();
}

void ScriptedServer::answer(const QJsonObject &message)
{
    if (!acknowledges || message["type"] != QLatin1String("subscribe"))
        return;
    QJsonArray names = message["channels"].toArray();
    if (message.contains("channel"))
        names.append(message["channel"]);
    for (const QJsonValue &name : std::as_const(names)) {
        QJsonObject ack {{"type", "ack"}, {"id", message["id"]}, {"channel", name}, {"epoch", "e1"},
            {"seq", 0}, {"channelId", 1}};
        const QJsonObject extra = acks.value(name.toString());
        for (auto it = extra.begin(); it != extra.end(); ++it)
            ack[it.key()] = it.value();
        send(ack);
    }
}

void ScriptedServer::send(const QJsonObject &message)
{
    sendText(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

void ScriptedServer::sendText(const QString &text)
{
    socket()->sendTextMessage(text);
}

void ScriptedServer::publish(const QString &channel, const QJsonValue &data, int seq)
{
    send({{"channel", channel}, {"data", data}, {"seq", seq},
        {"ts", static_cast<double>(QDateTime::currentMSecsSinceEpoch())}});
}

QByteArray ScriptedServer::block(quint32 channelId, quint64 seq, const std::vector<float> &samples)
{
    wavetape::protocol::BinaryHeader header;
    header.channelId = channelId;
    header.seq = seq;
    header.timeMicros = seq * 1000;
    header.count = static_cast<uint32_t>(samples.size());
    QByteArray bytes(
        static_cast<qsizetype>(32 + samples.size() * sizeof(float)), Qt::Uninitialized);
    header.write(bytes.data());
    std::memcpy(bytes.data() + 32, samples.data(), samples.size() * sizeof(float));
    return bytes;
}

std::vector<QJsonObject> ScriptedServer::subscribes() const
{
    std::vector<QJsonObject> result;
    for (const QJsonObject &message : received) {
        if (message["type"] == QLatin1String("subscribe"))
            result.push_back(message);
    }
    return result;
}
