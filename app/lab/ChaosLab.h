// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/ChaosCrowd.h"
#include "lab/FaultRack.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QVariantList>

#include <functional>
#include <vector>

namespace wavetape::lab {

// Faults on the server that the window looks at, clients that have them, and stories in which both
// play: each brings its clients, puts its faults, takes them away again and says what was seen.
// GUI thread.
class ChaosLab : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard NOTIFY changed)
    Q_PROPERTY(QString server READ server WRITE setServer NOTIFY changed)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY changed)
    Q_PROPERTY(wavetape::lab::FaultRack *faults READ faults CONSTANT)
    Q_PROPERTY(wavetape::lab::ChaosCrowd *clients READ clients CONSTANT)
    Q_PROPERTY(QVariantList stories READ stories CONSTANT)
    // The one that was told last; negative: none yet.
    Q_PROPERTY(int story READ story NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    // What happens now, then what was seen.
    Q_PROPERTY(QString progress READ progress NOTIFY changed)
public:
    explicit ChaosLab(QObject *parent = nullptr);
    ~ChaosLab() override;

    viewmodels::Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(viewmodels::Dashboard *dashboard);
    QString server() const { return m_server; }
    void setServer(const QString &url);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    FaultRack *faults() { return &m_faults; }
    ChaosCrowd *clients() { return &m_crowd; }
    QVariantList stories() const; // [{name, moral}]
    int story() const { return m_story; }
    bool isRunning() const { return m_running; }
    QString progress() const { return m_progress; }

    // Its clients take the place of those that are there.
    Q_INVOKABLE void run(int story);
    // Takes the faults of the story away; the clients stay.
    Q_INVOKABLE void stop();
    // One more client with the habits of a good one.
    Q_INVOKABLE void addClient();
    // Stops, and sends the clients away.
    Q_INVOKABLE void clear();

Q_SIGNALS:
    void changed();

private:
    struct Step {
        int atMs;
        QString says;
        std::function<void()> does;
    };
    struct Story {
        const char *name;
        const char *moral;
        void (ChaosLab::*plan)();
        QString (ChaosLab::*seen)() const;
    };

    static const std::vector<Story> &table();
    void planBlackhole();
    void planStorm();
    void planBook();
    void planRestart();
    void planMutedPongs();
    void planHalfOpen();
    void planSleep();
    QString seenDetection() const;
    QString seenStorm() const;
    QString seenBook() const;
    QString seenRestart() const;
    QString seenSleep() const;

    void guest(ChaosClient::Wish wish);
    void at(int ms, const QString &says, std::function<void()> does);
    // A fault that hits the Lab's clients and nobody else.
    void put(const QString &type, double amount = 0, bool upstream = false,
        const QJsonObject &when = {}, const QString &channel = {});
    void next();

    viewmodels::Dashboard *m_dashboard = nullptr;
    QString m_server;
    FaultRack m_faults;
    ChaosCrowd m_crowd;
    std::vector<Step> m_steps;
    size_t m_step = 0;
    QElapsedTimer m_since;
    QTimer m_timer;
    QString m_progress;
    int m_story = -1;
    int m_guests = 0;
    bool m_active = false, m_running = false;
};

} // namespace wavetape::lab
