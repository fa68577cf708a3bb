// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/BinaryHeader.h"

#include <gtest/gtest.h>

#include <string>

using namespace wavetape::protocol;

namespace {

std::string message(const BinaryHeader &header, size_t payload)
{
    std::string bytes(BinaryHeader::kSize + payload, '\0');
    header.write(bytes.data());
    return bytes;
}

} // namespace

TEST(BinaryHeader, writesTheTableOfTheProtocol)
{
    BinaryHeader header;
    header.kind = BlockKind::float32;
    header.channelId = 0x04030201;
    header.seq = 0x1817161514131211;
    header.timeMicros = 0x2827262524232221;
    header.count = 0x34333231;
    header.lanes = 0x4241;
    const unsigned char expected[] = {0x57, 0x54, 1, 1, 0x01, 0x02, 0x03, 0x04, 0x11, 0x12, 0x13,
        0x14, 0x15, 0x16, 0x17, 0x18, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x31, 0x32,
        0x33, 0x34, 0x41, 0x42, 0, 0};
    const std::string bytes = message(header, 0);
    EXPECT_EQ(bytes, std::string(reinterpret_cast<const char *>(expected), sizeof expected));
}

TEST(BinaryHeader, readsBackWhatFitsTheMessage)
{
    BinaryHeader header;
    header.channelId = 7;
    header.seq = 1ull << 60;
    header.timeMicros = 1'700'000'000'000'123;
    header.count = 3;
    header.lanes = 2;
    auto read = BinaryHeader::read(message(header, 24));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->channelId, 7u);
    EXPECT_EQ(read->seq, 1ull << 60);
    EXPECT_EQ(read->timeMicros, 1'700'000'000'000'123u);
    EXPECT_EQ(read->count, 3u);
    EXPECT_EQ(read->lanes, 2);
    header.kind = BlockKind::bytes;
    header.count = 5;
    read = BinaryHeader::read(message(header, 5));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, BlockKind::bytes);
}

TEST(BinaryHeader, refusesWhatDoesNotFit)
{
    BinaryHeader header;
    header.count = 2;
    const std::string good = message(header, 8);
    ASSERT_TRUE(BinaryHeader::read(good));
    for (size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(BinaryHeader::read(std::span(good.data(), size))) << size;
    EXPECT_FALSE(BinaryHeader::read(good + "x"));
    for (const size_t at : {0, 1, 2, 3}) {
        std::string bad = good;
        bad[at] = 9;
        EXPECT_FALSE(BinaryHeader::read(bad)) << at;
    }
    header.lanes = 0;
    EXPECT_FALSE(BinaryHeader::read(message(header, 0)));
    header.lanes = 65'535;
    header.count = 0xffffffff;
    EXPECT_FALSE(BinaryHeader::read(message(header, 8)));
}
