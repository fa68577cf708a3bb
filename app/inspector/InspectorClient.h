// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/InspectorConnection.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>

namespace wavetape::inspector {

// An InspectorConnection in a thread of its own, seen from the GUI's: nothing here waits but the
// destructor, and a GUI that stalls loses no line of the log. GUI thread.
class InspectorClient : public QObject {
    Q_OBJECT
public:
    explicit InspectorClient(std::shared_ptr<MessageLog> log = std::make_shared<MessageLog>(),
        InspectorConnection::Tap tap = {}, QObject *parent = nullptr);
    ~InspectorClient() override;

    const LinkState &link() const { return m_link; }
    const std::shared_ptr<MessageLog> &log() const { return m_log; }

    void open(const ConnectPlan &plan);
    void send(websocket::Opcode opcode, const QByteArray &payload);
    void sendRaw(const QByteArray &bytes, const QString &what);
    void close(quint16 code, const QString &reason = {});
    void cut();
    void setReadRate(qint64 bytesPerSecond);

Q_SIGNALS:
    void changed();
    // At most once for any number of lines until logSeen() is called.
    void logged();
    void told(const QString &sentence);

public:
    void logSeen() { m_fresh = false; }

private:
    template <typename Task>
    void run(Task task)
    {
        QMetaObject::invokeMethod(
            m_connection, [c = m_connection, task = std::move(task)] { task(*c); },
            Qt::QueuedConnection);
    }

    std::shared_ptr<MessageLog> m_log;
    QThread m_thread;
    InspectorConnection *m_connection; // lives in m_thread
    LinkState m_link;
    std::atomic<bool> m_fresh {false};
};

} // namespace wavetape::inspector
