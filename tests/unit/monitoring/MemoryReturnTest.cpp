// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/MemoryReturn.h"

#include <gtest/gtest.h>

namespace wavetape::monitoring {
namespace {

constexpr uint64_t kMiB = 1 << 20;

class MemoryReturnTest : public testing::Test {
protected:
    void look(uint64_t used, uint64_t resident, uint64_t seconds)
    {
        for (; seconds > 0; --seconds)
            m_memory.look(used * kMiB, resident * kMiB, m_nowMs += 1000);
    }
    int m_given = 0;
    uint64_t m_nowMs = 0;
    MemoryReturn m_memory {[this] { ++m_given; }};
};

TEST_F(MemoryReturnTest, OnceAfterABurstIsOver)
{
    look(10, 20, 60);
    look(300, 310, 60);
    EXPECT_EQ(m_given, 0) << "it is all in use";
    look(10, 310, 4);
    EXPECT_EQ(m_given, 0) << "it may be asked for again";
    look(10, 310, 2);
    EXPECT_EQ(m_given, 1);
    look(10, 20, 60);
    EXPECT_EQ(m_given, 1);
    look(300, 310, 1);
    look(10, 310, 6);
    EXPECT_EQ(m_given, 2);
}

TEST_F(MemoryReturnTest, AfterABurstBetweenTwoLooks)
{
    look(0, 20, 1);
    look(0, 320, 6);
    EXPECT_EQ(m_given, 1);
}

TEST_F(MemoryReturnTest, WhatWasStillInUseThenIsGivenBackLater)
{
    look(0, 20, 1);
    look(50, 320, 6);
    EXPECT_EQ(m_given, 1);
    look(50, 75, 60);
    EXPECT_EQ(m_given, 1);
    look(0, 75, 6);
    EXPECT_EQ(m_given, 2);
}

TEST_F(MemoryReturnTest, NotBetweenTwoBurstsOfARow)
{
    for (int i = 0; i < 100; ++i) {
        look(100, 120, 1);
        look(1, 120, 3);
    }
    EXPECT_EQ(m_given, 0);
}

TEST_F(MemoryReturnTest, NotForALittle)
{
    look(0, 20, 1);
    look(3, 23, 10);
    look(0, 23, 100);
    look(0, 200, 6);
    EXPECT_EQ(m_given, 1);
    look(0, 200, 100);
    EXPECT_EQ(m_given, 1) << "none of it was the allocator's, and asking again changes nothing";
    look(0, 240, 100);
    EXPECT_EQ(m_given, 1) << "less than a quarter more";
}

} // namespace
} // namespace wavetape::monitoring
