// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <utility>

namespace wavetape::inspector {

// What is known of a connection, present or past. A value: made in the socket's thread, read in the
// GUI's.
struct LinkState {
    // The numbers of the browsers' readyState.
    enum class Ready { Connecting = 0, Open = 1, Closing = 2, Closed = 3 };

    Ready ready = Ready::Closed;
    bool started = false; // false: nothing was ever asked for
    QString phase; // while connecting: what is waited for
    double tcpMs = -1, tlsMs = -1, upgradeMs = -1; // of each step; negative: not reached
    QString localAddress, peerAddress; // "127.0.0.1:8080"
    QString request, response; // heads; the token is left out
    int status = 0; // of the answer; 0: none came
    QString body; // of a refusal, at most 64 KiB
    QString protocol, extensions; // agreed
    QString tlsProtocol, tlsCipher; // empty: no TLS
    QList<std::pair<QString, QString>> certificate; // what it says of itself
    QStringList certificateProblems; // why it is not trusted
    int closeCode = 0; // 1005, 1006 and 1015 as a browser would tell; 0: not closed
    QString closeReason;
    QString closedBy; // "server", "client" or "network": who began
    bool clean = false; // a close frame went both ways
    qint64 retryAfterMs = -1; // how long the server asked to stay away; negative: it did not
    bool mayReturn = true; // false: the server said that there is no use in it
    QString error; // one sentence; empty: none
    qint64 bufferedAmount = 0; // bytes given to the socket and not sent
};

} // namespace wavetape::inspector

Q_DECLARE_METATYPE(wavetape::inspector::LinkState)
