// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/ChannelFamily.h"

#include <gtest/gtest.h>

using namespace wavetape::protocol;

TEST(ChannelFamily, EachRowIsReachedByItsOwnName)
{
    for (const ChannelFamily &family : channelFamilies()) {
        EXPECT_EQ(&familyOf(family.name), &family) << family.name;
        const std::string name
            = std::string(family.name) + (family.name.ends_with('.') ? "x.y" : "");
        EXPECT_EQ(&familyOf(name), &family) << name;
    }
    EXPECT_EQ(channelFamilies().back().name, "") << "some row holds every name";
}

TEST(ChannelFamily, WholeNamesAreNoPrefixes)
{
    EXPECT_TRUE(familyOf("alerts").owned);
    EXPECT_FALSE(familyOf("alerts.mine").owned);
    EXPECT_FALSE(familyOf("newsroom").owned);
    EXPECT_FALSE(familyOf("ticker").owned) << "a name of its own, though near";
    EXPECT_FALSE(familyOf("waves.a").binary);
    EXPECT_TRUE(familyOf("wave.").binary) << "a prefix subscription without its star";
}

TEST(ChannelFamily, OnlyAdminsSeeWhatTheServerDoes)
{
    for (const char *name : {"sys", "sys.", "sys.stats", "sys.frames.c1", "sys.nope"})
        EXPECT_TRUE(familyOf(name).adminOnly && familyOf(name).owned) << name;
    for (const char *name : {"system", "sysadmin.a", "ticker.SYS", "Sys.stats"})
        EXPECT_FALSE(familyOf(name).adminOnly) << name;
}

TEST(ChannelFamily, WhatIsConflatedIsNotReplayed)
{
    for (const ChannelFamily &family : channelFamilies()) {
        EXPECT_FALSE(family.conflates() && family.replays) << family.name;
        EXPECT_TRUE(family.history || !family.replays) << family.name;
        EXPECT_FALSE(family.binary && family.snapshot != SnapshotForm::none) << family.name;
        if (family.conflates() && family.name != "sys") {
            EXPECT_NE(family.snapshot, SnapshotForm::none)
                << family.name << ": its reader recovers by the snapshot";
        }
    }
}
