// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/MemoryReturn.h"

#include <gtest/gtest.h>

namespace wavetape::monitoring {
namespace {

constexpr uint64_t kMiB = 1 << 20;

class MemoryReturnTest : public testing::Test {
protected:
    void look(uint64_t mebibytes, uint64_t seconds)
    {
        for (; seconds > 0; --seconds)
            m_memory.look(mebibytes * kMiB, 0, m_nowMs += 1000);
    }
    int m_given = 0;
    uint64_t m_nowMs = 0;
    MemoryReturn m_memory {[this] { ++m_given; }};
};

TEST_F(MemoryReturnTest, OnceAfterABurstIsOver)
{
    look(10, 60);
    look(300, 60);
    EXPECT_EQ(m_given, 0) << "it is all in use";
    look(10, 4);
    EXPECT_EQ(m_given, 0) << "it may be asked for again";
    look(10, 60);
    EXPECT_EQ(m_given, 1);
    look(300, 1);
    look(10, 10);
    EXPECT_EQ(m_given, 2);
}

TEST_F(MemoryReturnTest, AfterABurstBetweenTwoLooks)
{
    m_memory.look(0, 300 * kMiB, m_nowMs += 1000);
    look(0, 10);
    EXPECT_EQ(m_given, 1);
}

TEST_F(MemoryReturnTest, NotBetweenTwoBurstsOfARow)
{
    for (int i = 0; i < 100; ++i) {
        look(100, 1);
        look(1, 3);
    }
    EXPECT_EQ(m_given, 0);
}

TEST_F(MemoryReturnTest, NotForALittle)
{
    look(3, 10);
    look(0, 100);
    EXPECT_EQ(m_given, 0);
}

} // namespace
} // namespace wavetape::monitoring
