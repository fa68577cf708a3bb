// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QJsonObject>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// What the server records, as `sys.stats` tells of it; begins and ends it. GUI thread.
class RecordingStatus : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    // What should be in the file does not get there.
    Q_PROPERTY(bool failing READ isFailing NOTIFY changed)
    // The present one, or the last.
    Q_PROPERTY(QString file READ file NOTIFY changed)
    Q_PROPERTY(double messages READ messages NOTIFY changed)
    Q_PROPERTY(double bytes READ bytes NOTIFY changed)
    Q_PROPERTY(double dropped READ dropped NOTIFY changed)
    // Why the last wish was not done; "": it was.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    // Where the window's own server puts its files; "": it is no server of ours.
    Q_PROPERTY(QString folder READ folder NOTIFY changed)
public:
    explicit RecordingStatus(client::FeedClient &client, QObject *parent = nullptr);

    bool isRunning() const { return m_running; }
    bool isFailing() const { return m_failing; }
    QString file() const { return m_file; }
    double messages() const { return m_messages; }
    double bytes() const { return m_bytes; }
    double dropped() const { return m_dropped; }
    QString problem() const { return m_problem; }
    QString folder() const { return m_folder; }
    void setFolder(const QString &folder);

    // The folder is made where there is none.
    Q_INVOKABLE void record(bool on);

    void apply(const QJsonObject &recording);
    // Another server follows.
    void restart();

Q_SIGNALS:
    void changed();

private:
    client::FeedClient &m_client;
    client::Subscription m_subscription;
    bool m_running = false, m_failing = false;
    QString m_file, m_problem, m_folder;
    double m_messages = 0, m_bytes = 0, m_dropped = 0;
};

} // namespace wavetape::viewmodels
