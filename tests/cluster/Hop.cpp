// SPDX-License-Identifier: GPL-3.0-or-later
// What the way over the broker costs, beside a bare PUBLISH of the same redis-server in the same
// run.
//
// cluster-hop [SECONDS]    prints both distributions and their ratio at 1,000 messages/s, taking
// turns,
//                          and how many one channel and a hundred channels take per second from one
//                          node
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
    HopNode(uint16_t port, const std::string &name)
        : hub({})
    {
        sink = hub.attach(&ear);
        SharedBroker::Options options;
        options.url.host = "127.0.0.1";
        options.url.port = port;
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

} // namespace

int main(int argc, char **argv)
{
    const int seconds = argc > 1 ? std::atoi(argv[1]) : 5;
    RedisProcess redis;
    HopNode a(redis.port(), "a"), b(redis.port(), "b");
    b.join("chat.a");
    redisContext *out = redisConnect("127.0.0.1", redis.port()),
                 *in = redisConnect("127.0.0.1", redis.port());
    freeReplyObject(redisCommand(in, "SUBSCRIBE bare"));
    std::atomic<uint64_t> bareHeard {0};
    std::atomic<bool> over {false};
    std::thread listener([&] {
        void *reply = nullptr;
        while (!over && redisGetReply(in, &reply) == REDIS_OK) {
            freeReplyObject(reply);
            ++bareHeard;
        }
    });
    std::vector<double> bare, hop;
    uint64_t expected = 0, heard = 0;
    for (int round = 0; round < seconds; ++round) {
        pace(bare, [&] {
            redisAppendCommand(
                out, "PUBLISH bare %s", R"({"text":"a line of chat as people write them"})");
            int written = 0;
            while (!written)
                redisBufferWrite(out, &written);
            ++expected;
            while (bareHeard < expected)
                std::this_thread::yield();
            void *reply = nullptr;
            redisGetReply(out, &reply);
            freeReplyObject(reply);
        });
        pace(hop, [&] {
            a.publish("chat.a", [](const Published &) {});
            ++heard;
            while (b.ear.heard < heard)
                std::this_thread::yield();
        });
    }
    print("bare PUBLISH to a subscriber", bare);
    print("publish to the other node", hop);
    std::printf("ratio of p99: %.2f (the bar: 3)\n",
        hop[hop.size() * 99 / 100] / bare[bare.size() * 99 / 100]);
    std::printf("acknowledged per second from one node: %.0f on one channel, %.0f on a hundred\n",
        rate(a, 1), rate(a, 100));
    over = true;
    freeReplyObject(redisCommand(out, "PUBLISH bare end"));
    listener.join();
    redisFree(out);
    redisFree(in);
    return 0;
}
