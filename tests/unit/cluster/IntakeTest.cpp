// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/Intake.h"

#include <gtest/gtest.h>

namespace wavetape::cluster {

namespace {

const EnvelopeSeal kIntakeSeal("test", std::string(32, 'k'), 1000);

class Told final : public IntakeTarget {
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
    return {epoch, seq, kIntakeSeal.close({"n1", "chat.a", epoch, seq, 5, data})};
}

struct IntakeOfOne : testing::Test {
    Told told;
    IntakeCounts counts;
    Intake intake {"chat.a", kIntakeSeal, told, counts, {"e", 0}};
    using Lines = std::vector<std::string>;
};

TEST_F(IntakeOfOne, DeliversTheNextAndDropsWhatIsKnown)
{
    intake.arrives(arrival(1));
    intake.arrives(arrival(1));
    intake.arrives(arrival(2));
    EXPECT_EQ(told.lines, (Lines {"1:1", "2:2"}));
    EXPECT_EQ(counts.known, 1u);
    EXPECT_FALSE(intake.wants());
}

TEST_F(IntakeOfOne, FillsAHoleAndGoesOnWithWhatWaited)
{
    intake.arrives(arrival(1));
    intake.arrives(arrival(4));
    intake.arrives(arrival(5));
    EXPECT_TRUE(intake.wants());
    intake.asked();
    intake.arrives(arrival(6));
    intake.stocked({{"e", 4}, {arrival(2), arrival(3), arrival(4)}});
    // 5 was known before the question, and the answer says that there are four: it was never given.
    EXPECT_EQ(told.lines, (Lines {"1:1", "2:2", "3:3", "4:4"}));
    EXPECT_TRUE(intake.wants()); // 6 came after the question
    intake.asked();
    intake.stocked({{"e", 6}, {arrival(5), arrival(6)}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "2:2", "3:3", "4:4", "5:5", "6:6"}));
    EXPECT_FALSE(intake.wants());
    EXPECT_EQ(counts.lost, 0u);
}

TEST_F(IntakeOfOne, WhatTheBrokerHasNotIsLostExactly)
{
    intake.stocked({{"e", 0}, {}});
    intake.arrives(arrival(1));
    intake.arrives(arrival(9));
    intake.asked();
    intake.stocked({{"e", 10}, {arrival(7), arrival(9)}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "lost to 6", "7:7", "lost to 8", "9:9", "lost to 10"}));
    EXPECT_EQ(counts.lost, 7u);
}

TEST_F(IntakeOfOne, AnotherEpochIsAskedForAndBeginsAtItsFirst)
{
    intake.stocked({{"e", 0}, {}});
    intake.arrives(arrival(1));
    intake.arrives(arrival(2, "f"));
    EXPECT_TRUE(intake.wants());
    EXPECT_EQ(told.lines, (Lines {"1:1"}));
    intake.asked();
    intake.stocked({{"f", 2}, {arrival(1, "f"), arrival(2, "f")}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "restart f", "1:1", "2:2"}));
    EXPECT_EQ(counts.restarts, 1u);
    // The old one says something still.
    intake.arrives(arrival(2, "e"));
    intake.asked();
    intake.stocked({{"f", 2}, {}});
    EXPECT_EQ(told.lines.size(), 4u);
    EXPECT_FALSE(intake.wants());
}

TEST_F(IntakeOfOne, AnEnvelopeIsNoPublicationUnderAnotherNumber)
{
    intake.arrives(arrival(1));
    Arrival again = arrival(1);
    again.seq = 2;
    intake.arrives(again);
    EXPECT_EQ(counts.replayed, 1u);
    EXPECT_EQ(intake.position().seq, 1u);
    intake.compare({"e", 2});
    EXPECT_TRUE(intake.wants());
    intake.asked();
    intake.stocked({{"e", 2}, {again}});
    EXPECT_EQ(told.lines, (Lines {"1:1", "lost to 2"}));
}

TEST_F(IntakeOfOne, WhoCannotSignMakesItAskNothing)
{
    Arrival forged = arrival(7);
    forged.envelope.back() = static_cast<char>(forged.envelope.back() ^ 1);
    intake.arrives(forged);
    forged.seq = 1;
    intake.arrives(forged);
    intake.arrives({"e", 1, "x"});
    intake.arrives({"e", 1, std::string(5'000, 'x')});
    EXPECT_FALSE(intake.wants());
    EXPECT_TRUE(told.lines.empty());
    EXPECT_EQ(counts.forged, 2u);
    EXPECT_EQ(counts.malformed, 1u);
    EXPECT_EQ(counts.oversize, 1u);
}

TEST_F(IntakeOfOne, WhatWaitsIsBounded)
{
    for (uint64_t seq = 2; seq < 5'000; ++seq)
        intake.arrives(arrival(seq));
    intake.asked();
    intake.stocked({{"e", 1}, {arrival(1)}});
    // Of what waited the broker denies all: nobody is told of it.
    EXPECT_EQ(told.lines, (Lines {"1:1"}));
    EXPECT_EQ(counts.replayed, Intake::kMostWaiting);
}

} // namespace
} // namespace wavetape::cluster
