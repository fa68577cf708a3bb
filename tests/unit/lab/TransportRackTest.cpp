// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportRack.h"
#include "Server.h"
#include "lab/TransportAdviser.h"

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

TEST_F(Transports, ABufferingProxyPassesWhatSaysSo)
{
    m_rack.setObstacle(TransportRack::Buffering);
    EXPECT_FALSE(m_rack.obstacleText().isEmpty());
    m_rack.start();
    ASSERT_TRUE(
        until([&] { return m_rack.figures(TransportClient::ServerSentEvents).events > 0; }));
    // Whatever has come by now: who waits for a full buffer has had whole ones only.
    EXPECT_NE(
        m_rack.figures(TransportClient::ServerSentEvents).down % uint64_t(MiddleBox::kBuffer), 0u);
    ASSERT_TRUE(allHave(3));
    m_rack.stop();
    for (int row = 0; row < 4; ++row)
        EXPECT_EQ(m_rack.figures(row).trouble.toStdString(), "");
}

TEST_F(Transports, WithoutItsHeaderAStreamComesByTheBuffer)
{
    m_rack.setObstacle(TransportRack::HeaderForgotten);
    m_rack.start();
    int looks = 0;
    ASSERT_TRUE(until([&] {
        const TransportFigures stream = m_rack.figures(TransportClient::ServerSentEvents);
        EXPECT_EQ(stream.down % uint64_t(MiddleBox::kBuffer), 0u);
        ++looks;
        return stream.events > 40;
    }));
    EXPECT_GT(looks, 2);
    ASSERT_TRUE(allHave(3));
    m_rack.stop();
    EXPECT_EQ(m_rack.figures(TransportClient::ServerSentEvents).missed, 0u) << "late, not lost";
    EXPECT_EQ(m_rack.figures(TransportClient::WebSocket).missed, 0u);
    EXPECT_EQ(m_rack.figures(TransportClient::LongPoll).missed, 0u);
    // What was measured, into the adviser: a stream is not for such a way.
    TransportAdviser adviser;
    adviser.take(m_rack.need(TransportClient::ServerSentEvents));
    EXPECT_EQ(adviser.property("proxies").toInt(), int(TransportAdviser::HoldAnswers));
    EXPECT_GT(adviser.property("perSecond").toDouble(), 1);
    EXPECT_EQ(adviser.rule(), TransportAdviser::sentenceOf(TransportAdviser::Rule::AnswersHeld));
    EXPECT_TRUE(m_rack.need(4).isEmpty());
}

TEST_F(Transports, ABeatKeepsWhatIsIdleAndWithoutOneItIsCut)
{
    m_rack.setObstacle(TransportRack::IdleCut);
    EXPECT_TRUE(m_rack.isFeedGiven());
    m_rack.start();
    // Held for 2 s each: longer than the relay's patience.
    ASSERT_TRUE(until([&] { return m_rack.figures(TransportClient::LongPoll).requests > 4; }));
    for (const auto kind : {TransportClient::WebSocket, TransportClient::ServerSentEvents})
        EXPECT_EQ(m_rack.figures(kind).connections, 1u);
    m_rack.setObstacle(TransportRack::HeartbeatMuted); // begins anew
    ASSERT_TRUE(until([&] {
        return m_rack.figures(TransportClient::WebSocket).connections > 1
            && m_rack.figures(TransportClient::ServerSentEvents).connections > 1;
    }));
    EXPECT_EQ(m_rack.figures(TransportClient::ShortPoll).connections, 1u) << "never silent";
}

TEST_F(Transports, OneWayIsEnoughForEventsAlone)
{
    m_rack.setObstacle(TransportRack::OneWay);
    m_rack.start();
    ASSERT_TRUE(until([&] {
        return m_rack.figures(TransportClient::WebSocket).connections > 1
            && m_rack.figures(TransportClient::LongPoll).connections > 1
            && m_rack.figures(TransportClient::ShortPoll).connections > 1;
    }));
    EXPECT_EQ(m_rack.figures(TransportClient::ServerSentEvents).connections, 1u);
    EXPECT_TRUE(m_rack.figures(TransportClient::ServerSentEvents).open);
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
