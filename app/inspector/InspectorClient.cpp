// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/InspectorClient.h"

namespace wavetape::inspector {

InspectorClient::InspectorClient(
    std::shared_ptr<MessageLog> log, InspectorConnection::Tap tap, QObject *parent)
    : QObject(parent)
    , m_log(std::move(log))
    , m_connection(new InspectorConnection(m_log, std::move(tap)))
{
    m_thread.setObjectName(QStringLiteral("inspector"));
    m_connection->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_connection, &QObject::deleteLater);
    connect(m_connection, &InspectorConnection::changed, this, [this](const LinkState &link) {
        m_link = link;
        Q_EMIT changed();
    });
    connect(
        m_connection, &InspectorConnection::logged, this,
        [this] {
            if (!m_fresh.exchange(true))
                QMetaObject::invokeMethod(this, &InspectorClient::logged, Qt::QueuedConnection);
        },
        Qt::DirectConnection);
    connect(m_connection, &InspectorConnection::told, this, &InspectorClient::told);
    m_thread.start();
}

InspectorClient::~InspectorClient()
{
    // In the thread: a socket may not be touched from another.
    run([](InspectorConnection &c) { c.cut(); });
    QMetaObject::invokeMethod(
        m_connection, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

void InspectorClient::open(const ConnectPlan &plan)
{
    m_link = {};
    m_link.started = true;
    m_link.ready = LinkState::Ready::Connecting;
    Q_EMIT changed();
    run([plan](InspectorConnection &c) { c.open(plan); });
}

void InspectorClient::send(websocket::Opcode opcode, const QByteArray &payload)
{
    run([opcode, payload](InspectorConnection &c) { c.send(opcode, payload); });
}

void InspectorClient::sendRaw(const QByteArray &bytes, const QString &what)
{
    run([bytes, what](InspectorConnection &c) { c.sendRaw(bytes, what); });
}

void InspectorClient::close(quint16 code, const QString &reason)
{
    run([code, reason](InspectorConnection &c) { c.close(code, reason); });
}

void InspectorClient::cut()
{
    run([](InspectorConnection &c) { c.cut(); });
}

void InspectorClient::setReadRate(qint64 bytesPerSecond)
{
    run([bytesPerSecond](InspectorConnection &c) { c.setReadRate(bytesPerSecond); });
}

} // namespace wavetape::inspector
