// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// The server's replay, as `sys.stats` tells of it, and how it is steered (the admin action
// `replay`). What it is comes with each answer too. Seconds are of the recording. GUI thread.
class ReplayControl : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    // Something is replayed, or was until its end.
    Q_PROPERTY(bool active READ isActive NOTIFY changed)
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(QString file READ file NOTIFY changed)
    // Without its folder.
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(double duration READ duration NOTIFY changed)
    // The part that is played.
    Q_PROPERTY(double from READ from NOTIFY changed)
    Q_PROPERTY(double to READ to NOTIFY changed)
    // 0: as fast as it goes.
    Q_PROPERTY(double speed READ speed NOTIFY changed)
    Q_PROPERTY(bool loop READ isLooping NOTIFY changed)
    Q_PROPERTY(double messages READ messages NOTIFY changed)
    Q_PROPERTY(double skipped READ skipped NOTIFY changed)
    // Why the last wish was not done; "": it was.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    // Another file can be replayed here: the server is the window's own.
    Q_PROPERTY(bool choosable READ isChoosable NOTIFY changed)
public:
    enum State { None, Waiting, Playing, Paused, Ended };
    Q_ENUM(State)

    explicit ReplayControl(client::FeedClient &client, QObject *parent = nullptr);

    bool isActive() const { return m_state != None; }
    State state() const { return m_state; }
    QString file() const { return m_file; }
    QString name() const;
    double duration() const { return m_duration; }
    double from() const { return m_from; }
    double to() const { return m_to; }
    double speed() const { return m_speed; }
    bool isLooping() const { return m_loop; }
    double messages() const { return m_messages; }
    double skipped() const { return m_skipped; }
    QString problem() const { return m_problem; }
    bool isChoosable() const { return m_choosable; }
    void setChoosable(bool choosable);
    void setProblem(const QString &problem);

    // Where it is by now: what was told last, and the time since.
    Q_INVOKABLE double positionNow() const;
    Q_INVOKABLE void play();
    Q_INVOKABLE void pause();
    // Publishes one more, while it pauses.
    Q_INVOKABLE void step();
    Q_INVOKABLE void seek(double seconds);
    Q_INVOKABLE void setPart(double from, double to);
    Q_INVOKABLE void setSpeed(double speed);
    Q_INVOKABLE void setLoop(bool loop);
    // The server is to replay that file in place of what it publishes; "": its own feeds again.
    Q_INVOKABLE void choose(const QString &file);

    void apply(const QJsonObject &replay);
    // Another server follows.
    void restart();

Q_SIGNALS:
    void changed();
    void fileWanted(const QString &file);

private:
    void order(QJsonObject members);

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    QElapsedTimer m_told; // since `m_position` was
    State m_state = None;
    QString m_file, m_problem;
    double m_position = 0, m_duration = 0, m_from = 0, m_to = 0, m_speed = 1;
    double m_messages = 0, m_skipped = 0;
    bool m_loop = false, m_choosable = false;
};

} // namespace wavetape::viewmodels
