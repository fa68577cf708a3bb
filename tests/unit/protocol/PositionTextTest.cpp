// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/PositionText.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace wavetape::protocol {
namespace {

using Epoch = std::shared_ptr<const std::string>;

Epoch epoch(const std::string &text)
{
    return std::make_shared<const std::string>(text);
}

TEST(PositionText, OneChannelIsWrittenForPeople)
{
    PositionText position;
    const Epoch life = epoch("1abc.5");
    position.add(life, 0);
    EXPECT_EQ(position.text(), "1abc.5:0");
    position.set(0, life, 12);
    EXPECT_EQ(position.text(), "1abc.5:12");
    EXPECT_EQ(*readPositions(position.text(), 1), (std::vector<StreamPosition> {{"1abc.5", 12}}));
}

TEST(PositionText, SeveralShareWhatTheirEpochsBeginWith)
{
    PositionText position;
    position.add(epoch("1abc.5"), 35);
    position.add(epoch("1abc.zz"), 36);
    EXPECT_EQ(position.text(), "1abc~5.z~zz.10");
    EXPECT_EQ(*readPositions(position.text(), 2),
        (std::vector<StreamPosition> {{"1abc.5", 35}, {"1abc.zz", 36}}));
    // What an administrator or a person puts together from /channels.
    EXPECT_EQ(*readPositions("1abc.5:35,1abc.zz:36", 2), *readPositions(position.text(), 2));
    position.set(1, epoch("other.1"), 7);
    EXPECT_EQ(position.text(), "1abc.5:35,other.1:7");
    position.set(0, epoch("plain"), 1);
    EXPECT_EQ(position.text(), "plain:1,other.1:7");
}

TEST(PositionText, EpochsWithNothingBeforeOrBehindTheirDotAreWrittenInFull)
{
    for (const char *form : {".%", "%.", "a..", "%"}) {
        PositionText position;
        std::vector<StreamPosition> told;
        for (const char number : {'1', '2'}) {
            std::string name = form;
            std::replace(name.begin(), name.end(), '%', number);
            told.push_back({name, 7});
            position.add(epoch(name), 7);
        }
        const auto read = readPositions(position.text(), told.size());
        ASSERT_TRUE(read) << position.text();
        EXPECT_EQ(*read, told) << position.text();
    }
}

TEST(PositionText, WhatIsChangedInPlaceIsWhatWouldBeWritten)
{
    std::mt19937_64 random(14);
    for (int round = 0; round < 50; ++round) {
        const size_t channels = 1 + random() % kPositionChannels;
        PositionText kept;
        std::vector<StreamPosition> told;
        std::vector<Epoch> lives;
        for (size_t i = 0; i < channels; ++i) {
            lives.push_back(epoch("9zzz." + std::to_string(i)));
            told.push_back({*lives.back(), random() % 40});
            kept.add(lives.back(), told.back().seq);
        }
        for (int step = 0; step < 200; ++step) {
            const size_t at = random() % channels;
            if (random() % 20 == 0)
                lives[at] = epoch((random() % 2 ? "9zzz.r" : "8yyy.") + std::to_string(step));
            told[at] = {*lives[at], random() % (uint64_t {1} << (random() % 53))};
            kept.set(at, lives[at], told[at].seq);
            ASSERT_EQ(*readPositions(kept.text(), channels), told) << kept.text();
        }
    }
}

TEST(PositionText, WhatIsNoneIsRefused)
{
    for (const char *text : {"", "x", "e:", ":1", "e:1,", ",e:1", "e:1x", "e:-1", "e:+1", "e: 1",
             "e:9007199254740993", "e\xc3\xa9:1", "e e:1", "~", "b~", "b~1", "b~1.", "b~.1", "~1.1",
             "b~1.1~", "b c~1.1", "b~1.z_"})
        EXPECT_FALSE(readPositions(text, 1)) << text;
    EXPECT_FALSE(readPositions("e:1,e:2", 1));
    EXPECT_FALSE(readPositions("e:1", 2));
    EXPECT_FALSE(readPositions("b~1.1~1.2~1.3", 2));
    EXPECT_FALSE(readPositions(std::string(129, 'e') + ":1", 1));
    EXPECT_TRUE(readPositions("e:9007199254740992", 1));
}

} // namespace
} // namespace wavetape::protocol
