// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

namespace wavetape::inspector::tests {

// A peer on loopback that answers a handshake and then says whatever a test wants it to, however
// wrong. Lives in the test's thread.
class RawPeer {
public:
    // `onOpen` is called once per connection, after the 101; `onBytes` with what comes then.
    using Open = std::function<void(QTcpSocket &)>;
    using Bytes = std::function<void(QTcpSocket &, const QByteArray &)>;

    explicit RawPeer(Open onOpen, Bytes onBytes = {});
    // Answers every request with these bytes instead of a 101.
    void answerWith(const QByteArray &bytes) { m_answer = bytes; }

    QUrl url() const;
    quint16 port() const { return m_server.serverPort(); }
    const QByteArray &request() const { return m_request; }
    int connections() const { return m_connections; }
    void stop() { m_server.close(); }

private:
    void serve(QTcpSocket &socket);

    QTcpServer m_server;
    Open m_onOpen;
    Bytes m_onBytes;
    QByteArray m_answer, m_request;
    int m_connections = 0;
};

} // namespace wavetape::inspector::tests
