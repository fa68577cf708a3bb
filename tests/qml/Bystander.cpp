// SPDX-License-Identifier: GPL-3.0-or-later
#include "Bystander.h"

#include "protocol/BinaryHeader.h"

#include <QNetworkRequest>
#include <QWebSocket>

namespace wavetape::tests {

Bystander::Bystander(quint16 port)
    : m_socket(new QWebSocket)
{
    m_socket->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_socket, &QObject::deleteLater);
    QObject::connect(m_socket, &QWebSocket::connected, m_socket, [this] {
        m_connected = true;
        m_socket->sendTextMessage(
            QStringLiteral(R"({"type":"subscribe","id":1,"channel":"wave.sine1"})"));
    });
    QObject::connect(
        m_socket, &QWebSocket::disconnected, m_socket, [this] { m_connected = false; });
    QObject::connect(m_socket, &QWebSocket::binaryMessageReceived, m_socket,
        [this](const QByteArray &block) { receive(block); });
    m_thread.start();
    QMetaObject::invokeMethod(m_socket, [this, port] {
        QNetworkRequest request(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(port)));
        request.setRawHeader("Sec-WebSocket-Protocol", "wavetape.v1");
        m_socket->open(request);
    });
}

Bystander::~Bystander()
{
    m_thread.quit();
    m_thread.wait();
}

void Bystander::receive(const QByteArray &block)
{
    const auto header = protocol::BinaryHeader::read({block.constData(), size_t(block.size())});
    if (!header)
        return;
    if (m_seq > 0) {
        m_missing += header->seq - m_seq - 1;
        m_silence = std::max(m_silence.load(), int(m_sinceBlock.elapsed()));
    }
    m_seq = header->seq;
    m_sinceBlock.start();
    ++m_blocks;
}

} // namespace wavetape::tests
