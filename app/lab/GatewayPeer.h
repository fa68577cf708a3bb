// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpServer>
#include <QUrl>

namespace wavetape::lab {

// A WebSocket peer on loopback that upgrades everybody and then says goodbye with 1014, as a
// gateway whose back end answers nonsense does. Our own server is no gateway and never would. GUI
// thread.
class GatewayPeer : public QObject {
    Q_OBJECT
public:
    explicit GatewayPeer(QObject *parent = nullptr);

    QUrl url() const; // invalid where no port could be had

Q_SIGNALS:
    // What it saw of the end: the code of the close frame that came back, 1006 without one.
    void ended(int code);

private:
    void serve(QTcpSocket &socket);

    QTcpServer m_server;
};

} // namespace wavetape::lab
