// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportRack.h"
#include "Server.h"

#include <gtest/gtest.h>

#include <QTest>

using namespace wavetape;
using namespace wavetape::lab;

namespace {

class Transports : public testing::Test {
protected:
    void SetUp() override
    {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
        m_rack.setProperty("server", QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server->port()));
    }
    static bool until(const std::function<bool()> &condition)
    {
        return QTest::qWaitFor(condition, 60000);
    }
    bool allHave(uint64_t events)
    {
        return until([&] {
            for (int row = 0; row < 4; ++row)
                if (m_rack.figures(row).events < events)
                    return false;
            return true;
        });
    }

    std::unique_ptr<Server> m_server;
    TransportRack m_rack;
};

} // namespace

TEST_F(Transports, CarryTheSameEventsAtTheirPrice)
{
    m_rack.start();
    ASSERT_TRUE(allHave(3));
    m_rack.stop();
    const TransportFigures socket = m_rack.figures(TransportClient::WebSocket),
                           events = m_rack.figures(TransportClient::ServerSentEvents),
                           held = m_rack.figures(TransportClient::LongPoll),
                           polled = m_rack.figures(TransportClient::ShortPoll);
    EXPECT_EQ(socket.connections, 1u);
    EXPECT_EQ(events.connections, 1u);
    EXPECT_EQ(held.connections, 1u) << "keep-alive";
    EXPECT_EQ(socket.requests, 1u);
    EXPECT_EQ(events.requests, 1u);
    EXPECT_GE(polled.requests, 3u);
    EXPECT_EQ(socket.missed, 0u);
    EXPECT_EQ(events.missed, 0u);
    EXPECT_EQ(held.missed, 0u) << "nothing falls between two polls";
    EXPECT_GT(polled.missed, 0u) << "50 events/s, asked for once a second";
    for (const TransportFigures &one : {socket, events, held, polled}) {
        EXPECT_TRUE(one.trouble.isEmpty()) << one.trouble.toStdString();
        EXPECT_GT(one.eventBytes, 0u);
        EXPECT_LT(one.eventBytes, one.down);
        EXPECT_GT(one.up, 0u);
        EXPECT_GE(one.p50Ms, 0);
        EXPECT_GE(one.p99Ms, one.p50Ms);
        EXPECT_GT(one.cpuMicros, 0);
    }
    // The first ping and its pong may be among them.
    EXPECT_LT(socket.runningOverhead(), 4 + 16.0);
    EXPECT_GE(socket.runningOverhead(), 4);
    EXPECT_GT(held.overheadPerEvent(), events.overheadPerEvent());
    EXPECT_FALSE(m_rack.isRunning());
    EXPECT_EQ(m_rack.claims().size(), 4);
    for (const QVariant &row : m_rack.claims().mid(0, 3))
        EXPECT_NE(row.toMap().value("measured").toString(), QStringLiteral("–"));
}

TEST_F(Transports, PollsWithoutKeepAliveConnectEachTime)
{
    m_rack.setKeepAlive(false);
    m_rack.start();
    ASSERT_TRUE(allHave(3));
    m_rack.stop();
    const TransportFigures held = m_rack.figures(TransportClient::LongPoll);
    EXPECT_GE(held.connections + 1, held.requests) << "the last may not be there yet";
    EXPECT_EQ(held.missed, 0u);
    EXPECT_EQ(m_rack.figures(TransportClient::ServerSentEvents).connections, 1u);
}

TEST_F(Transports, FloatsCostAThirdMoreAsBase64)
{
    m_rack.setFeed(TransportRack::Floats);
    m_rack.start();
    ASSERT_TRUE(allHave(3));
    m_rack.stop();
    const TransportFigures socket = m_rack.figures(TransportClient::WebSocket),
                           events = m_rack.figures(TransportClient::ServerSentEvents);
    ASSERT_GT(socket.floats, 0u);
    ASSERT_GT(events.floats, 0u);
    const double base64 = double(events.eventBytes) / double(events.floats * sizeof(float));
    EXPECT_GT(base64, 1.33);
    EXPECT_LT(base64, 1.7) << "the JSON around it is short";
    EXPECT_LT(double(socket.eventBytes) / double(socket.floats * sizeof(float)), base64);
    EXPECT_GT(socket.floatsAsText, socket.floats * sizeof(float));
    EXPECT_NE(m_rack.claims().back().toMap().value("measured").toString(), QStringLiteral("–"));
}

TEST_F(Transports, SayWhenNobodyAnswersAndComeBack)
{
    m_server.reset();
    m_rack.start();
    ASSERT_TRUE(until([&] {
        for (int row = 0; row < 4; ++row)
            if (m_rack.figures(row).trouble.isEmpty())
                return false;
        return true;
    }));
    m_rack.stop();
    m_rack.setProperty("server", QStringLiteral("wss://127.0.0.1:1/ws"));
    m_rack.start();
    EXPECT_FALSE(m_rack.isRunning());
    EXPECT_FALSE(m_rack.trouble().isEmpty());
}
