// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/SideServer.h"

#include "Server.h"

namespace wavetape::lab {

SideServer::SideServer(config::ServerConfig config)
{
    config.listen = {{"127.0.0.1", 0, false}};
    config.feed.profile = "none";
    config.threads = 1;
    m_server = std::make_unique<Server>(std::move(config));
    if (const auto started = m_server->start(); !started) {
        m_trouble = QString::fromStdString(started.error());
        m_server.reset();
    }
}

SideServer::~SideServer() = default;

QString SideServer::adminToken() const
{
    return m_server ? QString::fromStdString(m_server->adminToken()) : QString();
}

quint16 SideServer::port() const
{
    return m_server ? m_server->port() : 0;
}

} // namespace wavetape::lab
