// SPDX-License-Identifier: GPL-3.0-or-later
#include "IoThreads.h"
#include "channels/ChannelHub.h"
#include "delivery/Subscriber.h"
#include "delivery/Subscription.h"
#include "net/Connection.h"

#include <future>
#include <sys/socket.h>
#include <unistd.h>

namespace wavetape::net {
namespace {

constexpr uint64_t kServer = 8 << 20;
constexpr size_t kFrame = 4096;

struct Silent final : Session {
    bool ended = false;

    size_t onBytes(std::span<char> bytes) override { return bytes.size(); }
    void onPeerEnd() override { }
    uint64_t onTimer(uint64_t) override { return 0; }
    void onLost(std::string_view) override { }
    void end(EndCause, uint64_t) override { ended = true; }
    void describe(ConnectionRow &) const override { }
};

struct Nothing final : delivery::Subscriber {
    void onSkipped(delivery::Subscription &) override { }
    void onRestart(delivery::Subscription &, const channels::Restart &) override { }
    void onGap(delivery::Subscription &, const channels::Gap &) override { }
    void onResyncWanted() override { }
    void sendSnapshot(const delivery::Subscription &, const std::string &,
        const protocol::StreamPosition &) override
    {
    }
};

/// While more than 90 % of what all queues may hold is held, every mark is half of what it was, for
/// whoever looks at one. Nothing reads at the other ends.
class HalvedMarks : public IoThreads {
protected:
    HalvedMarks()
    {
        m_config.queue.serverBytes = kServer;
        m_config.queue.low = 64 * 1024;
        m_config.queue.high = 256 * 1024;
        m_config.queue.hard = 1024 * 1024;
        m_context.firstSession = [this](Connection &connection) {
            m_connections.push_back(&connection);
            auto session = std::make_unique<Silent>();
            m_sessions.push_back(session.get());
            return session;
        };
        m_pool.create(m_context, 1);
        m_pool.start();
    }
    ~HalvedMarks() override
    {
        m_ballast = {};
        m_pool.stop(false);
        for (const int end : m_ends)
            ::close(end);
    }
    /// On the I/O thread.
    void run(const std::function<void()> &task)
    {
        std::promise<void> done;
        m_pool.threads().front()->post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }
    Connection &connect()
    {
        int ends[2];
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
        m_ends.push_back(ends[1]);
        m_pool.threads().front()->adopt(ends[0], {}, {});
        run([] {});
        return *m_connections.back();
    }
    /// Until the present turn is over, with its writes.
    void turn()
    {
        uint32_t before = 0, now = 0;
        run([&] { before = now = m_pool.threads().front()->turn().granted; });
        while (now < before + 2 * WorkShare::kUnits)
            run([&] { now = m_pool.threads().front()->turn().granted; });
    }
    /// Sends replies until the kernel takes no more and `bytes` wait in the queue.
    void fill(Connection &connection, size_t bytes)
    {
        const auto send = [&] {
            run([&] { connection.send(channels::EncodedFrame::raw(std::string(kFrame, 'x'))); });
        };
        for (bool behind = false; !behind; turn()) {
            send();
            run([&] { behind = connection.behind(); });
        }
        while (waiting(connection) < bytes)
            send();
        turn();
    }
    size_t waiting(Connection &connection)
    {
        size_t bytes = 0;
        run([&] { bytes = connection.queue().bytes(); });
        return bytes;
    }
    uint64_t high()
    {
        uint64_t high = 0;
        run([&] { high = m_pool.threads().front()->marks().high; });
        return high;
    }
    void becomeShort()
    {
        m_ballast = channels::EncodedFrame::raw(std::string(kServer / 100 * 93, 'x'));
        while (high() != m_config.queue.high / 2)
            std::this_thread::yield();
    }
    void publish(Connection &connection, delivery::Subscription &subscription, size_t count)
    {
        for (size_t i = 0; i < count; ++i) {
            auto publication = std::make_shared<channels::Publication>();
            publication->seq = subscription.seenSeq + 1;
            publication->message = channels::EncodedFrame::text(std::string(kFrame, 'x'));
            run([&] { connection.deliver(subscription, *publication); });
        }
    }
    delivery::Subscription subscribe(Connection &connection, protocol::Policy policy)
    {
        channels::ChannelSpec spec;
        spec.name = "chat." + std::to_string(connection.id());
        delivery::Subscription made;
        made.channel = m_hub.create(spec);
        made.epoch = made.channel->epoch();
        made.outlet = &connection;
        made.subscriber = &m_subscriber;
        made.policy = policy;
        return made;
    }

    std::vector<Connection *> m_connections;
    std::vector<Silent *> m_sessions;
    std::vector<int> m_ends;
    Nothing m_subscriber;
    channels::FrameRef m_ballast;
};

TEST_F(HalvedMarks, WhoWasNormalIsLaggingAndReadNoMoreAbove)
{
    Connection &reader = connect();
    fill(reader, 150 * 1024);
    run([&] {
        EXPECT_FALSE(reader.aboveHigh()); // requests are read and pulled on
        EXPECT_EQ(reader.laggingSinceMs(), 0u);
    });
    becomeShort();
    fill(reader, waiting(reader) + kFrame);
    turn();
    run([&] {
        EXPECT_TRUE(reader.aboveHigh());
        EXPECT_NE(reader.laggingSinceMs(), 0u);
    });
}

TEST_F(HalvedMarks, WhoseQueueFellIsReadAgainOnlyBelowHalfTheLowMark)
{
    Connection &reader = connect();
    fill(reader, 40 * 1024);
    run([&] { EXPECT_TRUE(reader.belowLow()); });
    becomeShort();
    run([&] { EXPECT_FALSE(reader.belowLow()); });
    m_ballast = {};
    while (high() != m_config.queue.high)
        std::this_thread::yield();
    run([&] { EXPECT_TRUE(reader.belowLow()); });
}

TEST_F(HalvedMarks, PoliciesBeginAtHalfTheHighMark)
{
    Connection &before = connect();
    fill(before, 1);
    delivery::Subscription whole = subscribe(before, protocol::Policy::dropOldest);
    publish(before, whole, 40);
    EXPECT_EQ(whole.totals.dropped, 0u);
    becomeShort();
    Connection &reader = connect();
    fill(reader, 1);
    delivery::Subscription halved = subscribe(reader, protocol::Policy::dropOldest);
    publish(reader, halved, 40);
    EXPECT_GT(halved.totals.dropped, 0u);
    EXPECT_LE((40 - halved.totals.dropped) * kFrame, m_config.queue.high / 2);
    run([&] {
        before.detach(whole);
        reader.detach(halved);
    });
}

TEST_F(HalvedMarks, TheHardMarkIsHalfAsHighToo)
{
    Connection &before = connect();
    fill(before, 1);
    delivery::Subscription whole = subscribe(before, protocol::Policy::disconnect);
    constexpr size_t kCount = 140; // more than half the hard mark
    publish(before, whole, kCount);
    turn();
    run([&] { EXPECT_FALSE(m_sessions[0]->ended); });
    becomeShort();
    Connection &reader = connect();
    fill(reader, 1);
    delivery::Subscription halved = subscribe(reader, protocol::Policy::disconnect);
    publish(reader, halved, kCount);
    turn();
    run([&] { EXPECT_TRUE(m_sessions[1]->ended); });
    run([&] {
        before.detach(whole);
        reader.detach(halved);
    });
}

} // namespace
} // namespace wavetape::net
