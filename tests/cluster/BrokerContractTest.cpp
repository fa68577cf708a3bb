// SPDX-License-Identifier: GPL-3.0-or-later
// What every broker promises, against MemoryBroker, a real redis-server and a real nats-server;
// what only a broker that can fail promises, against the latter two.
#include "BrokerProcess.h"
#include "Node.h"
#include "channels/Presence.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace wavetape::cluster {

namespace {

std::string nameOf(BrokerKind kind)
{
    return kind == BrokerKind::nats ? "Nats" : "Redis";
}

/// What one node alone and what nodes on a broker promise alike.
class BrokerContract : public testing::TestWithParam<std::optional<BrokerKind>> {
protected:
    static bool isShared() { return GetParam().has_value(); }
    /// The next node of the cluster; alone there is but one.
    Node &node(size_t index)
    {
        index = isShared() ? index : 0;
        while (m_nodes.size() <= index) {
            auto made = std::make_unique<Node>();
            if (isShared()) {
                if (!m_process)
                    m_process = BrokerProcess::make(*GetParam());
                auto broker = std::make_unique<SharedBroker>(
                    made->hub, optionsFor(m_process->url(), "n" + std::to_string(m_nodes.size())));
                EXPECT_TRUE(broker->start());
                made->broker = std::move(broker);
            } else {
                made->broker = std::make_unique<MemoryBroker>(made->hub);
            }
            m_nodes.push_back(std::move(made));
        }
        return *m_nodes[index];
    }

    std::unique_ptr<BrokerProcess> m_process;
    std::vector<std::unique_ptr<Node>> m_nodes;
};
INSTANTIATE_TEST_SUITE_P(Brokers, BrokerContract,
    testing::Values(std::nullopt, BrokerKind::redis, BrokerKind::nats),
    [](const auto &info) { return info.param ? nameOf(*info.param) : std::string("Memory"); });

TEST_P(BrokerContract, ConcurrentPublishersAreNumberedWithoutAHoleAndReadInOneOrder)
{
    constexpr size_t kPublishers = 4, kEach = 250, kAll = kPublishers * kEach;
    node(0).join("chat.a");
    node(1).join("chat.a");
    std::mutex mutex;
    std::map<uint64_t, std::string> acknowledged;
    std::vector<std::thread> publishers;
    for (size_t i = 0; i < kPublishers; ++i)
        publishers.emplace_back([&, i] {
            for (size_t n = 0; n < kEach; ++n) {
                const std::string data = std::to_string(i * kEach + n);
                const auto published = node(i % 2).publish("chat.a", data);
                ASSERT_TRUE(published);
                const std::lock_guard lock(mutex);
                EXPECT_TRUE(acknowledged.emplace(published->position.seq, data).second);
            }
        });
    for (std::thread &publisher : publishers)
        publisher.join();
    std::vector<std::string> expected;
    expected.reserve(acknowledged.size());
    for (const auto &[seq, data] : acknowledged)
        expected.push_back(numbered(seq, data));
    ASSERT_EQ(expected.size(), kAll);
    EXPECT_EQ(acknowledged.begin()->first, 1u);
    EXPECT_EQ(acknowledged.rbegin()->first, kAll);
    for (size_t i : {0, 1}) {
        auto read = node(i).tape.waitFor(kAll);
        std::erase_if(read, [](const std::string &line) { return line.starts_with("born"); });
        EXPECT_EQ(read, expected);
    }
    // One publisher's order is kept.
    std::map<size_t, size_t> last;
    for (const auto &[seq, data] : acknowledged) {
        const size_t value = std::stoul(data), publisher = value / kEach;
        EXPECT_TRUE(!last.contains(publisher) || last[publisher] < value);
        last[publisher] = value;
    }
}

TEST_P(BrokerContract, HistoryIsReadByNumberWhereNobodyListened)
{
    std::string epoch;
    for (int i = 1; i <= 20; ++i)
        epoch = node(0).publish("chat.a", std::to_string(i))->position.epoch;
    const auto channel = node(1).join("chat.a");
    EXPECT_EQ(channel->position(), (protocol::StreamPosition {epoch, 20}));
    EXPECT_TRUE(channel->born());
    const auto page = channel->read(6, 100, 1 << 20);
    ASSERT_EQ(page.publications.size(), 15u);
    EXPECT_EQ(page.publications.front()->data(), "6");
    EXPECT_EQ(page.publications.back()->data(), "20");
    EXPECT_TRUE(node(1).tape.all().empty() || !isShared());
    EXPECT_EQ(node(0).publish("chat.a", "21")->position, (protocol::StreamPosition {epoch, 21}));
    node(1).tape.waitFor(1);
    EXPECT_EQ(node(1).tape.all().back(), "21:21");
}

TEST_P(BrokerContract, AnInterestKeepsItsEpoch)
{
    const auto channel = node(0).join("chat.a");
    const protocol::StreamPosition before = channel->position();
    EXPECT_EQ(before.seq, 0u);
    EXPECT_FALSE(channel->born());
    EXPECT_EQ(
        node(1).publish("chat.a", "1")->position, (protocol::StreamPosition {before.epoch, 1}));
    EXPECT_TRUE(eventually([&] { return channel->born(); }));
}

TEST_P(BrokerContract, AKeyIsNumberedOnce)
{
    const auto channel = node(0).join("chat.a");
    const auto first = node(0).publish("chat.a", "1", "k1");
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->created);
    const auto again = node(1).publish("chat.a", "2", "k1");
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_FALSE(again->created);
    EXPECT_EQ(again->position, first->position);
    EXPECT_FALSE(node(0).publish("chat.b", "3", "k1")->repeated);
    EXPECT_EQ(node(1).publish("chat.a", "4", "k2")->position.seq, 2u);
    EXPECT_TRUE(eventually([&] { return channel->position().seq == 2; }));
}

TEST_P(BrokerContract, RefusesWhatIsTheServersAndWhatMayNotBeMade)
{
    EXPECT_EQ(node(0).publish("ticker.AAPL", "1").error().why, Refusal::forbidden);
    EXPECT_EQ(node(0).publish("chat.a", "1", "", false).error().why, Refusal::tooManyChannels);
    EXPECT_TRUE(node(0).publish("chat.a", "1"));
    node(0).join("chat.a");
    EXPECT_TRUE(node(0).publish("chat.a", "2", "", false));
    EXPECT_TRUE(node(0).broker->follows("ticker.AAPL", nullptr));
}

TEST_P(BrokerContract, WhoReadsAChannelIsToldOnEveryNode)
{
    const auto reads = [this](size_t index, uint64_t session) {
        channels::ChannelRef here = node(index).follow("chat.a");
        here->join({node(index).sink, session});
        return here;
    };
    const auto first = reads(0, 7), second = reads(1, 8);
    for (size_t i : {0, 1}) {
        EXPECT_TRUE(node(i).comesToKnow("presence.chat.a"));
        const channels::ChannelRef here = node(i).hub.find("chat.a");
        EXPECT_TRUE(eventually([&] { return node(i).present(here) == 2; }));
        const auto present = node(i).hub.presence().of(*here);
        std::set<std::string> sessions;
        for (const protocol::PresentClient &client : present.clients) {
            sessions.insert(client.session);
            EXPECT_EQ(client.node.empty(), !isShared());
        }
        EXPECT_EQ(sessions, (std::set<std::string> {"s7", "s8"}));
    }
    first->leave(node(0).sink, 7, false);
    EXPECT_TRUE(eventually([&] { return node(1).present(second) == 1; }));
    second->leave(node(1).sink, 8, false);
    EXPECT_TRUE(eventually([&] { return node(0).present(first) == 0; }));
}

TEST_P(BrokerContract, TheDirectoryHasWhatIsPublishedAnywhere)
{
    node(0).publish("chat.b", "1");
    const auto position = node(1).publish("chat.a", "1")->position;
    EXPECT_TRUE(node(0).comesToKnow(std::string(Broker::kDirectory)) || !isShared());
    const auto all = node(0).broker->directory();
    ASSERT_EQ(all != nullptr, isShared());
    if (!all)
        return; // the hub has them
    ASSERT_EQ(all->size(), 2u);
    EXPECT_EQ(all->front().name, "chat.a");
    EXPECT_EQ(all->front().position, position);
    EXPECT_EQ(all->back().name, "chat.b");
}

/// A broker that can be killed, paused and lied to.
class SharedContract : public testing::TestWithParam<BrokerKind> {
protected:
    std::unique_ptr<Node> make(const std::string &name, channels::HistoryLimits limits = {})
    {
        auto node = std::make_unique<Node>(limits);
        SharedBroker::Options options = optionsFor(process->url(), name);
        options.history = limits;
        auto broker = std::make_unique<SharedBroker>(node->hub, std::move(options));
        EXPECT_TRUE(broker->start());
        node->broker = std::move(broker);
        return node;
    }

    std::string sealed(const std::string &channel, const std::string &epoch, uint64_t seq,
        const std::string &data, const std::string &key = kKey)
    {
        return EnvelopeSeal("test", key, 8 << 20).close({"x", channel, epoch, seq, 1, data});
    }
    BrokerProcess::Numbered genuine(const std::string &epoch, uint64_t seq)
    {
        return {{epoch, seq}, sealed("chat.a", epoch, seq, std::to_string(seq))};
    }
    /// Cuts the nodes off what they are subscribed to, and publishes before they are back.
    void publishWhileCut(const std::string &epoch, uint64_t from, uint64_t to, size_t most)
    {
        std::vector<BrokerProcess::Numbered> all;
        for (uint64_t i = from; i <= to; ++i)
            all.push_back(genuine(epoch, i));
        process->numberWhileCut("chat.a", all, most);
    }

    const std::unique_ptr<BrokerProcess> process = BrokerProcess::make(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Brokers, SharedContract,
    testing::Values(BrokerKind::redis, BrokerKind::nats),
    [](const auto &info) { return nameOf(info.param); });

TEST_P(SharedContract, TheEpochOutlivesTheNodes)
{
    const auto first = make("n1")->publish("chat.a", "1")->position;
    const auto next = make("n2")->publish("chat.a", "2")->position;
    EXPECT_EQ(next, (protocol::StreamPosition {first.epoch, 2}));
}

TEST_P(SharedContract, WhatWasPublishedWhileTheLineWasCutIsFilledIn)
{
    const auto a = make("n1"), b = make("n2");
    const auto channel = b->join("chat.a");
    a->publish("chat.a", "1");
    b->tape.waitFor(1);
    publishWhileCut(process->epochOf("chat.a"), 2, 60, 1024);
    const auto read = b->tape.waitFor(60);
    ASSERT_EQ(read.size(), 60u);
    for (uint64_t i = 1; i <= 60; ++i)
        EXPECT_EQ(read[i - 1], numbered(i, std::to_string(i)));
    EXPECT_TRUE(eventually([&] { return b->broker->reading().filled == 59; }));
    EXPECT_EQ(b->broker->reading().lost, 0u);
    EXPECT_GE(b->broker->reading().losses, 1u);
}

TEST_P(SharedContract, WhatTheBrokerForgotMeanwhileIsToldExactly)
{
    const channels::HistoryLimits ten {10};
    const auto b = make("n2", ten);
    b->join("chat.a");
    const std::string epoch = process->epochOf("chat.a");
    process->number("chat.a", genuine(epoch, 1), 10);
    b->tape.waitFor(1);
    publishWhileCut(epoch, 2, 60, 10);
    const auto read = b->tape.waitFor(12);
    ASSERT_EQ(read.size(), 12u);
    EXPECT_EQ(read[1], "lost 2-50");
    EXPECT_EQ(read[2], "51:51");
    EXPECT_EQ(read[11], "60:60");
    EXPECT_TRUE(eventually([&] { return b->broker->reading().lost == 49; }));
}

TEST_P(SharedContract, EmptyAfterARestartItBeginsAnewUnderAnotherEpoch)
{
    const auto a = make("n1"), b = make("n2");
    const auto channel = b->join("chat.a");
    const auto before = a->publish("chat.a", "1")->position;
    b->tape.waitFor(1);
    process->kill();
    EXPECT_TRUE(eventually([&] { return !a->broker->reading().up && !b->broker->reading().up; }));
    EXPECT_EQ(a->publish("chat.a", "x").error().why, Refusal::unavailable);
    // What is read here stays readable.
    EXPECT_EQ(channel->readNewest(1).publications.size(), 1u);
    process->start();
    EXPECT_TRUE(eventually(
        [&] { return a->broker->reading().up && b->broker->follows("chat.a", nullptr); }));
    const auto after = a->publish("chat.a", "2")->position;
    EXPECT_NE(after.epoch, before.epoch);
    EXPECT_EQ(after.seq, 1u);
    EXPECT_EQ(b->tape.waitFor(3), (std::vector<std::string> {"1:1", "restart", "1:2"}));
    EXPECT_EQ(channel->position(), after);
}

TEST_P(SharedContract, ANumberingThatFellBehindIsOver)
{
    const auto a = make("n1"), b = make("n2");
    b->join("chat.a");
    const auto before = a->publish("chat.a", "1")->position;
    a->publish("chat.a", "2");
    b->tape.waitFor(2);
    process->fallBehind("chat.a");
    EXPECT_TRUE(eventually([&] { return b->tape.all().back() == "restart"; }));
    EXPECT_TRUE(eventually([&] { return a->broker->reading().up; }));
    const auto after = a->publish("chat.a", "3")->position;
    EXPECT_NE(after.epoch, before.epoch);
    EXPECT_EQ(after.seq, 1u);
}

TEST_P(SharedContract, ANumberThatTheBrokerForgotIsNotGivenAgain)
{
    const auto a = make("n1"); // which does not read what it publishes
    a->publish("chat.a", "1");
    const auto before = a->publish("chat.a", "2")->position;
    process->fallBehind("chat.a");
    EXPECT_TRUE(
        eventually([&] { return a->broker->reading().losses == 1 && a->broker->reading().up; }));
    const auto after = a->publish("chat.a", "3");
    ASSERT_TRUE(after);
    EXPECT_NE(after->position.epoch, before.epoch);
    EXPECT_EQ(after->position.seq, 1u);
}

TEST_P(SharedContract, WhatWaitsInVainLetsNoNumberBeGivenAgain)
{
    constexpr size_t kAll = 4'000, kGiven = 10, kForgotten = 5;
    std::mutex mutex;
    std::vector<protocol::StreamPosition> given;
    size_t refused = 0;
    const std::function<bool()> mayCreate = [] { return true; };
    const auto a = make("n1");
    for (size_t i = 0; i < kAll; ++i)
        a->broker->publish({"chat.a", "1", {}, mayCreate}, [&](const Published &published) {
            const std::lock_guard lock(mutex);
            if (published)
                given.push_back(published->position);
            else
                ++refused;
        });
    const auto answered = [&](size_t least, size_t all) {
        return eventually([&, least, all] {
            const std::lock_guard lock(mutex);
            return given.size() >= least && given.size() + refused >= all;
        });
    };
    ASSERT_TRUE(answered(kGiven, 0));
    process->pause();
    ASSERT_TRUE(answered(kGiven, kAll));
    ASSERT_GT(refused, 0u);
    process->goOn();
    for (size_t i = 0; i < kForgotten; ++i)
        process->fallBehind("chat.a");
    std::optional<protocol::StreamPosition> after;
    ASSERT_TRUE(eventually([&] {
        if (const auto published = a->publish("chat.a", "2"))
            after = published->position;
        return after.has_value();
    }));
    EXPECT_TRUE(after->epoch != given.back().epoch || after->seq > given.back().seq) << after->seq;
}

TEST_P(SharedContract, WhatWaitsForAnAnswerIsBounded)
{
    const auto a = make("n1");
    process->pause();
    const std::string large = '"' + std::string((512 << 10) - 2, 'x') + '"';
    constexpr size_t kRoom = (32 << 20) / (512 << 10);
    const std::function<bool()> mayCreate = [] { return true; };
    std::atomic<size_t> answered {0};
    for (size_t i = 0; i < 3 * kRoom; ++i)
        a->broker->publish(
            {"chat.a", large, {}, mayCreate}, [&](const Published &) { ++answered; });
    EXPECT_GE(answered, 2 * kRoom); // whoever finds no room is told so at once
    EXPECT_TRUE(eventually([&] { return answered == 3 * kRoom; }));
    process->goOn();
}

TEST_P(SharedContract, APausedBrokerRefusesInAboutASecondAndNothingIsNumberedTwice)
{
    const auto a = make("n1");
    const auto channel = a->join("chat.a");
    a->publish("chat.a", "1", "k1");
    process->pause();
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(a->publish("chat.a", "2", "k2").error().why, Refusal::unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
    process->goOn();
    EXPECT_TRUE(
        eventually([&] { return a->broker->reading().up && a->publish("chat.a", "2", "k2"); }));
    // It may have been numbered after all, and with its key it was so once.
    EXPECT_EQ(a->publish("chat.a", "3", "k3")->position.seq, 3u);
    const auto read = a->tape.waitFor(3);
    EXPECT_EQ(read.back(), "3:3");
    EXPECT_TRUE(std::find(read.begin(), read.end(), "2:2") != read.end());
}

TEST_P(SharedContract, ForgedReplayedLoopedAndOversizeEnvelopesAreDroppedAndCounted)
{
    const auto a = make("n1");
    const auto channel = a->join("chat.a");
    const auto first = a->publish("chat.a", "1")->position;
    a->tape.waitFor(1);
    const auto send = [&](uint64_t seq, const std::string &envelope) {
        process->send("chat.a", {{first.epoch, seq}, envelope});
    };
    const std::string wrong(32, 'z');
    send(2, sealed("chat.a", first.epoch, 2, "\"forged\"", wrong));
    send(9, sealed("chat.a", first.epoch, 9, "\"forged\"", wrong));
    send(2, "short");
    send(2, sealed("chat.b", first.epoch, 2, "\"another channel's\""));
    send(2, std::string(700 << 10, 'x'));
    process->sendGarbled("chat.a");
    EXPECT_TRUE(eventually([&] {
        const BrokerReading reading = a->broker->reading();
        return reading.forged == 2 && reading.malformed == 2 && reading.replayed == 1
            && reading.oversize == 1;
    }));
    // What was said once, under a number that the broker never gave, and under one that it gave.
    const std::string stored = process->stored("chat.a").back();
    send(1, stored);
    send(2, stored);
    EXPECT_TRUE(eventually(
        [&] { return a->broker->reading().known == 1 && a->broker->reading().replayed == 2; }));
    process->number("chat.a", {{first.epoch, 2}, stored}, 1024);
    EXPECT_EQ(a->publish("chat.a", "3")->position.seq, 3u);
    const auto read = a->tape.waitFor(3);
    EXPECT_EQ(read, (std::vector<std::string> {"1:1", "lost 2-2", "3:3"}));
    EXPECT_TRUE(eventually([&] { return a->broker->reading().lost == 1; }));
}

TEST_P(SharedContract, APositionOfAFasterNodeIsWaitedFor)
{
    const auto a = make("n1"), b = make("n2");
    const auto here = b->join("chat.a");
    const auto position = a->publish("chat.a", "1")->position;
    if (!b->broker->follows("chat.a", &position))
        b->follow("chat.a");
    EXPECT_EQ(here->position(), position);
    protocol::StreamPosition later = position;
    later.seq = 9;
    EXPECT_FALSE(b->broker->follows("chat.a", &later));
}

TEST_P(SharedContract, APrefixBringsWhatIsThereAndWhatComes)
{
    const auto a = make("n1"), b = make("n2");
    a->publish("chat.old", "1");
    b->hub.watchPrefix(b->sink, "chat.");
    b->broker->watch("chat.");
    EXPECT_EQ(b->tape.waitFor(1).front(), "born chat.old");
    EXPECT_TRUE(eventually([&] { return b->hub.find("chat.old")->bornAt() == 1; }));
    a->publish("chat.new", "1");
    const auto read = b->tape.waitFor(3);
    ASSERT_EQ(read.size(), 3u);
    EXPECT_EQ(read[1], "born chat.new");
    EXPECT_EQ(read[2], "1:1");
    EXPECT_EQ(b->hub.find("chat.new")->bornAt(), 0u);
    b->broker->unwatch("chat.");
}

TEST_P(SharedContract, WhatIsForgedOfReadersOrOfANodeThatIsGoneCountsNothing)
{
    const auto a = make("n1");
    auto b = make("n2");
    const channels::ChannelRef here = a->follow("chat.a");
    b->follow("chat.a")->join({b->sink, 8});
    EXPECT_TRUE(a->comesToKnow("presence.chat.a"));
    EXPECT_TRUE(eventually([&] { return a->present(here) == 1; }));
    const std::string life = process->lifeOf("n2"), said = process->said("n2", "chat.a");
    const auto says = [&](const std::string &epoch, const std::string &key) {
        process->say("n2", "chat.a", life, sealed("chat.a", epoch, 9, "5 s1", key));
    };
    const auto saysAgain = [&] { process->say("n2", "chat.a", life, said); };
    says("/presence", std::string(32, 'z'));
    EXPECT_TRUE(eventually([&] { return a->present(here) == 0; }));
    saysAgain();
    EXPECT_TRUE(eventually([&] { return a->present(here) == 1; }));
    says("e", kKey); // a publication of the channel, signed
    EXPECT_TRUE(eventually([&] { return a->present(here) == 0; }));
    saysAgain();
    EXPECT_TRUE(eventually([&] { return a->present(here) == 1; }));
    b.reset(); // what it said stays behind
    saysAgain();
    EXPECT_TRUE(eventually([&] { return a->present(here) == 0; }));
    // Another node of that name has another life.
    b = make("n2");
    saysAgain();
    EXPECT_TRUE(a->comesToKnow("presence.chat.a"));
    EXPECT_TRUE(eventually([&] { return a->present(here) == 0; }));
}

TEST_P(SharedContract, ReadersAreForgottenWhereTheBrokerIsAwayAndKnownAgainWhereItIsBackEmpty)
{
    const auto a = make("n1"), b = make("n2");
    const channels::ChannelRef here = a->follow("chat.a");
    b->follow("chat.a")->join({b->sink, 8});
    EXPECT_TRUE(a->comesToKnow("presence.chat.a"));
    EXPECT_TRUE(eventually([&] { return a->present(here) == 1; }));
    process->kill();
    EXPECT_TRUE(eventually([&] { return a->present(here) == 0; }));
    process->start();
    EXPECT_TRUE(eventually([&] { return a->present(here) == 1; }));
}

TEST_P(SharedContract, ToldWhyItCannotBegin)
{
    const auto sentence = [&](SharedBroker::Options options) {
        Node node;
        SharedBroker broker(node.hub, std::move(options));
        const auto started = broker.start();
        return started ? std::string("it began") : started.error();
    };
    const auto a = make("n1");
    SharedBroker::Options other = optionsFor(process->url(), "n2");
    other.key = std::string(32, 'z');
    EXPECT_NE(sentence(other).find("has another key than this node's"), std::string::npos);
    EXPECT_NE(sentence(optionsFor(process->url(), "n1")).find("has a node named n1 already"),
        std::string::npos);
    const auto closed = BrokerProcess::make(GetParam(), "secret");
    other = optionsFor(closed->url(), "n1");
    EXPECT_NE(sentence(other).find("wants a user and password"), std::string::npos);
    if (GetParam() == BrokerKind::nats)
        other.url.user = "wavetape";
    other.url.password = "wrong";
    EXPECT_NE(sentence(other).find("the password is refused"), std::string::npos);
    other.url.password = "secret";
    EXPECT_EQ(sentence(other), "it began");
}

TEST_P(SharedContract, NobodyWaitsForABrokerThatIsNotThere)
{
    // A port that accepts and never answers, then one that refuses.
    const int deaf = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(deaf, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    listen(deaf, 16);
    socklen_t size = sizeof address;
    getsockname(deaf, reinterpret_cast<sockaddr *>(&address), &size);
    Node node;
    BrokerUrl url = process->url();
    url.port = ntohs(address.sin_port);
    auto broker = std::make_unique<SharedBroker>(node.hub, optionsFor(url, "n1"));
    ASSERT_TRUE(broker->start());
    node.broker = std::move(broker);
    EXPECT_FALSE(node.broker->reading().up);
    EXPECT_EQ(node.publish("chat.a", "1").error().why, Refusal::unavailable);
    node.join("chat.a"); // comes back
    close(deaf);
    node.join("chat.b");
}

} // namespace
} // namespace wavetape::cluster
