// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/CloseCode.h"

#include <gtest/gtest.h>

namespace wavetape::websocket {

TEST(CloseCode, OnlyRegisteredAndOpenRangesMayBeSent)
{
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
        const bool expected
            = (code >= 1000 && code < 1015 && code != 1004 && code != 1005 && code != 1006)
            || (code >= 3000 && code < 5000);
        ASSERT_EQ(mayBeSent(static_cast<std::uint16_t>(code)), expected) << code;
    }
}

TEST(CloseCode, EveryCodeHasAName)
{
    EXPECT_EQ(closeCodeName(1000), "normal");
    EXPECT_EQ(closeCodeName(1013), "try again later");
    EXPECT_EQ(closeCodeName(4308), "slow consumer");
    EXPECT_EQ(closeCodeName(3001), "library or framework");
    EXPECT_EQ(closeCodeName(4999), "application");
    EXPECT_EQ(closeCodeName(1004), "reserved");
    EXPECT_EQ(closeCodeName(0), "reserved");
    EXPECT_EQ(closeCodeName(5000), "reserved");
}

} // namespace wavetape::websocket
