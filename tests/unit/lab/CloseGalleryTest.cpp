// SPDX-License-Identifier: GPL-3.0-or-later
// Every close code against a running server with its feeds, seen from both ends.
#include "lab/CloseGallery.h"
#include "Server.h"
#include "client/FeedClient.h"

#include <gtest/gtest.h>

#include <QSet>
#include <QTest>

using namespace wavetape;
using namespace wavetape::lab;

namespace {

class Gallery : public testing::Test {
protected:
    void SetUp() override
    {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
        const QString url = QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server->port());
        m_gallery.setProperty("server", url);
        m_gallery.setClient(&m_client);
        m_client.open(QUrl(url), QString::fromStdString(m_server->adminToken()));
        ASSERT_TRUE(QTest::qWaitFor(
            [&] { return m_client.state() == client::FeedClient::State::Open; }, 20000));
    }
    QString text(int row, CloseGallery::Role role) const
    {
        return m_gallery.data(m_gallery.index(row), role).toString();
    }
    int rowOf(int code) const
    {
        for (int row = 0; row < m_gallery.rowCount(); ++row) {
            if (m_gallery.data(m_gallery.index(row), CloseGallery::Code).toInt() == code)
                return row;
        }
        return -1;
    }

    std::unique_ptr<Server> m_server;
    client::FeedClient m_client;
    CloseGallery m_gallery;
};

} // namespace

TEST_F(Gallery, everyCodeComesAboutAndBothEndsSayWhatTheySaw)
{
    m_gallery.provokeAll();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
            for (int row = 0; row < m_gallery.rowCount(); ++row) {
                const QString state = text(row, CloseGallery::State);
                if (state == "new" || state == "running")
                    return false;
            }
            return true;
        },
        120000));
    for (int row = 0; row < m_gallery.rowCount(); ++row) {
        const int code = m_gallery.data(m_gallery.index(row), CloseGallery::Code).toInt();
        const std::string own = text(row, CloseGallery::Own).toStdString();
        const std::string peer = text(row, CloseGallery::Peer).toStdString();
        RecordProperty("code " + std::to_string(code), own + " | " + peer);
        std::printf("%d  %s | %s\n", code, own.c_str(), peer.c_str());
        EXPECT_TRUE(own.starts_with(std::to_string(code))) << code << ": " << own;
        if (code == 1015) {
            EXPECT_NE(peer, "not told");
        } else
            EXPECT_TRUE(peer.find(std::to_string(code)) != std::string::npos)
                << code << ": " << peer;
    }
}

TEST_F(Gallery, aCutIs1006AndNotClean)
{
    const int row = rowOf(1006);
    m_gallery.provoke(row);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return text(row, CloseGallery::State) == "as meant"; }, 30000));
    EXPECT_TRUE(text(row, CloseGallery::Own).contains("not clean"));
    EXPECT_TRUE(text(row, CloseGallery::Peer).contains("not clean"));
}
