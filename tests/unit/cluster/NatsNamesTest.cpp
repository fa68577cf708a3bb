// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsNames.h"

#include <gtest/gtest.h>

#include <set>

namespace wavetape::cluster {

namespace {

TEST(NatsNames, EachChannelHasASubjectOfItsOwnThatNatsTakes)
{
    const NatsNames names("eu.west");
    EXPECT_EQ(names.channelStream(), "WT-eu=west");
    EXPECT_EQ(names.stored("chat.a"), "wt.eu=west.in.chat.a");
    std::set<std::string> subjects;
    const char *all[] = {
        "chat", "chat.a", "chat.", ".chat", "chat..a", "chat...a", ".", "..", "a:b_c-d", "a.b.c"};
    for (const char *name : all) {
        for (const std::string &subject : {names.stored(name), names.sent(name)}) {
            EXPECT_EQ(names.channelOf(subject), name);
            EXPECT_EQ(subject.find(".."), std::string::npos) << subject;
            EXPECT_FALSE(subject.ends_with('.')) << subject;
            subjects.insert(subject);
        }
    }
    EXPECT_EQ(subjects.size(), 2 * std::size(all));
}

TEST(NatsNames, APrefixIsAWildcard)
{
    const NatsNames names("test");
    EXPECT_EQ(names.storedUnder(""), "wt.test.in.>");
    EXPECT_EQ(names.sentUnder("chat."), "wt.test.out.chat.>");
    EXPECT_EQ(names.sentUnder("chat.room."), "wt.test.out.chat.room.>");
    EXPECT_EQ(names.sentUnder("chat.."), "wt.test.out.chat.=.>");
    EXPECT_EQ(names.sentUnder("."), "wt.test.out.=.>");
}

TEST(NatsNames, WhatIsNoChannelsIsNone)
{
    const NatsNames names("test");
    EXPECT_FALSE(names.channelOf("wt.test.state.beat"));
    EXPECT_FALSE(names.channelOf("wt.other.in.chat.a"));
    EXPECT_FALSE(names.channelOf(""));
}

} // namespace
} // namespace wavetape::cluster
