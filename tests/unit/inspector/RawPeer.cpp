// SPDX-License-Identifier: GPL-3.0-or-later
#include "RawPeer.h"

#include "websocket/Handshake.h"

#include <QUrl>

#include <memory>

namespace wavetape::inspector::tests {

RawPeer::RawPeer(Open onOpen, Bytes onBytes)
    : m_onOpen(std::move(onOpen))
    , m_onBytes(std::move(onBytes))
{
    m_server.listen(QHostAddress::LocalHost);
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            ++m_connections;
            serve(*socket);
        }
    });
}

QUrl RawPeer::url() const
{
    return QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(m_server.serverPort()));
}

void RawPeer::serve(QTcpSocket &socket)
{
    const auto got = std::make_shared<QByteArray>();
    const auto open = std::make_shared<bool>(false);
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [this, &socket, got, open] {
        *got += socket.readAll();
        if (!*open) {
            const qsizetype end = got->indexOf("\r\n\r\n");
            if (end < 0)
                return;
            m_request = got->left(end + 4);
            got->remove(0, end + 4);
            if (!m_answer.isEmpty()) {
                socket.write(m_answer);
                return;
            }
            const qsizetype at = m_request.toLower().indexOf("sec-websocket-key:") + 18;
            const std::string key
                = m_request.mid(at, m_request.indexOf("\r\n", at) - at).trimmed().toStdString();
            const std::string answer
                = websocket::switchingProtocols(websocket::acceptKey(key), {}, {});
            socket.write(answer.data(), qint64(answer.size()));
            *open = true;
            if (m_onOpen)
                m_onOpen(socket);
        }
        if (!got->isEmpty() && m_onBytes)
            m_onBytes(socket, std::exchange(*got, {}));
    });
}

} // namespace wavetape::inspector::tests
