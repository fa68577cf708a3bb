// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/AddressLimiter.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

using namespace wavetape::security;
using Limit = AddressLimiter::Limit;
using Source = AddressLimiter::Source;
using Ticket = AddressLimiter::Ticket;

namespace {

IpBytes ip(const char *text)
{
    IpBytes bytes {};
    in_addr v4 {};
    if (inet_pton(AF_INET, text, &v4) == 1) {
        bytes[10] = bytes[11] = 0xff;
        std::memcpy(bytes.data() + 12, &v4, 4);
    } else if (inet_pton(AF_INET6, text, bytes.data()) != 1) {
        throw std::invalid_argument(text);
    }
    return bytes;
}

IpBytes numbered(uint32_t n)
{
    IpBytes bytes = ip("10.0.0.0");
    for (int i = 0; i < 3; ++i)
        bytes[15 - i] = static_cast<uint8_t>(n >> (8 * i));
    return bytes;
}

AddressLimits without()
{
    return {.connectionsPerAddress = 0,
        .handshakesPerSecond = 0,
        .unfinished = 0,
        .unfinishedPerAddress = 0};
}

AddressLimiter::Admission comesAndAsks(AddressLimiter &limiter, const IpBytes &address,
    uint64_t nowMs, Source source = Source::allowed)
{
    auto arrived = limiter.arrive(address, nowMs);
    return arrived ? limiter.ask(arrived.ticket, source, nowMs) : std::move(arrived);
}

} // namespace

TEST(AddressKey, takesAnIpv6PrefixForOneAddress)
{
    EXPECT_EQ(AddressKey::of(ip("2001:db8:1:2::1")),
        AddressKey::of(ip("2001:db8:1:2:ffff:ffff:ffff:ffff")));
    EXPECT_NE(AddressKey::of(ip("2001:db8:1:2::1")), AddressKey::of(ip("2001:db8:1:3::1")));
    EXPECT_NE(AddressKey::of(ip("10.0.0.1")), AddressKey::of(ip("10.0.0.2")));
    EXPECT_NE(AddressKey::of(ip("127.0.0.1")), AddressKey::of(ip("::1")));
    EXPECT_EQ(AddressKey::of(ip("10.0.0.1")), AddressKey::of(ip("::ffff:10.0.0.1")));
}

TEST(AddressLimiter, countsChannelsMadeInFiveMinutes)
{
    auto limits = without();
    limits.createdChannels = 3;
    AddressLimiter limiter(limits);
    for (uint64_t begin : {0u, 300'000u}) {
        for (uint64_t at : {0u, 1u, 200'000u})
            EXPECT_TRUE(limiter.takeChannel(ip("10.0.0.1"), begin + at));
        EXPECT_FALSE(limiter.takeChannel(ip("10.0.0.1"), begin + 299'999));
        EXPECT_TRUE(limiter.takeChannel(ip("10.0.0.2"), begin));
    }
    limits.createdChannels = 0;
    limiter.setLimits(limits);
    EXPECT_TRUE(limiter.takeChannel(ip("10.0.0.1"), 300'001));
}

TEST(AddressLimiter, countsOpenConnections)
{
    auto limits = without();
    limits.connectionsPerAddress = 3;
    AddressLimiter limiter(limits);
    std::vector<AddressLimiter::Admission> in;
    for (int i = 0; i < 3; ++i) {
        in.push_back(limiter.arrive(ip("10.0.0.1"), 0));
        ASSERT_TRUE(in.back());
        ASSERT_TRUE(limiter.ask(in.back().ticket, Source::allowed, 0));
    }
    auto fourth = limiter.arrive(ip("10.0.0.1"), 0);
    ASSERT_TRUE(fourth) << "it is told so when it has asked";
    const auto refused = limiter.ask(fourth.ticket, Source::allowed, 0);
    fourth = {};
    EXPECT_EQ(refused.limit, Limit::connections);
    EXPECT_EQ(refused.httpStatus(), 429);
    EXPECT_GE(refused.retryAfterS, 1u);
    EXPECT_FALSE(refused.sentence().empty());
    EXPECT_TRUE(comesAndAsks(limiter, ip("10.0.0.2"), 0)) << "another address is not concerned";
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 3u);
    in.pop_back();
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 2u);
    EXPECT_TRUE(comesAndAsks(limiter, ip("10.0.0.1"), 0));
}

TEST(AddressLimiter, aStormFillsThePlacesThatThereAre)
{
    AddressLimits limits = without();
    limits.connectionsPerAddress = 3;
    AddressLimiter limiter(limits);
    std::vector<AddressLimiter::Admission> arrived;
    arrived.reserve(10);
    for (int i = 0; i < 10; ++i)
        arrived.push_back(limiter.arrive(ip("10.0.0.1"), 0));
    int admitted = 0;
    for (auto &one : arrived)
        admitted += limiter.ask(one.ticket, Source::allowed, 0) ? 1 : 0;
    EXPECT_EQ(admitted, 3);
    // A later request on a connection that is in takes no second place; who leaves makes room for
    // one.
    EXPECT_TRUE(limiter.ask(arrived[0].ticket, Source::allowed, 0));
    EXPECT_FALSE(limiter.ask(arrived[9].ticket, Source::allowed, 0));
    arrived[0].ticket.release();
    EXPECT_TRUE(limiter.ask(arrived[9].ticket, Source::allowed, 0));
    EXPECT_FALSE(limiter.ask(arrived[8].ticket, Source::allowed, 0));
}

TEST(AddressLimiter, limitsHandshakesPerSecondAndSaysWhenToComeBack)
{
    auto limits = without();
    limits.handshakesPerSecond = 0.5;
    limits.handshakeBurst = 4;
    AddressLimiter limiter(limits);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(comesAndAsks(limiter, ip("10.0.0.1"), 1000)); // and gone at once
    auto kept = limiter.arrive(ip("10.0.0.1"), 1000);
    EXPECT_TRUE(limiter.ask(kept.ticket, Source::allowed, 1000));
    const auto refused = limiter.ask(kept.ticket, Source::allowed, 1000);
    EXPECT_EQ(refused.limit, Limit::handshakeRate) << "an upgrade after plain requests counts, too";
    EXPECT_EQ(refused.httpStatus(), 429);
    EXPECT_EQ(refused.retryAfterS, 2u);
    EXPECT_EQ(comesAndAsks(limiter, ip("10.0.0.1"), 1000).limit, Limit::handshakeRate);
    EXPECT_FALSE(comesAndAsks(limiter, ip("10.0.0.1"), 2999));
    EXPECT_TRUE(comesAndAsks(limiter, ip("10.0.0.1"), 3000));
}

TEST(AddressLimiter, foreignPagesHaveABucketOfTheirOwn)
{
    auto limits = without();
    limits.handshakesPerSecond = 1;
    limits.handshakeBurst = 3;
    AddressLimiter limiter(limits);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(comesAndAsks(limiter, ip("::1"), 1000, Source::foreign));
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(
            comesAndAsks(limiter, ip("::1"), 1000, Source::foreign).limit, Limit::handshakeRate);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(comesAndAsks(limiter, ip("::1"), 1000)) << "others are not concerned";
    EXPECT_FALSE(comesAndAsks(limiter, ip("::1"), 1000));
}

TEST(AddressLimiter, limitsUnfinishedHandshakesPerAddressAndInAll)
{
    auto limits = without();
    limits.unfinishedPerAddress = 2;
    limits.unfinished = 3;
    AddressLimiter limiter(limits);
    auto a = limiter.arrive(ip("10.0.0.1"), 0);
    auto b = limiter.arrive(ip("10.0.0.1"), 0);
    auto c = limiter.arrive(ip("10.0.0.1"), 0);
    ASSERT_TRUE(c) << "it waits until it has asked";
    EXPECT_EQ(limiter.ask(c.ticket, Source::allowed, 0).limit, Limit::unfinishedPerAddress);
    EXPECT_EQ(limiter.unfinished(), 2u) << "answered, so no longer unfinished";
    c = limiter.arrive(ip("10.0.0.2"), 0);
    auto d = limiter.arrive(ip("10.0.0.3"), 0);
    const auto refused = limiter.ask(d.ticket, Source::allowed, 0);
    EXPECT_EQ(refused.limit, Limit::unfinished);
    EXPECT_EQ(refused.httpStatus(), 503);
    EXPECT_EQ(limiter.unfinished(), 3u);

    // One that arrived beyond the limit is let in where there is room by the time it asks.
    d = limiter.arrive(ip("10.0.0.3"), 0);
    a.ticket.handshakeDone();
    a.ticket.handshakeDone();
    EXPECT_EQ(limiter.unfinished(), 3u);
    EXPECT_TRUE(limiter.ask(d.ticket, Source::allowed, 0));
    EXPECT_EQ(limiter.unfinished(), 2u);
    b = {};
    EXPECT_EQ(limiter.unfinished(), 1u) << "one that ends unfinished is given back";
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 1u);
}

TEST(AddressLimiter, twiceTheUnfinishedAreNotEvenHeard)
{
    auto limits = without();
    limits.unfinishedPerAddress = 2;
    limits.unfinished = 3;
    AddressLimiter limiter(limits);
    std::vector<AddressLimiter::Admission> waiting;
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(waiting.emplace_back(limiter.arrive(ip("10.0.0.1"), 0)));
    EXPECT_EQ(limiter.arrive(ip("10.0.0.1"), 0).limit, Limit::unfinishedPerAddress);
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(waiting.emplace_back(limiter.arrive(ip("10.0.0.2"), 0)));
    EXPECT_EQ(limiter.arrive(ip("10.0.0.3"), 0).limit, Limit::unfinished);
}

TEST(AddressLimiter, remembersABoundedNumberOfAddresses)
{
    auto limits = without();
    limits.handshakesPerSecond = 0.001;
    limits.handshakeBurst = 1;
    limits.addresses = 100;
    AddressLimiter limiter(limits);
    auto kept = limiter.arrive(numbered(0), 0);
    ASSERT_TRUE(limiter.ask(kept.ticket, Source::allowed, 0));
    for (uint32_t i = 1; i < 10'000; ++i)
        ASSERT_TRUE(comesAndAsks(limiter, numbered(i), 0));
    EXPECT_EQ(limiter.addresses(), 100u);
    EXPECT_EQ(limiter.open(numbered(0)), 1u) << "who has a connection is never forgotten";
    EXPECT_EQ(comesAndAsks(limiter, numbered(0), 0).limit, Limit::handshakeRate);
    EXPECT_EQ(comesAndAsks(limiter, numbered(9'999), 0).limit, Limit::handshakeRate)
        << "forgotten too early";
}

TEST(AddressLimiter, refusesWhereAllAddressesAreInUse)
{
    auto limits = without();
    limits.addresses = 2;
    AddressLimiter limiter(limits);
    auto a = limiter.arrive(numbered(1), 0);
    auto b = limiter.arrive(numbered(2), 0);
    EXPECT_EQ(limiter.arrive(numbered(3), 0).limit, Limit::addresses);
    EXPECT_EQ(limiter.arrive(numbered(3), 0).httpStatus(), 503);
    a = {};
    EXPECT_TRUE(limiter.arrive(numbered(3), 0));
}

TEST(AddressLimiter, zeroIsNoLimit)
{
    AddressLimiter limiter(without());
    std::vector<Ticket> tickets;
    for (int i = 0; i < 5000; ++i) {
        auto admitted = limiter.arrive(ip("10.0.0.1"), 0);
        ASSERT_TRUE(admitted);
        tickets.push_back(std::move(admitted.ticket));
    }
    tickets.clear();
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 0u);
    EXPECT_EQ(limiter.unfinished(), 0u);
}

TEST(AddressLimiter, aTicketMovesAndCountsOnce)
{
    AddressLimiter limiter;
    auto admitted = limiter.arrive(ip("10.0.0.1"), 0);
    Ticket moved = std::move(admitted.ticket);
    Ticket again;
    again = std::move(moved);
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 1u);
    again = limiter.arrive(ip("10.0.0.2"), 0).ticket;
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 0u);
    EXPECT_EQ(limiter.open(ip("10.0.0.2")), 1u);
    again.release();
    again.release();
    again.handshakeDone();
    EXPECT_EQ(limiter.open(ip("10.0.0.2")), 0u);
    EXPECT_EQ(limiter.unfinished(), 0u);
}

TEST(AddressLimiter, takesNewLimits)
{
    AddressLimiter limiter(without());
    auto a = limiter.arrive(ip("10.0.0.1"), 0);
    ASSERT_TRUE(limiter.ask(a.ticket, Source::allowed, 0));
    auto limits = without();
    limits.connectionsPerAddress = 1;
    limiter.setLimits(limits);
    EXPECT_EQ(comesAndAsks(limiter, ip("10.0.0.1"), 0).limit, Limit::connections);
    a = {};
    EXPECT_TRUE(comesAndAsks(limiter, ip("10.0.0.1"), 0));
}

TEST(AddressLimiter, comesBackToNothingUnderManyThreads)
{
    AddressLimiter limiter({.connectionsPerAddress = 8,
        .handshakesPerSecond = 0,
        .unfinished = 20,
        .unfinishedPerAddress = 4,
        .addresses = 8});
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed)
        threads.emplace_back([&, seed] {
            std::mt19937 random(seed);
            std::vector<Ticket> mine;
            for (int i = 0; i < 5000; ++i) {
                auto admitted = limiter.arrive(numbered(random() % 12), 0);
                if (admitted)
                    mine.push_back(std::move(admitted.ticket));
                if (!mine.empty() && random() % 2)
                    static_cast<void>(limiter.ask(mine[random() % mine.size()],
                        random() % 2 ? Source::allowed : Source::foreign, 0));
                if (!mine.empty() && random() % 2)
                    mine.erase(mine.begin() + static_cast<long>(random() % mine.size()));
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(limiter.unfinished(), 0u);
    EXPECT_LE(limiter.addresses(), 8u);
    for (uint32_t i = 0; i < 12; ++i)
        EXPECT_EQ(limiter.open(numbered(i)), 0u);
}

TEST(AddressLimiter, slowReadersWaitLongerEachTime)
{
    AddressLimiter limiter;
    const IpBytes slow = ip("10.0.0.1");
    for (const uint64_t wait : {1000, 2000, 4000, 8000, 16'000, 30'000, 30'000})
        EXPECT_EQ(limiter.slowReaderWaitMs(slow, 5000), wait);
    EXPECT_EQ(limiter.slowReaderWaitMs(ip("10.0.0.2"), 5000), 1000u);
    // Who has waited and read well for a minute begins anew.
    EXPECT_EQ(limiter.slowReaderWaitMs(slow, 5000 + 30'000 + 60'000), 1000u);
}

// A trusted proxy that speaks for itself: no connection of its address is counted.
TEST(AddressLimiter, holdsPollsOfWhoHasNoConnectionThatIsCounted)
{
    auto limits = without();
    limits.polls = 2;
    limits.addresses = 1;
    AddressLimiter limiter(limits);
    {
        const auto first = limiter.holdPoll(ip("10.0.0.1"));
        const auto second = limiter.holdPoll(ip("10.0.0.1"));
        EXPECT_TRUE(first && second);
        EXPECT_FALSE(limiter.holdPoll(ip("10.0.0.1"))) << "two may be held";
        EXPECT_FALSE(limiter.holdPoll(ip("10.0.0.2")))
            << "no room: nobody is forgotten who holds one";
    }
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 0u);
    EXPECT_TRUE(limiter.holdPoll(ip("10.0.0.2"))) << "it may be forgotten now";
}
