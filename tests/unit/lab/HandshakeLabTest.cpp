// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/HandshakeLab.h"
#include "Server.h"

#include <gtest/gtest.h>

#include <QTest>

#include <algorithm>

using namespace wavetape;
using namespace wavetape::lab;

namespace {

class Forged : public testing::Test {
protected:
    void SetUp() override
    {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.profile = "none";
        config.threads = 1;
        config.deadlines.handshake = 1000;
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
        m_lab.setProperty("server", QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server->port()));
    }
    bool run()
    {
        m_lab.run();
        return QTest::qWaitFor([&] { return !m_lab.isRunning(); }, 30000);
    }

    std::unique_ptr<Server> m_server;
    HandshakeLab m_lab;
};

} // namespace

TEST_F(Forged, everyPresetReachesItsStatus)
{
    const QVariantList presets = m_lab.presets();
    QSet<int> reached;
    for (int i = 0; i < presets.size(); ++i) {
        const QVariantMap preset = presets[i].toMap();
        m_lab.choose(i);
        ASSERT_TRUE(run()) << preset["name"].toString().toStdString();
        EXPECT_EQ(m_lab.status(), preset["status"].toInt())
            << preset["name"].toString().toStdString() << ": " << m_lab.explanation().toStdString()
            << "\n"
            << m_lab.answer().toStdString();
        EXPECT_FALSE(m_lab.explanation().isEmpty());
        EXPECT_TRUE(m_lab.answer().startsWith("HTTP/1.1 "));
        reached.insert(m_lab.status());
    }
    EXPECT_EQ(reached, (QSet<int> {101, 400, 401, 403, 404, 405, 408, 426, 429, 431, 503}));
}

TEST_F(Forged, anotherPresetGivesUpTheOneThatWaits)
{
    const QVariantList presets = m_lab.presets();
    const auto withStatus = [&](int status) {
        return int(std::find_if(presets.begin(), presets.end(), [&](const QVariant &one) {
            return one.toMap()["status"] == status;
        }) - presets.begin());
    };
    m_lab.choose(withStatus(408));
    m_lab.run();
    ASSERT_TRUE(m_lab.isRunning());
    m_lab.choose(withStatus(403));
    EXPECT_FALSE(m_lab.isRunning());
    ASSERT_TRUE(run());
    EXPECT_EQ(m_lab.status(), 403);
    QTest::qWait(1500); // the first one's patience would be over
    EXPECT_EQ(m_lab.status(), 403);
}

TEST_F(Forged, explainsSocketIoByItself)
{
    const QVariantList presets = m_lab.presets();
    for (int i = 0; i < presets.size(); ++i) {
        if (presets[i].toMap()["name"] != "Socket.IO")
            continue;
        m_lab.choose(i);
        ASSERT_TRUE(run());
        EXPECT_TRUE(m_lab.explanation().contains("Socket.IO"));
        return;
    }
    FAIL();
}

TEST_F(Forged, theCrowdDoesNotLockTheWindowOut)
{
    const QVariantList presets = m_lab.presets();
    for (int i = 0; i < presets.size(); ++i) {
        if (presets[i].toMap()["status"].toInt() == 429)
            m_lab.choose(i);
    }
    ASSERT_TRUE(run());
    ASSERT_EQ(m_lab.status(), 429);
    EXPECT_TRUE(m_lab.answer().contains("Retry-After", Qt::CaseInsensitive));
    m_lab.choose(0);
    ASSERT_TRUE(run());
    EXPECT_EQ(m_lab.status(), 101);
}

TEST_F(Forged, fieldsAreSentAsTheyStand)
{
    m_lab.choose(0);
    m_lab.setProperty("version", "12");
    EXPECT_TRUE(m_lab.request().contains("Sec-WebSocket-Version: 12"));
    ASSERT_TRUE(run());
    EXPECT_EQ(m_lab.status(), 426);
    m_lab.setProperty("version", "13");
    m_lab.setProperty("origin", "http://localhost:1234");
    ASSERT_TRUE(run());
    EXPECT_EQ(m_lab.status(), 101) << "a page on loopback may";
}

TEST_F(Forged, saysSoWhereNobodyListens)
{
    m_server->stop();
    ASSERT_TRUE(run());
    EXPECT_EQ(m_lab.status(), 0);
    EXPECT_FALSE(m_lab.explanation().isEmpty());
}
