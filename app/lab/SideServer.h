// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"

#include <QString>

#include <memory>

namespace wavetape {
class Server;
}

namespace wavetape::lab {

// A second server of ours on loopback, without feeds, for what the window's own one should not be
// made to go through. GUI thread; the destructor waits for its threads.
class SideServer {
public:
    explicit SideServer(config::ServerConfig config);
    ~SideServer();

    quint16 port() const; // 0: it could not be started
    QString adminToken() const;
    const QString &trouble() const { return m_trouble; }

private:
    std::unique_ptr<Server> m_server;
    QString m_trouble;
};

} // namespace wavetape::lab
