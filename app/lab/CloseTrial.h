// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/InspectorConnection.h"
#include "viewmodels/EventLog.h"

#include <QObject>
#include <QTimer>
#include <QUrl>

#include <functional>

namespace wavetape::lab {

// How a close code is provoked.
struct CloseRecipe {
    enum class Act {
        CloseOurselves, // with the code
        CloseEmpty,
        SendUnmasked,
        SendBinary, // where only text is taken
        SendBadUtf8,
        SendTooMuch,
        SendNonsense, // ten messages that are no request
        Flood, // more messages than the rate allows
        ReadSlowly, // less than the feed sends
        Wait, // the server ends it by itself
        AskServer, // the admin's close
        CutServer, // the admin's cut
        SpeakTls, // to a port that speaks none
    };
    enum class Where { Own, Side, Gateway };

    int code;
    Act act;
    const char *path;
    const char *protocol;
    Where where;
    const char *meaning;
    const char *how;
};

// One close code, provoked for real, as both ends saw it. GUI thread.
class CloseTrial : public QObject {
    Q_OBJECT
public:
    // Asks the server for something about the connection of that id, such as "c12".
    using Ask = std::function<void(const QString &connection, CloseRecipe::Act act, int code)>;

    CloseTrial(const CloseRecipe &recipe, const QUrl &server, Ask ask, QObject *parent = nullptr);

    void start();
    // What the server tells of its connections; whoever is not ours is left alone.
    void onEvent(const viewmodels::EventLog::Event &event);
    void onGatewayEnded(int code);

    bool isDone() const { return m_done; }
    int ownCode() const { return m_ownCode; }
    QString own() const { return m_own; }
    QString peer() const { return m_peer; }

Q_SIGNALS:
    void changed();

private:
    void onLink(const inspector::LinkState &link);
    void act();
    void finish();

    const CloseRecipe m_recipe;
    const QUrl m_server;
    Ask m_ask;
    inspector::InspectorConnection m_connection;
    QString m_address, m_id;
    bool m_open = false, m_acted = false, m_done = false, m_ended = false;
    int m_ownCode = 0;
    int m_peerCode = 0; // 0: the peer has not said
    QString m_own, m_peer;
    QTimer m_patience;
};

} // namespace wavetape::lab
