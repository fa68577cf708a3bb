// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/InspectorConnection.h"
#include "lab/SideServer.h"

#include <QElapsedTimer>
#include <QObject>
#include <QVariantList>

#include <memory>

namespace wavetape::lab {

// A client that answers a server's first ping and no other, until the server gives it up. GUI
// thread.
class HeartbeatTrial : public QObject {
    Q_OBJECT
public:
    // `mode`: of `deadlines.pong_mode`.
    HeartbeatTrial(const QString &mode, int pingMs, int pongMs, QObject *parent = nullptr);

    bool isDone() const { return m_endedMs >= 0; }
    double runMs() const; // since the first ping, to the end where it has come; 0: none came
    double endedMs() const { return m_endedMs; } // after the first ping; negative: not yet
    QString outcome() const { return m_outcome; }
    // [{ms, kind, text}] after the first ping, in order; `kind`: "ping", "pong", "end".
    const QVariantList &moments() const { return m_moments; }

Q_SIGNALS:
    void changed();

private:
    void readLog();
    void onLink(const inspector::LinkState &link);
    void note(double wallMs, const QString &kind, const QString &text);

    SideServer m_server;
    const std::shared_ptr<inspector::MessageLog> m_log;
    inspector::InspectorConnection m_connection;
    uint64_t m_read = 0; // lines of the log
    double m_firstPing = 0; // ms since 1970
    double m_endedMs = -1;
    QElapsedTimer m_sincePing;
    QString m_outcome;
    QVariantList m_moments;
};

} // namespace wavetape::lab
