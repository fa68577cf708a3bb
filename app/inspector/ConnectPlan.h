// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QUrl>

#include <cstdint>
#include <utility>

namespace wavetape::inspector {

// Everything about one attempt to connect. Nothing of it is kept beyond the program's life.
struct ConnectPlan {
    Q_DECLARE_TR_FUNCTIONS(wavetape::inspector::ConnectPlan)
public:
    enum class TokenPlace { Header, Query, Subprotocol };

    QUrl url; // ws or wss; http or https: a stream of events, or polls
    QList<std::pair<QByteArray, QByteArray>> headers; // besides those of the handshake itself
    QByteArray cookies; // the value of Cookie; may be empty
    QByteArray protocols; // comma-separated; may be empty
    QByteArray token; // may be empty
    TokenPlace tokenPlace = TokenPlace::Header;
    QString proxyHost; // of an HTTP proxy that is asked to CONNECT; empty: none
    quint16 proxyPort = 0;
    QString proxyUser, proxyPassword;
    bool acceptUntrusted = false; // a certificate that does not verify
    bool offerDeflate = false;
    QHostAddress from; // the local address; null: the system's choice
    int receiveBuffer = 0; // SO_RCVBUF in bytes; 0: the system's
    qint64 readPerSecond = -1; // bytes; 0: never reads; negative: as fast as it comes
    int deadlineMs = 10000; // from connect to the whole answer
    int keepAliveMs = 0; // between pings; without a pong in between it is given up; 0: no pings
    int pongs = -1; // how many pings are answered; negative: all
    uint64_t mostMessage = 16u << 20; // bytes of one message

    bool isTls() const;
    // What comes is no WebSocket.
    bool isStream() const;
    // What is wrong with it, in one sentence; empty: nothing. Reads `lines` ("Name: value", one per
    // line) into `headers`.
    QString setHeaderLines(const QString &lines);
    QString problem() const;
    // Path and query as they go out, and the offer of subprotocols, with the token where it
    // belongs.
    QByteArray target() const;
    QByteArray offeredProtocols() const;
    QByteArray hostHeader() const;
};

} // namespace wavetape::inspector
