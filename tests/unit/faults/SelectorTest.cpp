// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultLog.h"
#include "faults/FaultPlan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <thread>

namespace wavetape::faults {

namespace {

constexpr uint64_t kSecondNanos = 1'000'000'000;

Fault faultOf(FaultType type, When when = {}, Match match = {})
{
    Fault fault;
    fault.type = type;
    fault.when = when;
    fault.match = std::move(match);
    fault.name = "f";
    return fault;
}

Fault closeAt(uint64_t nth, Match match = {})
{
    Fault fault = faultOf(FaultType::close, {}, std::move(match));
    fault.amount = 1012;
    fault.when.nth = nth;
    return fault;
}

FaultPlan planOf(std::vector<Fault> faults, ConnectionFacts facts = {"c1", {}, {}, {}, false})
{
    FaultPlan plan(FaultRequest {}, std::move(facts));
    plan.setShared(faults, 0);
    return plan;
}

/// Which of the first `count` publications of a channel are struck.
std::vector<uint64_t> struckOf(FaultPlan &plan, std::string_view channel, uint64_t count)
{
    std::vector<uint64_t> struck;
    for (uint64_t seq = 1; seq <= count; ++seq) {
        if (plan.onMessage({channel, seq}, 0))
            struck.push_back(seq);
    }
    return struck;
}

using Numbers = std::vector<uint64_t>;

} // namespace

TEST(Selector, closesAtExactlyTheNthMessageInAThousandRuns)
{
    std::minstd_rand random(11);
    for (int run = 0; run < 1'000; ++run) {
        const uint64_t nth = 1 + random() % 300;
        FaultPlan plan = planOf({closeAt(nth)});
        uint64_t received = 0;
        while (!plan.endsNow()) {
            // Replies and publications of several channels, in any order, among them JSON and not.
            const std::string channel = "trades." + std::to_string(random() % 3);
            MessageFacts message {channel, received + 1};
            message.text = random() % 2;
            if (random() % 4 == 0)
                message = {{}, 0, "ack"};
            plan.onMessage(message, random() % kSecondNanos);
            ++received;
            ASSERT_LE(received, nth);
        }
        ASSERT_EQ(received, nth);
        const auto ending = plan.takeDue(0);
        ASSERT_TRUE(ending);
        EXPECT_TRUE(ending->ends);
        EXPECT_EQ(ending->amount, 1012u);
        EXPECT_FALSE(plan.endsNow());
    }
}

TEST(Selector, whatIsLeftOutIsNoMessageAndWhatComesTwiceIsTwo)
{
    FaultPlan dropping = planOf({faultOf(FaultType::drop, {.every = 2}), closeAt(3)});
    uint64_t received = 0, sent = 0;
    while (!dropping.endsNow()) {
        const auto strike = dropping.onMessage({"a", ++sent}, 0);
        received += strike && strike->touch == Touch::leaveOut ? 0 : 1;
    }
    EXPECT_EQ(received, 3u);
    EXPECT_EQ(sent, 5u);
    for (const uint64_t nth : {4, 5}) {
        FaultPlan doubling = planOf({faultOf(FaultType::duplicate), closeAt(nth)});
        for (received = 0, sent = 0; !doubling.endsNow();) {
            const auto strike = doubling.onMessage({"a", ++sent}, 0);
            received += strike && strike->touch == Touch::twice ? 2 : 1;
        }
        EXPECT_EQ(received, nth) << "no second one after the close";
    }
}

TEST(Selector, countsTheMessagesThatMatch)
{
    FaultPlan plan = planOf({closeAt(2, {.channel = "book.*"})});
    plan.onMessage({"trades.A", 1}, 0);
    plan.onMessage({"book.A", 1}, 0);
    plan.onMessage({{}, 0, "ack"}, 0);
    EXPECT_FALSE(plan.endsNow());
    plan.onMessage({"book.B", 9}, 0);
    EXPECT_TRUE(plan.endsNow());
}

TEST(Selector, takesWhichMessagesItsTurnIs)
{
    const auto struck = [](When when, uint64_t amount = 0, FaultType type = FaultType::drop) {
        Fault fault = faultOf(type, when);
        fault.amount = amount;
        FaultPlan plan = planOf({fault});
        return struckOf(plan, "a", 12);
    };
    EXPECT_EQ(struck({.nth = 5}), Numbers {5});
    EXPECT_EQ(struck({.every = 4}), (Numbers {4, 8, 12}));
    EXPECT_EQ(struck({.every = 4, .count = 2}), (Numbers {4, 8}));
    EXPECT_EQ(struck({.afterMessages = 10}), (Numbers {11, 12}));
    EXPECT_EQ(struck({.afterMessages = 3, .every = 4}), (Numbers {7, 11}));
    EXPECT_EQ(struck({.afterMessages = 3, .nth = 1}), Numbers {4});
    EXPECT_EQ(struck({.count = 3}), (Numbers {1, 2, 3}));
    EXPECT_EQ(struck({.nth = 5}, 3, FaultType::gap), (Numbers {5, 6, 7})) << "three in a row";
    EXPECT_EQ(struck({.every = 5}, 2, FaultType::gap), (Numbers {5, 6, 10, 11}));
    EXPECT_EQ(struck({}, 2, FaultType::duplicate), (Numbers {1, 2}));
    EXPECT_EQ(struck({.count = 2}, 0, FaultType::duplicate), (Numbers {1, 2}));
}

TEST(Selector, endsWithItsTime)
{
    Fault fault = faultOf(FaultType::drop, {.forMs = 1'000});
    fault.afterMs = 500;
    FaultPlan plan(FaultRequest {}, "c1");
    plan.setShared(std::vector {fault}, 2 * kSecondNanos); // its time begins when it is asked for
    EXPECT_FALSE(plan.onMessage({"a", 1}, 2'499 * kNanosPerMs));
    EXPECT_TRUE(plan.onMessage({"a", 2}, 2'500 * kNanosPerMs));
    EXPECT_TRUE(plan.onMessage({"a", 3}, 3'499 * kNanosPerMs));
    EXPECT_FALSE(plan.onMessage({"a", 4}, 3'500 * kNanosPerMs));
}

TEST(Selector, choosesConnections)
{
    const ConnectionFacts facts {"phone", "ann", "/ws/chat.a", "websocket", false};
    const auto hits = [](Match match, const ConnectionFacts &of) {
        return !planOf({faultOf(FaultType::drop, {}, std::move(match))}, of).idle();
    };
    EXPECT_TRUE(hits({}, facts));
    EXPECT_TRUE(hits({.connection = "phone"}, facts));
    EXPECT_TRUE(hits({.connection = "ph*", .user = "ann", .path = "/ws/*"}, facts));
    EXPECT_FALSE(hits({.connection = "pho"}, facts));
    EXPECT_FALSE(hits({.user = "bob"}, facts));
    EXPECT_FALSE(hits({.path = "/sse"}, facts));
    EXPECT_FALSE(hits({.transport = "sse"}, facts));
    ConnectionFacts window {"c3", "", "/ws", "websocket", true};
    EXPECT_FALSE(hits({}, window)) << "an administrator's is hit only where it is named";
    EXPECT_FALSE(hits({.path = "/ws"}, window));
    EXPECT_TRUE(hits({.connection = "c3"}, window));
}

TEST(Selector, choosesMessages)
{
    FaultPlan plan = planOf({faultOf(FaultType::drop, {}, {.channel = "book.*"})});
    EXPECT_TRUE(plan.onMessage({"book.A", 1}, 0));
    EXPECT_FALSE(plan.onMessage({"trades.A", 1}, 0));
    EXPECT_FALSE(plan.onMessage({{}, 0, "ack"}, 0));
    FaultPlan acks = planOf({faultOf(FaultType::drop, {}, {.type = "ack"})});
    EXPECT_TRUE(acks.onMessage({{}, 0, "ack"}, 0));
    EXPECT_FALSE(acks.onMessage({"a", 1}, 0));
    FaultPlan up = planOf({faultOf(FaultType::drop, {}, {.direction = Direction::up})});
    EXPECT_FALSE(up.onMessage({"a", 1}, 0));
    MessageFacts sent {"a", 1};
    sent.direction = Direction::up;
    EXPECT_TRUE(up.onMessage(sent, 0));
    FaultPlan all = planOf({faultOf(FaultType::drop)});
    EXPECT_FALSE(all.onMessage({"sys.events", 1}, 0));
    FaultPlan own = planOf({faultOf(FaultType::drop, {}, {.channel = "sys.events"})});
    EXPECT_TRUE(own.onMessage({"sys.events", 1}, 0)) << "but where it is asked for";
}

TEST(Selector, toxicityIsOfConnectionsAndProbabilityOfMessages)
{
    Fault some = faultOf(FaultType::drop);
    some.toxicity = 300'000;
    some.seed = 5;
    Fault never = some, often = faultOf(FaultType::drop);
    never.toxicity = 0;
    often.millionths = 250'000;
    int hit = 0;
    for (int i = 0; i < 1'000; ++i) {
        const ConnectionFacts facts {"n" + std::to_string(i), {}, {}, {}, false};
        FaultPlan plan = planOf({some}, facts);
        const size_t struck = struckOf(plan, "a", 10).size();
        EXPECT_TRUE(struck == 0 || struck == 10) << "all or none";
        hit += struck > 0;
        EXPECT_TRUE(planOf({never}, facts).idle()) << "none is none";
    }
    EXPECT_NEAR(hit, 300, 60);
    FaultPlan plan = planOf({often});
    EXPECT_NEAR(static_cast<double>(struckOf(plan, "a", 10'000).size()), 2'500, 200);
}

TEST(Selector, sharedOnesComeAndGoAndTheOthersGoOn)
{
    Fault everyThird = faultOf(FaultType::drop, {.every = 3}), other = closeAt(100);
    everyThird.name = "third";
    FaultPlan plan = planOf({everyThird});
    EXPECT_EQ(struckOf(plan, "a", 2), Numbers {});
    plan.setShared(std::vector {other, everyThird}, 0);
    EXPECT_TRUE(plan.onMessage({"a", 3}, 0)) << "it has counted on";
    everyThird.when.every = 4;
    plan.setShared(std::vector {everyThird}, 0);
    EXPECT_EQ(struckOf(plan, "a", 4), Numbers {4}) << "it is another now";
    plan.setShared({}, 0);
    EXPECT_TRUE(plan.idle());
}

TEST(Selector, timeoutIsSilenceAndThenTheEnd)
{
    Fault fault = faultOf(FaultType::timeout);
    fault.amount = 3'000;
    FaultPlan plan = planOf({fault});
    EXPECT_EQ(plan.byteFaults().size(), 1u);
    EXPECT_FALSE(plan.takeDue(0)->ends);
    EXPECT_EQ(plan.nextDueNanos(), 3 * kSecondNanos);
    EXPECT_TRUE(plan.takeDue(3 * kSecondNanos)->ends);
    EXPECT_EQ(plan.nextDueNanos(), kNever);
    fault.amount = 0;
    FaultPlan forever = planOf({fault});
    EXPECT_FALSE(forever.takeDue(0)->ends);
    EXPECT_EQ(forever.nextDueNanos(), kNever) << "until it is taken away";
}

TEST(FaultLog, theSameSeedMakesTheSameBytesWhateverTheThreads)
{
    const std::vector<std::string> channels {"trades.A", "trades.B", "book.A"};
    // Four named connections, each on a thread of its own, with its channels' publications
    // interleaved as it happens; `order` shuffles everything that may be.
    const auto run = [&](uint64_t seed, unsigned order) {
        Fault drop = faultOf(FaultType::drop), gap = faultOf(FaultType::gap, {.every = 37});
        drop.millionths = 50'000;
        drop.seed = gap.seed = seed;
        gap.match.channel = "book.*";
        gap.amount = 2;
        gap.name = "gap";
        FaultLog log;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                FaultPlan plan = planOf({drop, gap}, {"n" + std::to_string(i), {}, {}, {}, false});
                std::minstd_rand random(order * 7 + static_cast<unsigned>(i) + 1);
                std::vector<uint64_t> next(channels.size(), 1);
                for (size_t left = channels.size(); left > 0;) {
                    const size_t at = random() % channels.size();
                    if (next[at] > 200)
                        continue;
                    if (const auto strike = plan.onMessage({channels[at], next[at]}, random()))
                        log.add({plan.connection().name, Direction::down, next[at], channels[at],
                            plan.nameOf(strike->fault), strike->type});
                    left -= ++next[at] > 200;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        return log.text();
    };
    std::set<std::string> logs;
    for (uint64_t seed = 0; seed < 25; ++seed) {
        const std::string log = run(seed, 1);
        ASSERT_EQ(log, run(seed, 2)) << "seed " << seed;
        EXPECT_GT(std::count(log.begin(), log.end(), '\n'), 50);
        logs.insert(log);
    }
    EXPECT_EQ(logs.size(), 25u) << "another seed is another day";
}

TEST(FaultLog, isSortedAndBounded)
{
    FaultLog log(3);
    log.add({"b", Direction::down, 1, "x", "f", FaultType::drop});
    log.add({"a", Direction::up, 2, {}, "f", FaultType::close});
    log.add({"a", Direction::down, 10, "x", "f", FaultType::drop});
    log.add({"a", Direction::down, 1, "x", "f", FaultType::drop});
    EXPECT_EQ(log.text(),
        R"({"connection":"a","direction":"down","index":10,"channel":"x","fault":"f","type":"msg_drop"}
{"connection":"a","direction":"up","index":2,"fault":"f","type":"ws_close"}
{"connection":"b","direction":"down","index":1,"channel":"x","fault":"f","type":"msg_drop"}
{"lost":1}
)");
    log.clear();
    EXPECT_EQ(log.text(), "");
}

} // namespace wavetape::faults
