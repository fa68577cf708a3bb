// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/GatewayPeer.h"

#include "websocket/CloseCode.h"
#include "websocket/FrameParser.h"
#include "websocket/Handshake.h"

#include <QTcpSocket>

#include <memory>

namespace wavetape::lab {

namespace {

constexpr qsizetype kMostHead = 16 * 1024;

// Only the close frame matters.
struct CloseReader final : websocket::MessageHandler {
    bool onMessage(websocket::Opcode, std::span<char>) override { return true; }
    bool onPing(std::span<const char>) override { return true; }
    bool onPong(std::span<const char>) override { return true; }
    bool onClose(std::optional<std::uint16_t> code, std::string_view) override
    {
        closed = true;
        closeCode = code.value_or(uint16_t(websocket::CloseCode::noStatus));
        return true;
    }
    websocket::FrameParser parser {websocket::Role::server};
    QByteArray head;
    bool open = false, closed = false;
    int closeCode = int(websocket::CloseCode::abnormal);
};

QByteArray header(const QByteArray &head, const QByteArray &name)
{
    const qsizetype at = head.toLower().indexOf("\r\n" + name + ':');
    const qsizetype from = at + name.size() + 3;
    return at < 0 ? QByteArray() : head.mid(from, head.indexOf("\r\n", from) - from).trimmed();
}

} // namespace

GatewayPeer::GatewayPeer(QObject *parent)
    : QObject(parent)
{
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection())
            serve(*socket);
    });
}

QUrl GatewayPeer::url() const
{
    return m_server.isListening()
        ? QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(m_server.serverPort()))
        : QUrl();
}

void GatewayPeer::serve(QTcpSocket &socket)
{
    const auto reader = std::make_shared<CloseReader>();
    connect(&socket, &QTcpSocket::readyRead, this, [&socket, reader] {
        QByteArray bytes = socket.readAll();
        if (reader->open) {
            reader->parser.feed({bytes.data(), size_t(bytes.size())}, {}, *reader);
            if (reader->closed || reader->parser.failure())
                socket.disconnectFromHost();
            return;
        }
        reader->head += bytes;
        if (reader->head.size() > kMostHead)
            socket.abort();
        if (!reader->head.contains("\r\n\r\n"))
            return;
        reader->open = true;
        const std::string key = header(reader->head, "sec-websocket-key").toStdString();
        std::string answer = websocket::switchingProtocols(websocket::acceptKey(key), {}, {});
        std::string payload;
        websocket::appendClosePayload(
            payload, uint16_t(websocket::CloseCode::badGateway), "the back end made no sense");
        websocket::appendServerFrame(answer, websocket::Opcode::close, payload);
        socket.write(answer.data(), qint64(answer.size()));
    });
    connect(&socket, &QTcpSocket::disconnected, this, [this, &socket, reader] {
        socket.deleteLater();
        Q_EMIT ended(reader->closeCode);
    });
}

} // namespace wavetape::lab
