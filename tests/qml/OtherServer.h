// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Server.h"
#include "client/FeedClient.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace wavetape::tests {

// A second server that other machines can reach without TLS and that wants to know who asks; the
// window can be sent there and back. The user is alice, her secret wonderland.
class OtherServer : public QObject {
    Q_OBJECT
public:
    OtherServer(client::FeedClient &client, QUrl home, QString homeToken);

    // False where it does not start.
    Q_INVOKABLE bool visit();
    Q_INVOKABLE void leave();

private:
    client::FeedClient &m_client;
    const QUrl m_home;
    const QString m_homeToken;
    QTemporaryDir m_folder;
    std::unique_ptr<Server> m_server;
};

} // namespace wavetape::tests
