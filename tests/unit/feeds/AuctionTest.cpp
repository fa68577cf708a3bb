// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/demos/Auction.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"
#include "protocol/JsonView.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace wavetape::feeds::demos {

namespace {
constexpr int64_t kMs = 1000;
constexpr AuctionPace kPace {60'000 * kMs, 10'000 * kMs, 8'000 * kMs};
constexpr std::string_view kBids = "auction.lamp.bid";
constexpr int kBidders = 4;

using channels::NotPublished;
using channels::PublishFailure;

tl::unexpected<NotPublished> refused(PublishFailure why, int64_t least = 0)
{
    return tl::unexpected(NotPublished(why, least));
}

class AuctionTest : public testing::Test {
protected:
    /// What is said of a bid: its number, or why it is none.
    tl::expected<uint64_t, NotPublished> bid(int64_t amount, const std::string &name = "Ada")
    {
        return say(R"({"name":")" + name + R"(","amount":)" + std::to_string(amount) + "}");
    }
    tl::expected<uint64_t, NotPublished> say(const std::string &data, std::string_view key = {})
    {
        const auto done = m_hub.publishFromClient(kBids, data, key, [] { return false; });
        if (!done)
            return tl::unexpected(done.error());
        return done->position.seq;
    }
    /// What the newest publication of the auction says; empty: there was none.
    std::string told()
    {
        std::string data;
        for (const auto &publication : m_sink.take()) {
            if (channelOf(publication) == "auction.lamp")
                data = dataOf(publication);
        }
        return data;
    }
    static int64_t number(const std::string &data, std::string_view member)
    {
        return protocol::JsonView::of(data).find(member).integer().value_or(-1);
    }
    static std::string phase(const std::string &data)
    {
        return protocol::JsonView::of(data).find("phase").text().value_or("");
    }
    channels::Channel &channel() { return *m_hub.find("auction.lamp"); }
    /// A reader comes, and with it a round.
    std::string begin()
    {
        m_sink.join(channel());
        EXPECT_TRUE(m_auction->advance());
        return told();
    }

    FakeFeedClock m_clock;
    channels::ChannelHub m_hub {channels::HubOptions(), m_clock};
    CaptureSink m_sink {m_hub};
    std::shared_ptr<Auction> m_auction = Auction::open(m_hub, {"lamp", "A <lamp>", 40, 5}, kPace);
};

TEST_F(AuctionTest, AMillisecondBeforeTheEndABidIsTakenAndOneAfterItIsRefused)
{
    begin();
    for (int round = 0; round < 1000; ++round) {
        m_clock.advance(kPace.openMicros - kMs);
        ASSERT_TRUE(bid(40)) << round;
        // It left the others as long as the soft close says, and no longer.
        m_clock.advance(kPace.softMicros - kMs);
        ASSERT_TRUE(bid(45)) << round;
        m_clock.advance(kPace.softMicros + kMs);
        ASSERT_EQ(bid(50), refused(PublishFailure::closed))
            << round << ": nobody has told the end yet";
        ASSERT_TRUE(m_auction->advance());
        const std::string sold = told();
        ASSERT_EQ(phase(sold), "sold");
        ASSERT_EQ(number(sold, "bids"), 2);
        ASSERT_EQ(bid(50), refused(PublishFailure::closed)) << round;
        m_clock.advance(kPace.shownMicros);
        ASSERT_TRUE(m_auction->advance());
        ASSERT_EQ(number(told(), "round"), round + 2);
    }
    // At the very end it is over.
    m_clock.advance(kPace.openMicros);
    EXPECT_EQ(bid(40), refused(PublishFailure::closed));
}

TEST_F(AuctionTest, OfEqualBidsTheFirstByNumberHasIt)
{
    begin();
    ASSERT_EQ(bid(40, "Ada"), 1u);
    EXPECT_EQ(bid(40, "Alan"), refused(PublishFailure::tooLow, 45));
    EXPECT_EQ(bid(44, "Alan"), refused(PublishFailure::tooLow, 45)) << "less than a step more";
    // Whoever comes at once, on whatever thread.
    std::map<uint64_t, std::string> winners;
    std::mutex mutex;
    for (int64_t amount = 100; amount < 200; amount += 5) {
        std::vector<std::thread> bidders;
        bidders.reserve(kBidders);
        for (int i = 0; i < kBidders; ++i)
            bidders.emplace_back([&, i] {
                if (const auto seq = bid(amount, "bidder " + std::to_string(i))) {
                    const std::lock_guard lock(mutex);
                    winners[*seq] = std::to_string(amount) + " of bidder " + std::to_string(i);
                }
            });
        for (std::thread &bidder : bidders)
            bidder.join();
    }
    ASSERT_EQ(winners.size(), 20u) << "one of each amount";
    EXPECT_EQ(winners.begin()->first, 2u);
    EXPECT_EQ(winners.rbegin()->first, 21u);
    ASSERT_TRUE(m_auction->advance());
    const std::string data = told();
    auto newest = protocol::JsonView::of(data).find("newest").walk();
    auto winner = winners.rbegin();
    size_t rows = 0;
    for (; newest.next(); ++rows, ++winner) {
        const auto row = newest.value();
        EXPECT_EQ(row.find("seq").integer(), static_cast<int64_t>(winner->first));
        EXPECT_EQ(std::to_string(*row.find("amount").integer()) + " of " + *row.find("name").text(),
            winner->second);
    }
    EXPECT_EQ(rows, 8u);
}

TEST_F(AuctionTest, WhatNobodyReadsIsNotPublished)
{
    for (int turn = 0; turn < 10'000; ++turn) {
        m_clock.advance(1000 * kMs);
        ASSERT_FALSE(m_auction->advance());
    }
    EXPECT_EQ(bid(40), refused(PublishFailure::closed)) << "no round is open for nobody";
    EXPECT_EQ(m_hub.published(), 0u);
    EXPECT_TRUE(m_sink.join(channel()).snapshot.empty());
    EXPECT_TRUE(m_auction->advance());
    EXPECT_EQ(phase(told()), "open");
    // One publication for each change, however often it is looked at.
    for (int turn = 0; turn < 1000; ++turn)
        m_auction->advance();
    EXPECT_EQ(m_hub.published(), 1u);
    // Its reader leaves: the round ends, and that is told to nobody.
    m_sink.leave(channel());
    for (int turn = 0; turn < 1000; ++turn) {
        m_clock.advance(1000 * kMs);
        m_auction->advance();
    }
    EXPECT_EQ(m_hub.published(), 1u);
    m_sink.join(channel());
    EXPECT_TRUE(m_auction->advance());
    EXPECT_EQ(number(told(), "round"), 2);
}

TEST_F(AuctionTest, WhoComesLateIsToldOfWhatIsLeft)
{
    begin();
    ASSERT_TRUE(bid(40));
    m_auction->advance();
    m_clock.advance(20'000 * kMs);
    const std::string snapshot = m_sink.join(channel()).snapshot;
    EXPECT_EQ(number(snapshot, "leftMs"), 40'000);
    EXPECT_EQ(number(snapshot, "least"), 45);
    EXPECT_EQ(number(snapshot, "bids"), 1);
}

TEST_F(AuctionTest, WhatIsNoBidIsSaidToBeNone)
{
    begin();
    for (const char *data : {"1", "null", "[]", "{}", R"({"name":"Ada"})", R"({"amount":50})",
             R"({"name":"Ada","amount":"50"})", R"({"name":"Ada","amount":50.5})",
             R"({"name":"","amount":50})", R"({"name":7,"amount":50})",
             R"({"name":"Ada","amount":0})", R"({"name":"Ada","amount":-50})",
             R"({"name":"Ada","amount":1e3})", R"({"name":"Ada","amount":99999999999999999999})"})
        EXPECT_EQ(say(data), refused(PublishFailure::malformed)) << data;
    EXPECT_EQ(say(R"({"name":")" + std::string(97, 'x') + R"(","amount":50})"),
        refused(PublishFailure::malformed));
    EXPECT_EQ(m_hub.find(kBids)->position().seq, 0u);
    // The auction itself is the server's.
    EXPECT_EQ(
        m_hub.publishFromClient("auction.lamp", "{}", {}, [] { return false; }).error().failure,
        PublishFailure::forbidden);
    // A bid with a key is taken once.
    ASSERT_EQ(say(R"({"name":"Ada","amount":50})", "k"), 1u);
    EXPECT_EQ(say(R"({"name":"Ada","amount":50})", "k"), 1u);
    EXPECT_EQ(m_hub.find(kBids)->position().seq, 1u);
}
} // namespace

} // namespace wavetape::feeds::demos
