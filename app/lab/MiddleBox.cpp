// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/MiddleBox.h"

#include "client/EndSocket.h"
#include "inspector/AnswerBody.h"

#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <optional>

namespace wavetape::lab {

namespace {

constexpr qsizetype kMostHeldHead = 16 << 10;
constexpr qsizetype kMostHeld = 16 << 20;
constexpr auto kBufferingField = "x-accel-buffering";

// One connection and the one that it leads to. Deletes itself with the end of either.
class BoxedConnection final : public QObject {
public:
    BoxedConnection(QTcpSocket *client, const QString &host, quint16 port,
        const MiddleBox::Manner &manner, QObject *parent)
        : QObject(parent)
        , m_manner(manner)
        , m_client(client)
        , m_server(new QTcpSocket(this))
    {
        m_client->setParent(this);
        m_client->setSocketOption(QTcpSocket::LowDelayOption, 1);
        m_server->setProxy(QNetworkProxy::NoProxy);
        connect(m_client, &QTcpSocket::readyRead, this, &BoxedConnection::passUp);
        connect(m_server, &QTcpSocket::readyRead, this, [this] { takeDown(m_server->readAll()); });
        connect(m_server, &QTcpSocket::connected, this, [this] {
            m_server->setSocketOption(QTcpSocket::LowDelayOption, 1);
            passUp();
        });
        connect(m_client, &QTcpSocket::disconnected, this, &BoxedConnection::end);
        connect(m_server, &QTcpSocket::disconnected, this, &BoxedConnection::end);
        connect(m_server, &QTcpSocket::errorOccurred, this, &BoxedConnection::end);
        m_idle.setSingleShot(true);
        m_idle.setInterval(manner.idleMs);
        connect(&m_idle, &QTimer::timeout, this, &BoxedConnection::cutIdle);
        if (manner.deafAfterMs > 0)
            QTimer::singleShot(manner.deafAfterMs, this, [this] { m_deaf = true; });
        noteBytes();
        m_server->connectToHost(host, port);
    }

private:
    enum class Answer { Head, Held, Passing, Tunnel };

    void noteBytes()
    {
        if (m_manner.idleMs > 0)
            m_idle.start();
    }
    void passUp()
    {
        if (!m_server || m_server->state() != QTcpSocket::ConnectedState)
            return;
        const QByteArray bytes = m_client->readAll();
        if (bytes.isEmpty() || m_deaf)
            return;
        noteBytes();
        m_answerDue = m_answer != Answer::Tunnel;
        m_server->write(bytes);
    }
    void takeDown(const QByteArray &bytes)
    {
        noteBytes();
        if (m_answer != Answer::Head) {
            takeBody(bytes);
            return;
        }
        m_head += bytes;
        // What the last chunk of the answer before had behind it.
        while (m_head.startsWith("\r\n")) {
            m_client->write("\r\n");
            m_head.remove(0, 2);
        }
        const qsizetype end = m_head.indexOf("\r\n\r\n");
        if (end >= 0)
            takeHead(end + 4);
        else if (m_head.size() > kMostHeldHead) {
            m_answer = Answer::Tunnel; // no HTTP
            takeBody(std::exchange(m_head, {}));
        }
    }
    void takeHead(qsizetype size)
    {
        const QByteArray body = m_head.mid(size);
        QByteArray head = m_head.left(size);
        m_head.clear();
        m_answerDue = false;
        if (head.startsWith("HTTP/1.1 101 ")) {
            m_answer = Answer::Tunnel;
            takeBody(head + body);
            return;
        }
        const bool asked = inspector::headerField(head, kBufferingField) == "no";
        if (asked && m_manner.forgetsHeader) {
            const qsizetype at = head.toLower().indexOf(QByteArray("\r\n") + kBufferingField);
            head.remove(at, head.indexOf("\r\n", at + 2) - at);
        }
        const bool passes = asked && !m_manner.forgetsHeader;
        m_answer = m_manner.holdsAnswers && !passes ? Answer::Held : Answer::Passing;
        m_body.emplace(head.left(head.size() - 2), kMostHeld);
        if (m_answer == Answer::Held)
            m_held += head;
        else
            m_client->write(head);
        takeBody(body);
    }
    void takeBody(const QByteArray &bytes)
    {
        if (m_answer == Answer::Held) {
            m_held += bytes;
            if (const qsizetype full = m_held.size() / MiddleBox::kBuffer * MiddleBox::kBuffer) {
                m_client->write(m_held.left(full));
                m_held.remove(0, full);
            }
        } else if (!bytes.isEmpty())
            m_client->write(bytes);
        if (m_answer == Answer::Tunnel)
            return;
        m_body->feed(bytes);
        m_body->take();
        if (m_body->isWhole()) {
            m_client->write(std::exchange(m_held, {}));
            m_answer = Answer::Head;
        }
    }
    void cutIdle()
    {
        if (m_answerDue)
            m_client->write("HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n"
                            "Connection: close\r\n\r\n");
        end();
    }
    void end()
    {
        m_idle.stop();
        client::endSocket(*this, m_server);
        m_client->disconnect(this);
        m_client->write(std::exchange(m_held, {}));
        connect(m_client, &QTcpSocket::disconnected, this, &QObject::deleteLater);
        if (m_client->state() == QTcpSocket::UnconnectedState)
            deleteLater();
        else
            m_client->disconnectFromHost();
    }

    const MiddleBox::Manner m_manner;
    QTcpSocket *const m_client;
    QTcpSocket *m_server;
    QTimer m_idle;
    bool m_deaf = false;
    bool m_answerDue = false; // a request went up, no head has come
    Answer m_answer = Answer::Head;
    QByteArray m_head, m_held;
    std::optional<inspector::AnswerBody> m_body;
};

} // namespace

MiddleBox::MiddleBox(const QString &host, quint16 port, const Manner &manner)
{
    m_thread.setObjectName(QStringLiteral("middlebox"));
    auto *server = new QTcpServer;
    QObject::connect(&m_thread, &QThread::finished, server, &QObject::deleteLater);
    QObject::connect(server, &QTcpServer::newConnection, server, [server, host, port, manner] {
        while (QTcpSocket *client = server->nextPendingConnection()) {
            const auto boxed
                = server->findChildren<QTcpSocket *>().size() / 2; // two of each connection
            if (boxed > kMostConnections)
                client->deleteLater();
            else
                new BoxedConnection(client, host, port, manner, server);
        }
    });
    server->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        server,
        [this, server] {
            if (server->listen(QHostAddress::LocalHost))
                m_port = server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

MiddleBox::~MiddleBox()
{
    m_thread.quit();
    m_thread.wait();
}

} // namespace wavetape::lab
