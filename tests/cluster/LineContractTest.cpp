// SPDX-License-Identifier: GPL-3.0-or-later
// A node's line to a real redis-server and a real nats-server: its name among the others, and what
// becomes of what waits where the line is lost.
#include "BrokerProcess.h"
#include "Node.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>

namespace wavetape::cluster {

namespace {

class LineContract : public testing::TestWithParam<BrokerKind> {
protected:
    void start(SharedBroker::Options options)
    {
        auto broker = std::make_unique<SharedBroker>(node.hub, std::move(options));
        ASSERT_TRUE(broker->start());
        node.broker = std::move(broker);
    }

    const std::unique_ptr<BrokerProcess> process = BrokerProcess::make(GetParam());
    Node node;
};
INSTANTIATE_TEST_SUITE_P(Brokers, LineContract,
    testing::Values(BrokerKind::redis, BrokerKind::nats),
    [](const auto &info) { return info.param == BrokerKind::nats ? "Nats" : "Redis"; });

TEST_P(LineContract, ANameThatAnotherNodeHasTooIsToldOncePerChange)
{
    std::mutex mutex;
    std::vector<std::string> notes;
    std::atomic<size_t> presented {0}; // once a second
    SharedBroker::Options options = optionsFor(process->url(), "n1");
    options.note = [&](const std::string &sentence) {
        const std::lock_guard lock(mutex);
        notes.push_back(sentence);
    };
    options.members = [&] {
        ++presented;
        return std::string();
    };
    start(std::move(options));
    const auto told = [&] {
        const std::lock_guard lock(mutex);
        return notes;
    };
    const std::string taken = "another node of the cluster test calls itself n1 too",
                      given = "no other node of the cluster test calls itself n1 any more";
    process->setLife("n1", "other");
    ASSERT_TRUE(eventually([&] { return !told().empty(); }));
    const size_t before = presented;
    ASSERT_TRUE(eventually([&] { return presented >= before + 3; }));
    EXPECT_EQ(told(), std::vector {taken});
    process->setLife("n1", "");
    ASSERT_TRUE(eventually([&] { return told().size() > 1; }));
    process->setLife("n1", "other");
    ASSERT_TRUE(eventually([&] { return told().size() > 2; }));
    EXPECT_EQ(told(), (std::vector {taken, given, taken}));
}

TEST_P(LineContract, WhatWaitsIsRefusedFlatWhereTheLineIsLost)
{
    constexpr size_t kAll = 4'000;
    constexpr uintptr_t kMostDeep = 64
        << 10; // of the stack; one answer within another took megabytes
    start(optionsFor(process->url(), "n1"));
    const std::function<bool()> mayCreate = [] { return true; };
    node.publish("chat.a", "1");
    process->pause();
    std::mutex mutex;
    size_t refused = 0;
    uintptr_t low = UINTPTR_MAX, high = 0;
    for (size_t i = 0; i < kAll; ++i)
        node.broker->publish({"chat.a", "2", {}, mayCreate}, [&](const Published &published) {
            const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
            const std::lock_guard lock(mutex);
            refused += published ? 0 : 1;
            low = std::min(low, here);
            high = std::max(high, here);
        });
    process->kill();
    ASSERT_TRUE(eventually([&] {
        const std::lock_guard lock(mutex);
        return refused == kAll;
    }));
    EXPECT_LT(high - low, kMostDeep);
    process->start();
    EXPECT_TRUE(eventually([&] { return node.publish("chat.a", "3").has_value(); }));
}

} // namespace
} // namespace wavetape::cluster
