// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ReaderRack.h"
#include "Server.h"
#include "client/FeedClient.h"

#include <gtest/gtest.h>

#include <QTest>

using namespace wavetape;
using namespace wavetape::lab;

namespace {

class Rack : public testing::Test {
protected:
    void SetUp() override
    {
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.queue = {.low = 16 << 10, .high = 64 << 10, .hard = 256 << 10};
        m_server = std::make_unique<Server>(std::move(config));
        ASSERT_TRUE(m_server->start());
        const QString url = QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server->port());
        m_rack.setProperty("server", url);
        m_rack.setClient(&m_client);
        m_rack.setActive(true);
        m_client.open(QUrl(url), QString::fromStdString(m_server->adminToken()));
        ASSERT_TRUE(until([&] { return m_client.state() == client::FeedClient::State::Open; }));
    }
    static bool until(const std::function<bool()> &condition)
    {
        return QTest::qWaitFor(condition, 60000);
    }
    const Reader &reader(int row) const { return *m_rack.readerAt(row); }

    std::unique_ptr<Server> m_server;
    client::FeedClient m_client;
    ReaderRack m_rack;
};

} // namespace

TEST_F(Rack, aFastReaderLosesNothing)
{
    m_rack.add("wave.sine1", Reader::Fast, "drop-oldest");
    ASSERT_TRUE(
        until([&] { return reader(0).messages() > 20 && !reader(0).served().id.isEmpty(); }));
    EXPECT_EQ(reader(0).served().dropped, 0);
    EXPECT_GE(reader(0).staleMs(), 0);
    EXPECT_EQ(reader(0).lagged(), 0);
}

TEST_F(Rack, aSlowReaderIsConflatedOrDropped)
{
    m_rack.add("wave.sine1", Reader::Modem, "conflate");
    m_rack.add("wave.sine1", Reader::Modem, "drop-oldest");
    ASSERT_TRUE(
        until([&] { return reader(0).served().conflated > 0 && reader(1).served().dropped > 0; }));
    EXPECT_TRUE(reader(0).isOpen());
    EXPECT_TRUE(reader(1).isOpen());
    EXPECT_EQ(reader(0).served().dropped, 0);
    EXPECT_LE(reader(1).served().queueBytes, 256 << 10);
    EXPECT_GT(m_rack.queuedBytes(), 0);
}

TEST_F(Rack, aSlowReaderKeepsReading)
{
    m_rack.add("wave.sine1", Reader::Modem, "conflate");
    ASSERT_TRUE(until([&] { return reader(0).served().conflated > 0; }));
    // Well beyond what its buffers held when they first filled.
    const auto before = reader(0).messages();
    ASSERT_TRUE(until([&] { return reader(0).messages() > before + 6; }));
    ASSERT_TRUE(until([&] { return reader(0).bytesPerSecond() > 4'000; }));
}

TEST_F(Rack, aStalledReaderUnderDisconnectIsClosed)
{
    m_rack.add("wave.sine1", Reader::Stalled, "disconnect");
    ASSERT_TRUE(until([&] { return reader(0).isOpen(); }));
    ASSERT_TRUE(until([&] { return !reader(0).isOpen(); }));
}

TEST_F(Rack, thePolicyChangesLiveAndUnboundedGrowsPastTheHardMark)
{
    m_rack.add("wave.sine1", Reader::Modem, "drop-oldest");
    ASSERT_TRUE(until([&] { return !reader(0).served().id.isEmpty(); }));
    m_rack.setPolicy(0, "unbounded");
    ASSERT_TRUE(until([&] { return reader(0).wish().policy == "unbounded"; }))
        << m_rack.outcome().toStdString();
    EXPECT_TRUE(m_rack.hasUnbounded());
    ASSERT_TRUE(until([&] { return reader(0).served().queueBytes > 300 << 10; }));
    EXPECT_TRUE(reader(0).isOpen());
    m_rack.setPolicy(0, "conflate");
    ASSERT_TRUE(until([&] { return reader(0).wish().policy == "conflate"; }));
    EXPECT_FALSE(m_rack.hasUnbounded());
}

TEST_F(Rack, holdsAtMostItsLimit)
{
    for (size_t i = 0; i < ReaderRack::kLimit + 3; ++i)
        m_rack.add("ticker.*", Reader::Fast, "conflate");
    EXPECT_EQ(m_rack.count(), int(ReaderRack::kLimit));
    EXPECT_TRUE(m_rack.isFull());
    ASSERT_TRUE(until([&] { return reader(7).messages() > 0; }));
    m_rack.removeAll();
    EXPECT_EQ(m_rack.count(), 0);
}
