// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/NearestName.h"

#include <gtest/gtest.h>

#include <vector>

using wavetape::protocol::nearestName;

TEST(NearestName, IsTheNearestOfThoseThatArePlausible)
{
    const std::vector<std::string_view> names {
        "book.AAPL", "candles.AAPL.1m", "ticker.AAPL", "ticker.AMZN", "trades.AAPL"};
    EXPECT_EQ(nearestName("ticker.aapl", names), "ticker.AAPL");
    EXPECT_EQ(nearestName("TICKER.AAPL", names), "ticker.AAPL");
    EXPECT_EQ(nearestName("ticker.APPL", names), "ticker.AAPL");
    EXPECT_EQ(nearestName("tikcer.AMZN", names), "ticker.AMZN");
    EXPECT_EQ(nearestName("tickers.AMZN", names), "ticker.AMZN");
    EXPECT_EQ(nearestName("ticker.AMZ", names), "ticker.AMZN");
    EXPECT_EQ(nearestName("candles.aapl.1M", names), "candles.AAPL.1m");
    for (const char *far : {"", "x", "AAPL", "ticker", "chat.lobby", "ticker.GOOG", "trade.MSFT"})
        EXPECT_EQ(nearestName(far, names), "") << far;
    EXPECT_EQ(nearestName("ticker.AAPL", {}), "");
}

TEST(NearestName, CostsLittleWhateverTheNames)
{
    std::vector<std::string> texts;
    texts.reserve(10'000);
    for (int i = 0; i < 10'000; ++i)
        texts.push_back(std::string(120, 'a') + std::to_string(i));
    const std::vector<std::string_view> names(texts.begin(), texts.end());
    // Only so many are compared letter by letter: the last one is not found, and that is right.
    EXPECT_EQ(
        nearestName(std::string(120, 'a') + "999X", names).substr(0, 120), std::string(120, 'a'));
}
