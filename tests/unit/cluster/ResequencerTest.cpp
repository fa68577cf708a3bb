// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/Resequencer.h"

#include <gtest/gtest.h>

namespace wavetape::cluster {

namespace {

const EnvelopeSeal kResequencerSeal("test", std::string(32, 'k'), 1000);

class Told final : public ArrivalTarget {
public:
    void onRestart(std::string_view epoch) override
    {
        lines.push_back("restart " + std::string(epoch));
    }
    void onLost(uint64_t to) override { lines.push_back("lost to " + std::to_string(to)); }
    void onPublication(uint64_t seq, const Envelope &envelope) override
    {
        lines.push_back(std::to_string(seq) + ":" + std::string(envelope.data));
    }
    std::vector<std::string> lines;
};

Arrival arrival(uint64_t seq, const std::string &epoch = "e")
{
    const std::string data = std::to_string(seq);
    return {epoch, seq, kResequencerSeal.close({"n1", "chat.a", epoch, seq, 5, data})};
}

struct ResequencerOfOne : testing::Test {
    Told told;
    ArrivalCounts counts;
    Resequencer resequencer {"chat.a", kResequencerSeal, told, counts, {"e", 0}};
    using Lines = std::vector<std::string>;
};

TEST_F(ResequencerOfOne, DeliversTheNextAndDropsWhatIsKnown)
{
    resequencer.arrives(arrival(1));
    resequencer.arrives(arrival(1));
    resequencer.arrives(arrival(2));
    EXPECT_EQ(told.lines, (Lines {"1:1", "2:2"}));
    EXPECT_EQ(counts.known, 1u);
    EXPECT_FALSE(resequencer.wants());
}

TEST_F(ResequencerOfOne, FillsAHoleAndGoesOnWithWhatWaited)
{
    resequencer.arrives(arrival(1));
    resequencer.arrives(arrival(4));
    resequencer.arrives(arrival(5));
    EXPECT_TRUE(resequencer.wants());
    resequencer.asked();
    resequencer.arrives(arrival(6));
    resequencer.stocked({{"e", 4}, {arrival(2), arrival(3), arrival(4)}});
    // 5 was known before the question, and the answer says that there are four: it was never given.
    EXPECT_EQ(told.lines, (Lines {"1:1", "2:2", "3:3", "4:4"}));
    EXPECT_TRUE(resequencer.wants()); // 6 came after the question
    resequencer.asked();
    resequencer.stocked({{"e", 6}, {arrival(5), arrival(6)}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "2:2", "3:3", "4:4", "5:5", "6:6"}));
    EXPECT_FALSE(resequencer.wants());
    EXPECT_EQ(counts.lost, 0u);
}

TEST_F(ResequencerOfOne, WhatTheBrokerHasNotIsLostExactly)
{
    resequencer.stocked({{"e", 0}, {}});
    resequencer.arrives(arrival(1));
    resequencer.arrives(arrival(9));
    resequencer.asked();
    resequencer.stocked({{"e", 10}, {arrival(7), arrival(9)}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "lost to 6", "7:7", "lost to 8", "9:9", "lost to 10"}));
    EXPECT_EQ(counts.lost, 7u);
}

TEST_F(ResequencerOfOne, AnotherEpochIsAskedForAndBeginsAtItsFirst)
{
    resequencer.stocked({{"e", 0}, {}});
    resequencer.arrives(arrival(1));
    resequencer.arrives(arrival(2, "f"));
    EXPECT_TRUE(resequencer.wants());
    EXPECT_EQ(told.lines, (Lines {"1:1"}));
    resequencer.asked();
    resequencer.stocked({{"f", 2}, {arrival(1, "f"), arrival(2, "f")}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "restart f", "1:1", "2:2"}));
    EXPECT_EQ(counts.restarts, 1u);
    // The old one says something still.
    resequencer.arrives(arrival(2, "e"));
    resequencer.asked();
    resequencer.stocked({{"f", 2}, {}});
    EXPECT_EQ(told.lines.size(), 4u);
    EXPECT_FALSE(resequencer.wants());
}

TEST_F(ResequencerOfOne, AnEnvelopeIsNoPublicationUnderAnotherNumber)
{
    resequencer.arrives(arrival(1));
    Arrival again = arrival(1);
    again.seq = 2;
    resequencer.arrives(again);
    EXPECT_EQ(counts.replayed, 1u);
    EXPECT_EQ(resequencer.position().seq, 1u);
    resequencer.compare({"e", 2});
    EXPECT_TRUE(resequencer.wants());
    resequencer.asked();
    resequencer.stocked({{"e", 2}, {again}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "lost to 2"}));
}

TEST_F(ResequencerOfOne, WhoCannotSignMakesItAskNothing)
{
    Arrival forged = arrival(7);
    forged.envelope.back() = static_cast<char>(forged.envelope.back() ^ 1);
    resequencer.arrives(forged);
    forged.seq = 1;
    resequencer.arrives(forged);
    resequencer.arrives({"e", 1, "x"});
    resequencer.arrives({"e", 1, std::string(5'000, 'x')});
    EXPECT_FALSE(resequencer.wants());
    EXPECT_TRUE(told.lines.empty());
    EXPECT_EQ(counts.forged, 2u);
    EXPECT_EQ(counts.malformed, 1u);
    EXPECT_EQ(counts.oversize, 1u);
}

TEST_F(ResequencerOfOne, WhatWaitsIsBounded)
{
    for (uint64_t seq = 2; seq < 5'000; ++seq)
        resequencer.arrives(arrival(seq));
    resequencer.asked();
    resequencer.stocked({{"e", 1}, {arrival(1)}});
    // Of what waited the broker denies all: nobody is told of it.
    EXPECT_EQ(told.lines, (Lines {"1:1"}));
    EXPECT_EQ(counts.replayed, Resequencer::kMostWaiting);
}

} // namespace
} // namespace wavetape::cluster
