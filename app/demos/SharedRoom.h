// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/BeatTimer.h"
#include "viewmodels/Dashboard.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <string_view>

class QWebSocket;

namespace wavetape::demos {

// The room of the shared text, `/yjs/doc.demo`: who is there and how large the document's log is.
// What its updates mean only Yjs knows, so the text itself is read in a browser. On a socket of its
// own, as whom the window is, reading only: it is seen by nobody there. GUI thread.
class SharedRoom : public QObject {
    Q_OBJECT
    QML_ELEMENT
    // Whose server it is, and who asks; set once. Read while that is connected.
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard REQUIRED)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY changed)
    Q_PROPERTY(bool known READ isKnown NOTIFY changed) // the document's log has been read
    Q_PROPERTY(QVariantList people READ people NOTIFY changed) // {name, hue}
    Q_PROPERTY(double bytes READ bytes NOTIFY changed) // of the updates that came
    Q_PROPERTY(double updates READ updates NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed) // why it is not read; "": it is
public:
    static constexpr size_t kMostPeople = 100;

    explicit SharedRoom(QObject *parent = nullptr);
    ~SharedRoom() override;

    viewmodels::Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(viewmodels::Dashboard *dashboard);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    bool isKnown() const { return m_known; }
    QVariantList people() const;
    double bytes() const { return m_bytes; }
    double updates() const { return m_updates; }
    QString problem() const { return m_problem; }

    // A message of y-websocket's, as the server sends it.
    void take(std::string_view message);

Q_SIGNALS:
    void changed();

private:
    void open();
    void end();
    void takeAwareness(std::string_view update);

    QPointer<viewmodels::Dashboard> m_dashboard;
    QString m_problem;
    QPointer<QWebSocket> m_socket;
    QTimer m_again;
    viewmodels::BeatTimer m_told {0}; // of what came; each letter that is typed is a message
    std::map<quint64, QString> m_people; // by Yjs' number of a client
    double m_bytes = 0, m_updates = 0;
    bool m_active = false, m_known = false;
};

} // namespace wavetape::demos
