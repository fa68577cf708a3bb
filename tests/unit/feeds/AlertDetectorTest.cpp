// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/AlertDetector.h"
#include "feeds/market/MarketTime.h"

#include <gtest/gtest.h>

namespace wavetape::feeds::market {

namespace {

class AlertDetectorTest : public testing::Test {
protected:
    std::optional<Alert> second(int64_t price, int64_t volume = 1000)
    {
        const Candle candle {m_time, price, price, price, price, volume, true};
        m_time += kSecond;
        return m_detector.watch(candle);
    }

    AlertDetector m_detector;
    int64_t m_time = 1000 * kSecond;
};
} // namespace

TEST_F(AlertDetectorTest, IsSilentWhileNothingHappens)
{
    for (int i = 0; i < 600; ++i)
        EXPECT_FALSE(second(10'000 + i % 10, 900 + 200 * (i % 2)));
}

TEST_F(AlertDetectorTest, TellsOfAJumpOnce)
{
    second(10'000);
    const auto alert = second(10'060);
    ASSERT_TRUE(alert);
    EXPECT_EQ(alert->kind, AlertKind::jump);
    EXPECT_NEAR(alert->change, 0.006, 1e-9);
    EXPECT_EQ(alert->price, 10'060);
    EXPECT_EQ(alert->time, m_time);
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(second(i % 2 ? 10'000 : 10'060));
}

TEST_F(AlertDetectorTest, TellsOfAMoveWithinAMinute)
{
    std::optional<Alert> alert;
    int64_t price = 10'000;
    int seconds = 0;
    for (; !alert && seconds < 60; ++seconds)
        alert = second(price -= 3);
    ASSERT_TRUE(alert);
    EXPECT_EQ(alert->kind, AlertKind::move);
    EXPECT_LE(alert->change, -0.008);
    EXPECT_NEAR(seconds, 28, 2);
}

TEST_F(AlertDetectorTest, AsMuchOverAnHourIsNoNews)
{
    for (int i = 0; i < 3600; ++i)
        EXPECT_FALSE(second(10'000 + i / 20));
}

TEST_F(AlertDetectorTest, TellsOfUnusualVolume)
{
    for (int i = 0; i < 100; ++i)
        EXPECT_FALSE(second(10'000));
    const auto alert = second(10'000, 40'000);
    ASSERT_TRUE(alert);
    EXPECT_EQ(alert->kind, AlertKind::volume);
    EXPECT_NEAR(alert->change, 44.0 / 5, 0.1);
}

} // namespace wavetape::feeds::market
