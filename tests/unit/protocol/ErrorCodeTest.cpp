// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/ErrorCode.h"
#include "protocol/Policy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

using namespace wavetape::protocol;

TEST(ErrorCode, namesEachAndTellsWhichMayPass)
{
    const std::set<int> temporary {100, 109, 111, 116};
    std::set<std::string_view> names;
    for (int number = 100; number <= 117; ++number) {
        if (number == 105 || number == 114)
            continue;
        const auto code = static_cast<ErrorCode>(number);
        EXPECT_TRUE(names.insert(errorName(code)).second) << number;
        EXPECT_EQ(isTemporary(code), temporary.contains(number)) << number;
    }
}

TEST(Policy, namesReadBack)
{
    for (const char *name : {"conflate", "drop-oldest", "drop-newest", "low-priority-first",
             "disconnect", "unbounded"}) {
        ASSERT_TRUE(parsePolicy(name)) << name;
        EXPECT_EQ(policyName(*parsePolicy(name)), name);
    }
    for (const char *name : {"", "Conflate", "drop", "drop-oldest "})
        EXPECT_FALSE(parsePolicy(name)) << name;
}
