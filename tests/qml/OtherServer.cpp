// SPDX-License-Identifier: GPL-3.0-or-later
#include "OtherServer.h"

#include <QFile>

namespace wavetape::tests {

OtherServer::OtherServer(client::FeedClient &client, QUrl home, QString homeToken)
    : m_client(client)
    , m_home(std::move(home))
    , m_homeToken(std::move(homeToken))
{
}

bool OtherServer::visit()
{
    QFile users(m_folder.filePath(QStringLiteral("users")));
    if (!users.open(QIODevice::WriteOnly))
        return false;
    users.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    users.write("alice wonderland subscribe=*\n");
    users.close();
    config::ServerConfig config;
    config.listen = {{"0.0.0.0", 0, false}};
    config.access.insecure = true;
    config.auth.tokens = true;
    config.auth.usersFile = users.fileName().toStdString();
    return start(config, false);
}

bool OtherServer::visitFast()
{
    config::ServerConfig config;
    config.listen = {{"127.0.0.1", 0, false}};
    config.node = "fast";
    config.feed.waveRate = 2e6;
    return start(config, true);
}

bool OtherServer::start(const config::ServerConfig &config, bool asAdmin)
{
    m_server = std::make_unique<Server>(config);
    if (!m_server->start())
        return false;
    m_client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server->port())),
        asAdmin ? QString::fromStdString(m_server->adminToken()) : QString());
    return true;
}

QString OtherServer::behind()
{
    if (!m_behind) {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.profile = "none";
        m_behind = std::make_unique<Server>(config);
        if (!m_behind->start())
            return {};
    }
    return QStringLiteral("127.0.0.1:%1").arg(m_behind->port());
}

void OtherServer::leave()
{
    m_client.open(m_home, m_homeToken);
    m_server.reset();
}

} // namespace wavetape::tests
