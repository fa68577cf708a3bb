// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/PublicationAge.h"

#include <gtest/gtest.h>

using wavetape::client::PublicationAge;

TEST(PublicationAge, OfOneMachineIsTheDifference)
{
    PublicationAge age;
    age.begin(true);
    EXPECT_EQ(age.of(1000, 1004), 4);
    EXPECT_EQ(age.of(1000, 999), -1);
    EXPECT_FALSE(age.of(0, 1000));
}

TEST(PublicationAge, WhatWasPublishedBeforeTheWelcomeIsReplayed)
{
    PublicationAge age;
    age.begin(true);
    age.welcomed(5000);
    EXPECT_FALSE(age.of(4999, 9000));
    EXPECT_EQ(age.of(5000, 5001), 1);
}

TEST(PublicationAge, OfAnotherMachineIsCountedFromTheFastest)
{
    PublicationAge age;
    age.begin(false);
    EXPECT_EQ(age.of(1000, 4010), 0);
    EXPECT_EQ(age.of(1000, 4016), 6);
    EXPECT_EQ(age.of(1000, 4002), 0);
    EXPECT_EQ(age.of(1000, 4010), 8);
    age.begin(false); // another server: its clock is not known yet
    EXPECT_EQ(age.of(1000, 1500), 0);
}
