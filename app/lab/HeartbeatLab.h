// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::lab {

class HeartbeatTrial;

// The heartbeat's two readings side by side: a pong that is missed when its own deadline is over
// (`prompt`), or when the next ping is due (`sweep`); each a server of its own with a client that
// falls silent after its first pong. GUI thread.
class HeartbeatLab : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int pingMs MEMBER m_pingMs NOTIFY changed)
    Q_PROPERTY(int pongMs MEMBER m_pongMs NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(QVariantList readings READ readings NOTIFY changed)
public:
    explicit HeartbeatLab(QObject *parent = nullptr);
    ~HeartbeatLab() override;

    bool isRunning() const;
    // [{mode, moments: [{ms, kind, text}], runMs, dueMs, endedMs, outcome}], `prompt` first;
    // `dueMs`: when it should end after the first ping; `endedMs` negative: it has not.
    QVariantList readings() const;

    // Begins anew.
    Q_INVOKABLE void run();

Q_SIGNALS:
    void changed();

private:
    int m_pingMs = 3000, m_pongMs = 1000; // a tenth of the server's defaults
    std::vector<std::unique_ptr<HeartbeatTrial>> m_trials;
    QTimer m_tick; // while it runs, so that the lines grow
};

} // namespace wavetape::lab
