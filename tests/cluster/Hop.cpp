// SPDX-License-Identifier: GPL-3.0-or-later
// What the way over the broker costs, beside a bare publish at the same broker in the same run.
//
// cluster-hop [--nats] [SECONDS]
//     prints both distributions and their ratio at 1,000 messages/s, taking turns, and how many one
//     channel and a hundred channels take per second from one node
#include "NatsProcess.h"
#include "Node.h"
#include "RedisProcess.h"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace wavetape::cluster;
using Clock = std::chrono::steady_clock;

namespace {

double msSince(Clock::time_point then)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - then).count();
}

/// Tells of each publication as it is handed to a reader.
class Ear final : public wavetape::channels::DeliverySink {
public:
    void push(wavetape::channels::PublicationRef) override { ++heard; }
    void channelBorn(wavetape::channels::ChannelRef) override { }
    void channelRestarted(
        wavetape::channels::ChannelRef, const wavetape::channels::Restart &) override
    {
    }
    void wake() override { }
    std::atomic<uint64_t> heard {0};
};

struct HopNode {
    HopNode(const BrokerUrl &url, const std::string &name)
        : hub({})
    {
        sink = hub.attach(&ear);
        SharedBroker::Options options;
        options.url = url;
        options.cluster = "hop";
        options.node = name;
        options.key = std::string(32, 'k');
        broker = std::make_unique<SharedBroker>(hub, options);
        if (!broker->start())
            std::abort();
    }
    ~HopNode() { broker->stop(); }
    void join(const std::string &channel)
    {
        std::promise<void> done;
        broker->follow(channel, [&done] { done.set_value(); });
        done.get_future().wait();
        wavetape::channels::Channel::JoinRequest request;
        request.sink = sink;
        hub.findOrInterest(channel)->join(request);
    }
    void publish(const std::string &channel, PublishDone done)
    {
        static const std::function<bool()> always = [] { return true; };
        broker->publish({channel, R"({"text":"a line of chat as people write them"})", {}, always},
            std::move(done));
    }

    Ear ear;
    wavetape::channels::ChannelHub hub;
    size_t sink = 0;
    std::unique_ptr<SharedBroker> broker;
};

void print(const char *what, std::vector<double> &values)
{
    std::sort(values.begin(), values.end());
    const auto at = [&](double part) {
        return values[static_cast<size_t>(static_cast<double>(values.size() - 1) * part)];
    };
    std::printf("%-28s n %6zu  p50 %.3f ms  p99 %.3f ms\n", what, values.size(), at(0.5), at(0.99));
}

/// Every millisecond, for a while: `once` does it and waits until it has arrived.
template <typename Once>
void pace(std::vector<double> &values, Once once)
{
    auto due = Clock::now();
    for (int i = 0; i < 500; ++i) {
        due += std::chrono::milliseconds(1);
        std::this_thread::sleep_until(due);
        const auto begun = Clock::now();
        once();
        values.push_back(msSince(begun));
    }
}

double rate(HopNode &node, size_t channels)
{
    constexpr size_t kAll = 5'000;
    std::atomic<size_t> open {0}, done {0};
    const auto begun = Clock::now();
    for (size_t i = 0; i < kAll; ++i) {
        while (open >= 500)
            std::this_thread::yield();
        ++open;
        node.publish("rate." + std::to_string(i % channels), [&](const Published &) {
            --open;
            ++done;
        });
    }
    while (done < kAll)
        std::this_thread::yield();
    return kAll / (msSince(begun) / 1000);
}

constexpr const char *kText = R"({"text":"a line of chat as people write them"})";

/// PUBLISH and a subscriber, as redis-benchmark would have them.
class BareRedis {
public:
    explicit BareRedis(uint16_t port)
        : m_out(redisConnect("127.0.0.1", port))
        , m_in(redisConnect("127.0.0.1", port))
    {
        freeReplyObject(redisCommand(m_in, "SUBSCRIBE bare"));
        m_listener = std::thread([this] {
            void *reply = nullptr;
            while (!m_over && redisGetReply(m_in, &reply) == REDIS_OK) {
                freeReplyObject(reply);
                ++m_heard;
            }
        });
    }
    ~BareRedis()
    {
        m_over = true;
        freeReplyObject(redisCommand(m_out, "PUBLISH bare end"));
        m_listener.join();
        redisFree(m_out);
        redisFree(m_in);
    }
    void once()
    {
        redisAppendCommand(m_out, "PUBLISH bare %s", kText);
        int written = 0;
        while (!written)
            redisBufferWrite(m_out, &written);
        ++m_expected;
        while (m_heard < m_expected)
            std::this_thread::yield();
        void *reply = nullptr;
        redisGetReply(m_out, &reply);
        freeReplyObject(reply);
    }

private:
    redisContext *m_out, *m_in;
    std::thread m_listener;
    std::atomic<uint64_t> m_heard {0};
    std::atomic<bool> m_over {false};
    uint64_t m_expected = 0;
};

void measure(const BrokerUrl &url, int seconds, const std::function<void()> &bareOnce)
{
    HopNode a(url, "a"), b(url, "b");
    b.join("chat.a");
    std::vector<double> bare, hop;
    uint64_t heard = 0;
    for (int round = 0; round < seconds; ++round) {
        pace(bare, bareOnce);
        pace(hop, [&] {
            a.publish("chat.a", [](const Published &) {});
            ++heard;
            while (b.ear.heard < heard)
                std::this_thread::yield();
        });
    }
    print("bare publish to a subscriber", bare);
    print("publish to the other node", hop);
    std::printf("ratio of p99: %.2f (the bar: 3)\n",
        hop[hop.size() * 99 / 100] / bare[bare.size() * 99 / 100]);
    std::printf("acknowledged per second from one node: %.0f on one channel, %.0f on a hundred\n",
        rate(a, 1), rate(a, 100));
}

} // namespace

int main(int argc, char **argv)
{
    const bool atNats = argc > 1 && std::string_view(argv[1]) == "--nats";
    const int at = atNats ? 2 : 1, seconds = argc > at ? std::atoi(argv[at]) : 5;
    if (atNats) {
        NatsProcess nats;
        measure(nats.url(), seconds, [&] { nats.echo(kText); });
    } else {
        RedisProcess redis;
        BareRedis bare(redis.port());
        measure(redis.url(), seconds, [&] { bare.once(); });
    }
    return 0;
}
