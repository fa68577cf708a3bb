// SPDX-License-Identifier: GPL-3.0-or-later
// What is so at a NATS alone: its fence, what a message holds, what its disk keeps.
#include "NatsProcess.h"
#include "Node.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace wavetape::cluster {

namespace {

TEST(NatsContract, WhatTheStreamRefusesNobodyHears)
{
    NatsProcess nats;
    Node node;
    auto broker = std::make_unique<SharedBroker>(node.hub, optionsFor(nats.url(), "n1"));
    ASSERT_TRUE(broker->start());
    node.broker = std::move(broker);
    node.join("chat.a");
    const auto first = node.publish("chat.a", "1")->position;
    // A node that was held up, and believes that nobody has published since.
    const EnvelopeSeal seal("test", kKey, 1 << 20);
    const std::string late = nats.request("wt.test.in.chat.a",
        seal.close({"x", "chat.a", first.epoch, 2, 1, "\"stale\""}),
        {{"Wt-Position", first.epoch + " 2"}, {"Nats-Expected-Last-Subject-Sequence", "1"}});
    EXPECT_NE(late.find("10071"), std::string::npos) << late;
    EXPECT_EQ(node.publish("chat.a", "2")->position.seq, 2u);
    EXPECT_EQ(node.tape.waitFor(2), (std::vector<std::string> {"1:1", "2:2"}));
    EXPECT_EQ(node.broker->reading().lost, 0u);
}

TEST(NatsContract, KilledUnderLoadAndBackWithItsDataItGoesOn)
{
    constexpr size_t kEnough = 100;
    NatsProcess nats;
    Node nodes[2];
    std::atomic<size_t> count {0};
    std::mutex mutex;
    std::map<uint64_t, std::string> acknowledged;
    std::string epoch;
    for (size_t i : {0, 1}) {
        auto broker = std::make_unique<SharedBroker>(
            nodes[i].hub, optionsFor(nats.url(), "n" + std::to_string(i)));
        ASSERT_TRUE(broker->start());
        nodes[i].broker = std::move(broker);
        epoch = nodes[i].join("chat.a")->position().epoch;
    }
    std::atomic<bool> over {false};
    std::vector<std::thread> publishers;
    for (size_t i : {0, 1})
        publishers.emplace_back([&, i] {
            for (size_t n = i; !over; n += 2) {
                const auto published = nodes[i].publish("chat.a", std::to_string(n));
                if (!published)
                    continue;
                const std::lock_guard lock(mutex);
                EXPECT_EQ(published->position.epoch, epoch);
                EXPECT_TRUE(
                    acknowledged.emplace(published->position.seq, std::to_string(n)).second);
                ++count;
            }
        });
    EXPECT_TRUE(eventually([&] { return count >= kEnough; }));
    nats.kill();
    nats.startAgain();
    const size_t before = count;
    EXPECT_TRUE(eventually([&] { return count >= before + kEnough; }));
    over = true;
    for (std::thread &publisher : publishers)
        publisher.join();
    const uint64_t newest = acknowledged.rbegin()->first;
    for (const Node &node : nodes) {
        // What nobody was told of may be numbered, too.
        const auto read = node.tape.waitFor(newest);
        ASSERT_GE(read.size(), newest);
        for (uint64_t seq = 1; seq <= newest; ++seq) {
            EXPECT_TRUE(read[seq - 1].starts_with(std::to_string(seq) + ":")) << read[seq - 1];
            const auto told = acknowledged.find(seq);
            if (told != acknowledged.end()) {
                EXPECT_EQ(read[seq - 1], numbered(seq, told->second));
            }
        }
        EXPECT_EQ(nodes[0].tape.all()[newest - 1], read[newest - 1]);
    }
}

TEST(NatsContract, WhatIsMoreThanAMessageIsRefusedAtOnce)
{
    NatsProcess nats;
    Node node;
    SharedBroker::Options options = optionsFor(nats.url(), "n1");
    options.mostData = 4 << 20;
    auto broker = std::make_unique<SharedBroker>(node.hub, options);
    ASSERT_TRUE(broker->start());
    node.broker = std::move(broker);
    const std::string most = '"' + std::string(1 << 20, 'x') + '"';
    EXPECT_EQ(node.publish("chat.a", most).error().why, Refusal::tooLarge);
    EXPECT_EQ(node.publish("chat.a", most.substr(0, 900 << 10))->position.seq, 1u);
    EXPECT_EQ(node.broker->reading().losses, 0u);
}

} // namespace
} // namespace wavetape::cluster
