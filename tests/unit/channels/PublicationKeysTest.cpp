// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/PublicationKeys.h"

#include <gtest/gtest.h>

namespace wavetape::channels {
namespace {

TEST(PublicationKeysTest, AreKnownForFiveMinutes)
{
    PublicationKeys keys;
    keys.add(1, "a", {"e", 7}, 100);
    EXPECT_EQ(keys.find(1, "a", 100), (protocol::StreamPosition {"e", 7}));
    EXPECT_FALSE(keys.find(2, "a", 100)) << "another channel's";
    EXPECT_FALSE(keys.find(1, "b", 100));
    EXPECT_TRUE(keys.find(1, "a", 99 + PublicationKeys::kKeptNanos));
    EXPECT_FALSE(keys.find(1, "a", 100 + PublicationKeys::kKeptNanos));
    EXPECT_EQ(keys.size(), 0u);
}

TEST(PublicationKeysTest, OnlyTheNewestAreKept)
{
    PublicationKeys keys(3);
    for (uint64_t i = 1; i <= 1000; ++i)
        keys.add(1, std::to_string(i), {"e", i}, 0);
    EXPECT_EQ(keys.size(), 3u);
    EXPECT_FALSE(keys.find(1, "997", 0));
    for (uint64_t i = 998; i <= 1000; ++i)
        EXPECT_EQ(keys.find(1, std::to_string(i), 0)->seq, i);
}

} // namespace
} // namespace wavetape::channels
