// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Server.h"
#include "client/FeedClient.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace wavetape::tests {

// A second server of another kind; the window can be sent there and back.
class OtherServer : public QObject {
    Q_OBJECT
public:
    OtherServer(client::FeedClient &client, QUrl home, QString homeToken);

    // One that other machines can reach without TLS and that wants to know who asks: the user is
    // alice, her secret wonderland. False where it does not start.
    Q_INVOKABLE bool visit();
    // The node "fast", whose waves are two million samples a second.
    Q_INVOKABLE bool visitFast();
    Q_INVOKABLE void leave();
    // One that the window is not sent to, behind a proxy: "127.0.0.1:41234"; "" where it does not
    // start. Until the program ends.
    Q_INVOKABLE QString behind();
    // The path of a file that is gone with the test.
    Q_INVOKABLE QString file(const QString &name) const { return m_folder.filePath(name); }

private:
    bool start(const config::ServerConfig &config, bool asAdmin);

    client::FeedClient &m_client;
    const QUrl m_home;
    const QString m_homeToken;
    QTemporaryDir m_folder;
    std::unique_ptr<Server> m_server, m_behind;
};

} // namespace wavetape::tests
