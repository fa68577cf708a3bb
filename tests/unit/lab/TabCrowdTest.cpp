// SPDX-License-Identifier: GPL-3.0-or-later
// Seven tabs under a browser's rule; tests/browser holds the rule against Chromium.
#include "lab/TabCrowd.h"
#include "Server.h"

#include <gtest/gtest.h>

#include <QTest>

using namespace wavetape;
using namespace wavetape::lab;

namespace {

class Tabs : public testing::Test {
protected:
    void SetUp() override
    {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.profile = "none";
        config.threads = 1;
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
        m_crowd.setProperty("server", QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server->port()));
    }
    static bool until(const std::function<bool()> &condition)
    {
        return QTest::qWaitFor(condition, 60000);
    }

    std::unique_ptr<Server> m_server;
    TabCrowd m_crowd;
};

} // namespace

TEST_F(Tabs, TheSeventhWaitsUntilOneCloses)
{
    m_crowd.open();
    ASSERT_TRUE(until([&] { return m_crowd.openCount() == 6 && m_crowd.figures(5).events > 1; }));
    EXPECT_EQ(m_crowd.waitingCount(), 1);
    EXPECT_EQ(m_crowd.figures(6).connections, 0u) << "not even a connection";
    EXPECT_TRUE(m_crowd.data(m_crowd.index(6), TabCrowd::Waiting).toBool());
    m_crowd.closeTab(2);
    ASSERT_TRUE(until([&] { return m_crowd.figures(6).events > 0; }));
    EXPECT_EQ(m_crowd.waitingCount(), 0);
    EXPECT_EQ(m_crowd.openCount(), 6);
    EXPECT_FALSE(m_crowd.data(m_crowd.index(2), TabCrowd::Shown).toBool());
    m_crowd.stop();
    EXPECT_FALSE(m_crowd.isRunning());
    EXPECT_EQ(m_crowd.openCount(), 0);
}

TEST_F(Tabs, WebSocketsDoNotCount)
{
    m_crowd.setWay(TabCrowd::WebSocket);
    m_crowd.open();
    ASSERT_TRUE(until([&] { return m_crowd.openCount() == 7 && m_crowd.figures(6).events > 0; }));
    EXPECT_EQ(m_crowd.waitingCount(), 0);
}

TEST_F(Tabs, SayWhyTheyCannot)
{
    m_crowd.setProperty("server", QStringLiteral("wss://127.0.0.1:1/ws"));
    m_crowd.open();
    EXPECT_FALSE(m_crowd.isRunning());
    EXPECT_FALSE(m_crowd.trouble().isEmpty());
}
