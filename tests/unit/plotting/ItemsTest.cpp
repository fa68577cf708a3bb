// SPDX-License-Identifier: GPL-3.0-or-later
#include "QuickScene.h"

#include "plotting/AxisRange.h"
#include "plotting/CandleItem.h"
#include "plotting/DepthItem.h"
#include "plotting/SeriesFeeder.h"
#include "plotting/Sparkline.h"

#include <gtest/gtest.h>

#include <QLineSeries>
#include <QSignalSpy>

#include <cmath>
#include <random>

using namespace wavetape::plotting;

namespace {

int pixelsOf(const QImage &image, const QRect &area, QRgb color)
{
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x)
            count += (image.pixel(x, y) & 0xffffff) == (color & 0xffffff);
    }
    return count;
}

constexpr QRgb kUp = 0x2ebd85, kDown = 0xf6465d;

std::vector<CandleBar> walk(int count)
{
    std::mt19937 random(3);
    std::normal_distribution<double> step(0, 1);
    std::vector<CandleBar> bars;
    double price = 100;
    for (int i = 0; i < count; ++i) {
        CandleBar bar {i * 1000.0, price, price, price, price, 10 + std::abs(step(random)) * 50};
        for (int k = 0; k < 8; ++k) {
            price += step(random) * 0.2;
            bar.high = std::max(bar.high, price);
            bar.low = std::min(bar.low, price);
        }
        bar.close = price;
        bars.push_back(bar);
    }
    return bars;
}

} // namespace

TEST(CandleItem, drawsBodiesWicksAndVolume)
{
    QuickScene scene(200, 100, "CandleItem { shown: 10; yMin: 0; yMax: 10; volumeShare: 0.2 }");
    auto *item = scene.root<CandleItem>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    item->setBars({{1000, 4, 9, 3, 8, 100}, {2000, 8, 8.5, 5, 6, 50}});
    const QImage image = scene.grab("candles-two");
    // Slots are 20 wide; the newest ends at the right edge.
    const QRect upSlot(160, 0, 20, 78), downSlot(180, 0, 20, 78);
    EXPECT_NEAR(pixelsOf(image, upSlot, kUp), 14 * 40 + 20, 6);
    EXPECT_EQ(pixelsOf(image, upSlot, kDown), 0);
    EXPECT_NEAR(pixelsOf(image, downSlot, kDown), 14 * 20 + 15, 6);
    EXPECT_EQ(pixelsOf(image, QRect(0, 0, 160, 100), 0), 160 * 100) << "nothing where no bar is";
    EXPECT_NE(image.pixel(170, 98) & 0xffffff, 0u) << "volume";
    EXPECT_NE(image.pixel(190, 98) & 0xffffff, 0u);
    EXPECT_EQ(image.pixel(190, 85) & 0xffffff, 0u) << "half the volume, half the height";
    EXPECT_NE(image.pixel(170, 85) & 0xffffff, 0u);

    const QVariantMap bar = item->candleAt(170);
    EXPECT_TRUE(bar["valid"].toBool());
    EXPECT_EQ(bar["close"].toDouble(), 8);
    EXPECT_EQ(bar["x"].toDouble(), 170);
    EXPECT_FALSE(item->candleAt(10)["valid"].toBool());
    EXPECT_FALSE(item->candleAt(-1)["valid"].toBool());
    EXPECT_FALSE(item->candleAt(201)["valid"].toBool());
    EXPECT_EQ(item->priceAt(50), 5);
    EXPECT_EQ(item->yOf(5), 50);
    EXPECT_EQ(item->visibleHigh(), 9);
}

TEST(CandleItem, knowsHowMuchWasTradedAtWhichPrice)
{
    CandleItem item;
    item.setShown(10);
    item.setYMin(0);
    item.setYMax(10);
    // 100 evenly over [2, 6], 30 at 9.5, and one of which half lies above the picture.
    item.setBars(
        {{1000, 2, 6, 2, 6, 100}, {2000, 9.5, 9.5, 9.5, 9.5, 30}, {3000, 9, 11, 9, 11, 8}});
    const std::vector<double> volumes = item.volumeProfile(5); // of 2 each
    ASSERT_EQ(volumes.size(), 5u);
    EXPECT_DOUBLE_EQ(volumes[0], 0);
    EXPECT_DOUBLE_EQ(volumes[1], 50);
    EXPECT_DOUBLE_EQ(volumes[2], 50);
    EXPECT_DOUBLE_EQ(volumes[3], 0);
    EXPECT_DOUBLE_EQ(volumes[4], 34);
    item.setYMin(100);
    item.setYMax(110);
    EXPECT_EQ(item.volumeProfile(2), (std::vector<double> {0, 0})) << "nothing of it is in view";
    item.setYMax(100);
    EXPECT_EQ(item.volumeProfile(2), (std::vector<double> {0, 0}));
}

TEST(CandleItem, drawsTheProfileWhereItIsWanted)
{
    QuickScene scene(200, 100, "CandleItem { shown: 10; yMin: 0; yMax: 10; profile: true }");
    auto *item = scene.root<CandleItem>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    item->setBars({{1000, 4, 6, 4, 6, 100}});
    const QImage shown = scene.grab("candles-profile");
    EXPECT_NE(shown.pixel(3, 50) & 0xffffff, 0u);
    EXPECT_EQ(shown.pixel(3, 10) & 0xffffff, 0u);
    EXPECT_EQ(shown.pixel(100, 50) & 0xffffff, 0u) << "a quarter of the width at most";
    item->setProfile(false);
    EXPECT_EQ(scene.grab("candles-no-profile").pixel(3, 50) & 0xffffff, 0u);
}

TEST(CandleItem, marksAuctionsAndWhatRestedBefore)
{
    CandleItem item;
    item.setShown(10);
    std::vector<CandleBar> bars;
    for (const double start : {0, 1000, 2000, 302000, 303000})
        bars.push_back({start, 1, 1, 1, 1, 1});
    item.setBars(bars);
    EXPECT_TRUE(item.auctionMarks().isEmpty()) << "a gap alone is none: nobody traded";
    bars[3].auction = true;
    item.setBars(bars);
    QVariantList marks = item.auctionMarks();
    ASSERT_EQ(marks.size(), 1);
    EXPECT_EQ(marks[0].toMap()["start"].toDouble(), 302000);
    EXPECT_EQ(marks[0].toMap()["restMs"].toDouble(), 299000);
    bars[3].start = 3000;
    bars[4].start = 4000;
    item.setBars(bars);
    marks = item.auctionMarks();
    ASSERT_EQ(marks.size(), 1);
    EXPECT_EQ(marks[0].toMap()["restMs"].toDouble(), 0);
}

TEST(CandleItem, updatesTheLastBarAndKeepsTheViewWhenScrolledBack)
{
    CandleItem item;
    item.setBars(walk(300));
    item.setShown(100);
    EXPECT_EQ(item.count(), 300);
    CandleBar last = walk(300).back();
    last.close = 42;
    item.upsert(last);
    EXPECT_EQ(item.count(), 300);
    item.setBack(50);
    item.upsert({300000, 1, 2, 0.5, 1.5, 3});
    EXPECT_EQ(item.count(), 301);
    EXPECT_EQ(item.back(), 51);
    for (int i = 0; i < 3000; ++i)
        item.upsert({301000.0 + i * 1000, 1, 2, 0.5, 1.5, 3});
    EXPECT_EQ(item.count(), CandleItem::kMaxBars);
    item.upsert({NAN, 1, 1, 1, 1, 1});
    item.upsert({1e12, INFINITY, 1, 1, 1, 1});
    EXPECT_EQ(item.count(), CandleItem::kMaxBars);
    item.setBack(1 << 30);
    EXPECT_LT(item.back(), CandleItem::kMaxBars);
    item.clear();
    EXPECT_EQ(item.back(), 0);
}

TEST(CandleItem, drawsFiveHundred)
{
    QuickScene scene(1200, 500, "CandleItem { shown: 500 }");
    auto *item = scene.root<CandleItem>();
    item->setBars(walk(500));
    item->setYMin(item->visibleLow());
    item->setYMax(item->visibleHigh());
    const QImage image = scene.grab("candles-500");
    EXPECT_GT(pixelsOf(image, image.rect(), kUp), 1000);
    EXPECT_GT(pixelsOf(image, image.rect(), kDown), 1000);
    EXPECT_GT(item->timeMarks(100).size(), 3);
}

TEST(DepthItem, risesAwayFromTheMiddle)
{
    QuickScene scene(400, 200, "DepthItem {}");
    auto *item = scene.root<DepthItem>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    EXPECT_TRUE(item->isEmpty());
    std::vector<DepthLevel> bids, asks;
    for (int i = 0; i < 20; ++i) {
        bids.push_back({99.9 - i * 0.1, 10.0 + i});
        asks.push_back({100.1 + i * 0.1, 8.0 + i});
    }
    item->setLevels(bids, asks);
    const QImage image = scene.grab("depth");
    const auto topOf = [&](int x) {
        for (int y = 0; y < 200; ++y) {
            if ((image.pixel(x, y) & 0xffffff) != 0)
                return y;
        }
        return 200;
    };
    EXPECT_EQ(topOf(200), 200) << "the spread is empty";
    EXPECT_LT(topOf(10), topOf(100));
    EXPECT_LT(topOf(100), topOf(180));
    EXPECT_LT(topOf(390), topOf(300));
    EXPECT_GT(qRed(image.pixel(380, topOf(380))), 200) << "asks are red";
    EXPECT_NEAR((item->lowPrice() + item->highPrice()) / 2, 100, 1e-9);
    const QVariantMap level = item->levelAt(10);
    EXPECT_EQ(level["side"].toString(), "bid");
    EXPECT_NEAR(level["size"].toDouble(), 20 * 10 + 19 * 20 / 2.0, 40);
    EXPECT_FALSE(item->levelAt(200)["valid"].toBool());
    item->setLevels({{NAN, 1}, {1, INFINITY}, {5, -1}}, {});
    EXPECT_TRUE(item->isEmpty());
    scene.grab("depth-empty");
    item->setLevels({{5, 1}}, {});
    scene.grab("depth-one-side");
}

TEST(Sparkline, drawsItsValuesFromEdgeToEdge)
{
    QuickScene scene(
        120, 30, "Sparkline { color: '#ffffff'; fill: 0; values: [1, 2, 3, 4, 5, 6, 7] }");
    auto *item = scene.root<Sparkline>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    QImage image = scene.grab("sparkline");
    const auto brightest = [&](int x) {
        int best = 0;
        for (int y = 1; y < 30; ++y)
            best = qBlue(image.pixel(x, y)) > qBlue(image.pixel(x, best)) ? y : best;
        return best;
    };
    EXPECT_GT(brightest(1), 25);
    EXPECT_NEAR(brightest(60), 15, 2);
    EXPECT_LT(brightest(118), 5);
    item->setValues({5, 5, 5});
    image = scene.grab("sparkline-flat");
    EXPECT_NEAR(brightest(60), 15, 2);
    item->setFill(0.3);
    item->setValues({1, NAN, INFINITY, 2, 3, 1, 7, 2});
    scene.grab("sparkline-gap");
    item->setValues({});
    image = scene.grab("sparkline-none");
    EXPECT_EQ(pixelsOf(image, image.rect(), 0), 120 * 30);
    item->setValues(QList<double>(10000, 1.0));
    EXPECT_EQ(item->values().size(), Sparkline::kMaxValues);
}

TEST(SeriesFeeder, replacesOncePerChangeAndHoldsBackWhileHidden)
{
    QLineSeries series;
    SeriesFeeder feeder;
    feeder.setSeries(&series);
    feeder.setCapacity(4);
    QSignalSpy replaced(&series, &QXYSeries::pointsReplaced);
    for (int i = 1; i <= 6; ++i)
        feeder.append(i, 0.5);
    EXPECT_EQ(replaced.count(), 6);
    EXPECT_EQ(series.count(), 4);
    EXPECT_EQ(series.at(0), QPointF(-1.5, 3));
    EXPECT_EQ(series.at(3), QPointF(0, 6));
    EXPECT_EQ(feeder.min(), 3);
    EXPECT_EQ(feeder.max(), 6);
    feeder.setActive(false);
    feeder.append(9, 0.5);
    EXPECT_EQ(replaced.count(), 6);
    feeder.setActive(true);
    EXPECT_EQ(series.at(3), QPointF(0, 9));
    feeder.append(NAN, 0.5);
    EXPECT_EQ(series.at(3), QPointF(0, 9)) << "a gap repeats the last value";
    QList<QPointF> many;
    for (int i = 0; i < 1000; ++i)
        many.append({double(i), double(i)});
    feeder.setPoints(many);
    EXPECT_EQ(series.count(), SeriesFeeder::kMaxPoints);
    EXPECT_EQ(series.at(0).x(), 400);
    feeder.clear();
    EXPECT_EQ(series.count(), 0);
    EXPECT_TRUE(std::isnan(feeder.min()));
}

TEST(AxisRange, alwaysHoldsWhatItIncludes)
{
    AxisRange range;
    range.setInclude(0);
    range.observe(50, 90);
    EXPECT_EQ(range.lower(), 0);
    EXPECT_GE(range.upper(), 90);
    EXPECT_EQ(range.values().size(), range.tickCount());
}
