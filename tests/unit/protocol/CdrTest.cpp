// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Cdr.h"

#include <gtest/gtest.h>

#include <cstring>

namespace wavetape::protocol {
namespace {

std::string floats(std::initializer_list<float> values)
{
    return {reinterpret_cast<const char *>(values.begin()), values.size() * sizeof(float)};
}

TEST(CdrTest, AWaveIsTheBytesThatRosWouldWrite)
{
    const std::string samples = floats({1, -1});
    std::string message;
    appendCdrHead(message, {BlockKind::float32, 1'500'000, 48'000, 2, samples});
    message += samples;
    const unsigned char expected[] = {0, 1, 0, 0, // little-endian
        1, 0, 0, 0, 0x00, 0x65, 0xcd, 0x1d, // 1 s, 500,000,000 ns
        0, 0, 0, 0, 0, 0x70, 0xe7, 0x40, // 48000.0
        2, 0, 0, 0, // lanes, and two bytes of padding before the length
        2, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0x80, 0xbf};
    ASSERT_EQ(message.size(), sizeof expected);
    EXPECT_EQ(std::memcmp(message.data(), expected, sizeof expected), 0);
}

TEST(CdrTest, WhatWasWrittenReadsTheSame)
{
    for (const BlockKind kind : {BlockKind::float32, BlockKind::bytes}) {
        const std::string payload = floats({0.5F, 2, 3, 4, 5, 6});
        std::string message;
        const auto lanes = static_cast<uint16_t>(kind == BlockKind::float32 ? 3 : 1);
        appendCdrHead(message, {kind, 1'700'000'000'123'456, 1000, lanes, payload});
        message += payload;
        const auto read = readCdr(kind, message);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->timeMicros, 1'700'000'000'123'456u);
        EXPECT_EQ(read->lanes, lanes);
        EXPECT_EQ(read->payload, payload);
        for (size_t size = 0; size < message.size(); ++size)
            EXPECT_FALSE(readCdr(kind, std::string_view(message).substr(0, size)));
        EXPECT_FALSE(readCdr(kind, message + '\0'));
    }
}

TEST(CdrTest, AnArrayThatIsNoWholeNumberOfLanesIsNone)
{
    const std::string payload = floats({1, 2, 3});
    std::string message;
    appendCdrHead(message, {BlockKind::float32, 0, 1, 2, payload});
    EXPECT_FALSE(readCdr(BlockKind::float32, message + payload));
}

TEST(CdrTest, DefinitionsNameWhatTheyUse)
{
    for (const BlockKind kind : {BlockKind::float32, BlockKind::bytes}) {
        EXPECT_NE(cdrSchemaText(kind).find("MSG: builtin_interfaces/Time"), std::string::npos);
        EXPECT_NE(cdrSchemaName(kind).find("/msg/"), std::string::npos);
    }
}

} // namespace
} // namespace wavetape::protocol
