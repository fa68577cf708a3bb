// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/PublishedBook.h"

#include <gtest/gtest.h>

#include <zlib.h>

namespace wavetape::feeds::market {

namespace {
std::string snapshotOf(const PublishedBook &book)
{
    std::string json;
    book.append(json);
    return json;
}
} // namespace

TEST(PublishedBook, SnapshotAndDeltaAreAsOnTheWire)
{
    OrderBook book;
    book.add(Side::bid, 18'050, 100);
    book.add(Side::bid, 18'000, 200);
    book.add(Side::ask, 18'051, 30);
    PublishedBook published(book);
    EXPECT_EQ(
        snapshotOf(published), R"({"last":3,"bids":[[180.5,100],[180,200]],"asks":[[180.51,30]]})");

    std::string json;
    EXPECT_FALSE(published.appendDelta(json, book, true)) << "nothing changed";
    EXPECT_EQ(json, "");

    book.cancel(Side::bid, 0, 100);
    book.cancel(Side::bid, 0, 50);
    book.add(Side::ask, 18'049, 5);
    ASSERT_TRUE(published.appendDelta(json, book, false));
    EXPECT_EQ(json, R"({"first":4,"last":6,"bids":[[180.5,0],[180,150]],"asks":[[180.49,5]]})");
    published.take(book);
    EXPECT_EQ(
        snapshotOf(published), R"({"last":6,"bids":[[180,150]],"asks":[[180.49,5],[180.51,30]]})");
}

TEST(PublishedBook, ALevelPushedOutOfTheTwentyIsRemoved)
{
    OrderBook book;
    book.add(Side::ask, 5000, 1);
    for (int64_t i = 0; i < 25; ++i)
        book.add(Side::bid, 1000 - i, 1);
    PublishedBook published(book);
    EXPECT_EQ(published.levels(Side::bid).size(), 20u);
    book.add(Side::bid, 1001, 9);
    std::string json;
    ASSERT_TRUE(published.appendDelta(json, book, false));
    EXPECT_EQ(json, R"({"first":27,"last":27,"bids":[[10.01,9],[9.81,0]],"asks":[]})");
    published.take(book);
    book.cancel(Side::bid, 0, 9);
    json.clear();
    ASSERT_TRUE(published.appendDelta(json, book, false));
    EXPECT_EQ(json, R"({"first":28,"last":28,"bids":[[10.01,0],[9.81,1]],"asks":[]})")
        << "and comes back";
}

TEST(PublishedBook, ChangesBeyondTheTwentyWaitForTheNextDelta)
{
    OrderBook book;
    book.add(Side::ask, 5000, 1);
    for (int64_t i = 0; i < 25; ++i)
        book.add(Side::bid, 1000 - i, 1);
    const PublishedBook published(book);
    book.add(Side::bid, 970, 4);
    std::string json;
    EXPECT_FALSE(published.appendDelta(json, book, false));
    book.add(Side::ask, 4999, 1);
    ASSERT_TRUE(published.appendDelta(json, book, false));
    EXPECT_TRUE(json.starts_with(R"({"first":27,"last":28,)")) << json;
}

TEST(PublishedBook, ChecksumIsOfTheTenBestAsWritten)
{
    OrderBook book;
    for (int64_t i = 0; i < 12; ++i)
        book.add(Side::bid, 18'050 - 10 * i, 100 + i);
    book.add(Side::ask, 18'100, 7);
    PublishedBook published(book);
    book.add(Side::ask, 18'101, 8);
    std::string json;
    ASSERT_TRUE(published.appendDelta(json, book, true));
    const std::string text = "180.5:100|180.4:101|180.3:102|180.2:103|180.1:104|180:105|179.9:106|"
                             "179.8:107|179.7:108|179.6:109|181:7|181.01:8";
    const uLong expected
        = crc32(0, reinterpret_cast<const Bytef *>(text.data()), static_cast<uInt>(text.size()));
    EXPECT_TRUE(json.ends_with("\"crc\":" + std::to_string(expected) + "}")) << json;
}

} // namespace wavetape::feeds::market
