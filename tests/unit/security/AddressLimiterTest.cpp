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

TEST(AddressLimiter, countsOpenConnections)
{
    auto limits = without();
    limits.connectionsPerAddress = 3;
    AddressLimiter limiter(limits);
    std::vector<AddressLimiter::Admission> in;
    for (int i = 0; i < 3; ++i) {
        in.push_back(limiter.admit(ip("10.0.0.1"), 0));
        ASSERT_TRUE(in.back());
        in.back().ticket.handshakeDone();
    }
    const auto refused = limiter.admit(ip("10.0.0.1"), 0);
    EXPECT_EQ(refused.limit, Limit::connections);
    EXPECT_EQ(refused.httpStatus(), 429);
    EXPECT_GE(refused.retryAfterS, 1u);
    EXPECT_FALSE(refused.sentence().empty());
    EXPECT_TRUE(limiter.admit(ip("10.0.0.2"), 0)) << "another address is not concerned";
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 3u);
    in.pop_back();
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 2u);
    EXPECT_TRUE(limiter.admit(ip("10.0.0.1"), 0));
}

TEST(AddressLimiter, limitsHandshakesPerSecondAndSaysWhenToComeBack)
{
    auto limits = without();
    limits.handshakesPerSecond = 0.5;
    limits.handshakeBurst = 4;
    AddressLimiter limiter(limits);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(limiter.admit(ip("10.0.0.1"), 1000)); // and gone at once
    EXPECT_TRUE(limiter.handshake(ip("10.0.0.1"), 1000))
        << "an upgrade after plain requests counts, too";
    const auto refused = limiter.admit(ip("10.0.0.1"), 1000);
    EXPECT_EQ(refused.limit, Limit::handshakeRate);
    EXPECT_EQ(refused.httpStatus(), 429);
    EXPECT_EQ(refused.retryAfterS, 2u);
    EXPECT_EQ(limiter.handshake(ip("10.0.0.1"), 1000).limit, Limit::handshakeRate);
    EXPECT_FALSE(limiter.admit(ip("10.0.0.1"), 2999));
    EXPECT_TRUE(limiter.admit(ip("10.0.0.1"), 3000));
}

TEST(AddressLimiter, limitsUnfinishedHandshakesPerAddressAndInAll)
{
    auto limits = without();
    limits.unfinishedPerAddress = 2;
    limits.unfinished = 3;
    AddressLimiter limiter(limits);
    auto a = limiter.admit(ip("10.0.0.1"), 0);
    auto b = limiter.admit(ip("10.0.0.1"), 0);
    EXPECT_EQ(limiter.admit(ip("10.0.0.1"), 0).limit, Limit::unfinishedPerAddress);
    auto c = limiter.admit(ip("10.0.0.2"), 0);
    ASSERT_TRUE(c);
    const auto refused = limiter.admit(ip("10.0.0.3"), 0);
    EXPECT_EQ(refused.limit, Limit::unfinished);
    EXPECT_EQ(refused.httpStatus(), 503);
    EXPECT_EQ(limiter.unfinished(), 3u);

    a.ticket.handshakeDone();
    a.ticket.handshakeDone();
    EXPECT_EQ(limiter.unfinished(), 2u);
    auto d = limiter.admit(ip("10.0.0.1"), 0);
    EXPECT_TRUE(d);
    b = {};
    EXPECT_EQ(limiter.unfinished(), 2u) << "one that ends unfinished is given back";
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 2u);
}

TEST(AddressLimiter, remembersABoundedNumberOfAddresses)
{
    auto limits = without();
    limits.handshakesPerSecond = 0.001;
    limits.handshakeBurst = 1;
    limits.addresses = 100;
    AddressLimiter limiter(limits);
    const auto kept = limiter.admit(numbered(0), 0);
    for (uint32_t i = 1; i < 10'000; ++i)
        ASSERT_TRUE(limiter.admit(numbered(i), 0));
    EXPECT_EQ(limiter.addresses(), 100u);
    EXPECT_EQ(limiter.open(numbered(0)), 1u) << "who has a connection is never forgotten";
    EXPECT_EQ(limiter.admit(numbered(0), 0).limit, Limit::handshakeRate);
    EXPECT_EQ(limiter.admit(numbered(9'999), 0).limit, Limit::handshakeRate)
        << "forgotten too early";
}

TEST(AddressLimiter, refusesWhereAllAddressesAreInUse)
{
    auto limits = without();
    limits.addresses = 2;
    AddressLimiter limiter(limits);
    auto a = limiter.admit(numbered(1), 0);
    auto b = limiter.admit(numbered(2), 0);
    EXPECT_EQ(limiter.admit(numbered(3), 0).limit, Limit::addresses);
    EXPECT_EQ(limiter.admit(numbered(3), 0).httpStatus(), 503);
    a = {};
    EXPECT_TRUE(limiter.admit(numbered(3), 0));
}

TEST(AddressLimiter, zeroIsNoLimit)
{
    AddressLimiter limiter(without());
    std::vector<Ticket> tickets;
    for (int i = 0; i < 5000; ++i) {
        auto admitted = limiter.admit(ip("10.0.0.1"), 0);
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
    auto admitted = limiter.admit(ip("10.0.0.1"), 0);
    Ticket moved = std::move(admitted.ticket);
    Ticket again;
    again = std::move(moved);
    EXPECT_EQ(limiter.open(ip("10.0.0.1")), 1u);
    again = limiter.admit(ip("10.0.0.2"), 0).ticket;
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
    auto a = limiter.admit(ip("10.0.0.1"), 0);
    auto limits = without();
    limits.connectionsPerAddress = 1;
    limiter.setLimits(limits);
    EXPECT_EQ(limiter.admit(ip("10.0.0.1"), 0).limit, Limit::connections);
    a = {};
    EXPECT_TRUE(limiter.admit(ip("10.0.0.1"), 0));
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
                auto admitted = limiter.admit(numbered(random() % 12), 0);
                if (admitted)
                    mine.push_back(std::move(admitted.ticket));
                if (!mine.empty() && random() % 2)
                    mine[random() % mine.size()].handshakeDone();
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
