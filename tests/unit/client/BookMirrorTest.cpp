// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/BookMirror.h"

#include <gtest/gtest.h>

#include <zlib.h>

#include <string>

using namespace wavetape::client;
using Result = BookMirror::Result;

namespace {

uint32_t zlibCrc(const std::string &text)
{
    return static_cast<uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef *>(text.data()), static_cast<uInt>(text.size())));
}

} // namespace

TEST(BookMirror, appliesDeltasInOrder)
{
    BookMirror book;
    EXPECT_EQ(book.apply(BookDelta {1, 1, {{1, 1}}, {}, {}}), Result::Ignored) << "no snapshot yet";
    book.apply(BookSnapshot {10, {{99.5, 4}, {99, 2}}, {{100, 1}, {100.5, 3}}});
    EXPECT_EQ(book.apply(BookDelta {9, 10, {{50, 1}}, {}, {}}), Result::Ignored) << "older";
    EXPECT_EQ(
        book.apply(BookDelta {11, 12, {{99.5, 0}, {98, 7}}, {{100, 6}}, {}}), Result::Applied);
    ASSERT_EQ(book.bids().size(), 2u);
    EXPECT_EQ(book.bids()[0].price, 99);
    EXPECT_EQ(book.bids()[1].size, 7);
    EXPECT_EQ(book.asks(1)[0].size, 6);
    EXPECT_EQ(book.last(), 12u);
    EXPECT_EQ(book.apply(BookDelta {14, 14, {}, {}, {}}), Result::Broken);
    EXPECT_FALSE(book.valid());
}

TEST(BookMirror, provesTheChecksumWithZlibs)
{
    BookMirror book;
    BookSnapshot snapshot {1, {}, {}};
    std::string text;
    for (int i = 0; i < 12; ++i)
        snapshot.bids.push_back({100.0 - i * 0.25, 10.0 + i});
    snapshot.asks = {{100.05, 0.1}, {100.3, 1e-7}, {123456789, 1e21}};
    book.apply(snapshot);
    text = "100:10|99.75:11|99.5:12|99.25:13|99:14|98.75:15|98.5:16|98.25:17|98:18|97.75:19"
           "|100.05:0.1|100.3:0.0000001|123456789:1000000000000000000000";
    EXPECT_EQ(book.checksum(), zlibCrc(text));

    BookDelta good {2, 2, {}, {{123456789, 0}}, {}};
    text.resize(text.rfind('|'));
    good.crc = zlibCrc(text);
    EXPECT_EQ(book.apply(good), Result::Applied);
    EXPECT_EQ(book.checksumsPassed(), 1u);
    BookDelta bad {3, 3, {{1, 1}}, {}, 12345};
    EXPECT_EQ(book.apply(bad), Result::Broken);
    EXPECT_EQ(book.checksumsFailed(), 1u);
}

TEST(BookMirror, doesNotGrowWithoutEnd)
{
    BookMirror book;
    book.apply(BookSnapshot {1, {}, {}});
    Result result = Result::Applied;
    double price = 1;
    for (uint64_t i = 2; i < 2000 && result == Result::Applied; ++i) {
        BookDelta delta {i, i, {}, {}, {}};
        for (int k = 0; k < 100; ++k)
            delta.bids.push_back({price++, 1});
        result = book.apply(delta);
    }
    EXPECT_EQ(result, Result::Broken);
    EXPECT_TRUE(book.bids().empty());
}
