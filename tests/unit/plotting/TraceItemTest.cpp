// SPDX-License-Identifier: GPL-3.0-or-later
#include "QuickScene.h"

#include "plotting/TraceItem.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include <cmath>
#include <numbers>
#include <random>

using namespace wavetape::plotting;

namespace {

constexpr int kWidth = 800, kHeight = 300;

// Rows of column x whose pixel is not the background.
std::pair<int, int> extent(const QImage &image, int x)
{
    int first = -1, last = -1;
    for (int y = 0; y < image.height(); ++y) {
        if ((image.pixel(x, y) & 0xffffff) != 0) {
            first = first < 0 ? y : first;
            last = y;
        }
    }
    return {first, last};
}

struct Scope {
    explicit Scope(const QByteArray &properties = "yMin: -1.2; yMax: 1.2; window: 0.1;")
        : scene(kWidth, kHeight, "TraceItem { " + properties + " Trace { color: '#4cc2ff' } }")
        , item(scene.root<TraceItem>())
    {
        if (item)
            item->traceList().front()->setSource(&source);
    }

    // `seconds` more of a sine, in blocks as they come from a server.
    void sine(double hertz, double seconds, double rate = 48000, double amplitude = 1)
    {
        if (!source.stream()->ring())
            source.stream()->begin(rate);
        const int count = static_cast<int>(seconds * rate);
        std::vector<float> samples(count);
        for (float &sample : samples) {
            sample = static_cast<float>(amplitude
                * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(n++) / rate));
        }
        source.stream()->append(samples, static_cast<int64_t>((n - count) / rate * 1e6));
    }

    TraceSource source;
    uint64_t n = 0;
    QuickScene scene;
    TraceItem *item;
};

// A trace with things above it that move.
struct Desk {
    explicit Desk(TraceSource &source)
        : scene(kWidth, kHeight, R"(
            Item {
                Rectangle { x: 33; y: 11; width: 700; height: 270; color: "#202830" }
                Item {
                    x: 30; y: 7
                    TraceItem {
                        objectName: "trace"
                        x: 3; y: 4; width: 700; height: 270; opacity: 0.7
                        yMin: -1.2; yMax: 1.2; window: 0.1
                        Trace { color: "#4cc2ff" }
                        Trace { color: "#80f0b429"; offset: 0.3 }
                    }
                }
                Rectangle { objectName: "over"; width: 90; height: 60; radius: 8; color: "#a0ff0000" }
                Rectangle { objectName: "opaque"; y: 150; width: 50; height: 20; color: "green" }
            })")
    {
        for (Trace *line : part<TraceItem>("trace")->traceList())
            line->setSource(&source);
    }
    template <typename Item>
    Item *part(const char *name) const
    {
        return scene.root<QQuickItem>()->template findChild<Item *>(QString::fromLatin1(name));
    }
    QImage at(int step)
    {
        part<QQuickItem>("over")->setPosition({-20.0 + step * 97, step * 31.0});
        part<QQuickItem>("opaque")->setX(step * 61);
        // The line becomes lower: what it leaves is cleared.
        part<TraceItem>("trace")->setYMax(step < 5 ? 1.2 : 2.4);
        return scene.grab("trace-parts");
    }

    QuickScene scene;
};

} // namespace

TEST(TraceItem, drawsASine)
{
    Scope scope;
    ASSERT_TRUE(scope.item) << scope.scene.error().toStdString();
    scope.sine(50, 0.2);
    const QImage image = scope.scene.grab("trace-sine");
    // Every column is covered, and the whole goes from near -1 to near 1.
    int top = kHeight, bottom = 0;
    for (int x = 0; x < kWidth; ++x) {
        const auto [first, last] = extent(image, x);
        ASSERT_GE(first, 0) << x;
        EXPECT_LT(last - first, 60) << x;
        top = std::min(top, first);
        bottom = std::max(bottom, last);
    }
    EXPECT_NEAR(top, kHeight / 2 - kHeight / 2.4, 2);
    EXPECT_NEAR(bottom, kHeight / 2 + kHeight / 2.4, 2);
    EXPECT_FALSE(scope.item->isEmpty());
    EXPECT_NEAR(scope.item->visibleMax(), 1, 1e-3);
    EXPECT_NEAR(scope.item->samplesPerPixel(), 6, 1e-6);
}

TEST(TraceItem, drawsNoiseAndShadesItsDensity)
{
    for (const bool density : {false, true}) {
        Scope scope(density ? "density: true; yMin: -5; yMax: 5; window: 2;"
                            : "yMin: -5; yMax: 5; window: 2;");
        ASSERT_TRUE(scope.item);
        scope.source.stream()->begin(1e6);
        std::mt19937 random(1);
        std::normal_distribution<float> noise(0, 1);
        std::vector<float> samples(2000000);
        for (float &sample : samples)
            sample = noise(random);
        scope.source.stream()->append(samples, 0);
        const QImage image = scope.scene.grab(density ? "trace-density" : "trace-noise");
        const auto [first, last] = extent(image, kWidth / 2);
        EXPECT_GT(last - first, kHeight / 2);
        const auto brightness = [&](int y) { return qBlue(image.pixel(kWidth / 2, y)); };
        if (density) {
            // Every other piece of white noise crosses the middle; the shade is its square root.
            EXPECT_NEAR(brightness(kHeight / 2), 255 * std::sqrt(0.5), 25);
            EXPECT_LT(brightness(first + 2), brightness(kHeight / 2) * 3 / 4);
        } else {
            EXPECT_GT(brightness(kHeight / 2), 200);
            EXPECT_EQ(brightness(first + 2), brightness(kHeight / 2));
        }
    }
}

TEST(TraceItem, leavesGapsOpenAndWaitsForData)
{
    Scope scope;
    QImage image = scope.scene.grab("trace-nothing");
    EXPECT_EQ(extent(image, kWidth / 2).first, -1);
    EXPECT_TRUE(scope.item->isEmpty());
    scope.sine(50, 0.05);
    scope.source.stream()->gap(480); // 10 ms = 80 columns
    scope.n += 480;
    scope.sine(50, 0.02);
    image = scope.scene.grab("trace-gap");
    int empty = 0;
    for (int x = kWidth / 2; x < kWidth; ++x)
        empty += extent(image, x).first < 0;
    EXPECT_NEAR(empty, 80, 2);
    EXPECT_EQ(extent(image, 5).first, -1) << "nothing before the first sample";
}

TEST(TraceItem, holdsASineStillByItsTrigger)
{
    Scope scope("yMin: -1.2; yMax: 1.2; trigger: true; triggerPosition: 0.25; window: 0.05;");
    scope.sine(1003.7, 0.2);
    const QImage first = scope.scene.grab("trace-trigger");
    EXPECT_TRUE(scope.item->triggered());
    // The rising edge through zero stands at a quarter of the width.
    const auto [top, bottom] = extent(first, kWidth / 4);
    EXPECT_NEAR((top + bottom) / 2.0, kHeight / 2.0, 16);
    for (int i = 0; i < 5; ++i) {
        scope.sine(1003.7, 0.0123);
        const QImage next = scope.scene.grab("trace-trigger-later");
        // Between two samples there is more than one way to draw: compare with a pixel's tolerance.
        int different = 0;
        for (int x = 0; x < kWidth; ++x) {
            const auto a = extent(first, x), b = extent(next, x);
            different += std::abs(a.first - b.first) > 14 || std::abs(a.second - b.second) > 14;
        }
        EXPECT_LT(different, kWidth / 50) << i;
    }
    scope.item->setTriggerLevel(5);
    scope.sine(1003.7, 0.01);
    scope.scene.grab("trace-trigger-free");
    EXPECT_FALSE(scope.item->triggered()) << "never reaches the level: runs free";
    EXPECT_FALSE(scope.item->isEmpty());
}

TEST(TraceItem, freezesWhilePaused)
{
    Scope scope;
    scope.sine(50, 0.2);
    const QImage before = scope.scene.grab("trace-before-pause");
    scope.item->setPaused(true);
    EXPECT_EQ(scope.scene.grab("trace-paused"), before);
    for (int i = 0; i < 50; ++i)
        scope.sine(700, 1); // overwrites the ring several times
    EXPECT_EQ(scope.scene.grab("trace-paused-later"), before);
    QTest::qWait(20);
    EXPECT_GT(scope.item->behind(), 0.01);
    const QVariantMap value = scope.item->valueAt(kWidth / 2.0);
    EXPECT_TRUE(value["valid"].toBool()) << "cursors work on what is frozen";
    scope.item->setWindowSeconds(0.05); // and so does zooming
    EXPECT_NE(scope.scene.grab("trace-paused-zoomed"), before);
    scope.item->setPaused(false);
    EXPECT_NE(scope.scene.grab("trace-resumed"), before);
    EXPECT_EQ(scope.item->behind(), 0);
}

TEST(TraceItem, tellsValuesUnderTheCursor)
{
    Scope scope("yMin: -1.2; yMax: 1.2; window: 0.01;"); // 480 samples over 800 pixels
    scope.sine(100, 0.1);
    scope.scene.grab("trace-cursor");
    for (const double x : {10.0, 200.0, 400.0, 790.0}) {
        const QVariantMap value = scope.item->valueAt(x);
        ASSERT_TRUE(value["valid"].toBool()) << x;
        const double seconds = value["time"].toDouble();
        EXPECT_NEAR(seconds, (x / kWidth - 1) * 0.01, 1e-9);
        EXPECT_NEAR(value["value"].toDouble(),
            std::sin(2 * std::numbers::pi * 100 * (0.1 + seconds)), 0.03);
    }
    EXPECT_FALSE(scope.item->valueAt(-1)["valid"].toBool());
    EXPECT_FALSE(scope.item->valueAt(10, 3)["valid"].toBool());
    scope.item->setWindowSeconds(0.1);
    scope.scene.grab("trace-cursor-dense");
    const QVariantMap dense = scope.item->valueAt(400);
    EXPECT_LE(dense["min"].toDouble(), dense["max"].toDouble());
}

TEST(TraceItem, drawsSeveralTracesScaledAndMoved)
{
    QuickScene scene(kWidth, kHeight,
        "TraceItem { yMin: -2; yMax: 2; window: 0.1;\n"
        "Trace { color: '#ff0000'; gain: 0.5; offset: 1 }\n"
        "Trace { color: '#00ff00'; gain: 0.5; offset: -1 }\n"
        "Trace { color: '#0000ff'; shown: false } }");
    TraceItem *item = scene.root<TraceItem>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    TraceSource fast, slow;
    for (TraceSource *source : {&fast, &slow}) {
        source->stream()->begin(source == &fast ? 10000 : 1000);
        std::vector<float> samples(source == &fast ? 2000 : 200);
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i] = std::sin(static_cast<float>(i) * (source == &fast ? 0.01f : 0.1f));
        source->stream()->append(samples, 0);
    }
    item->traceList()[0]->setSource(&fast);
    item->traceList()[1]->setSource(&slow);
    item->traceList()[2]->setSource(&fast);
    const QImage image = scene.grab("trace-several");
    int red = 0, green = 0, blue = 0;
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            const QRgb pixel = image.pixel(x, y);
            red += qRed(pixel) > 128;
            green += qGreen(pixel) > 128;
            blue += qBlue(pixel) > 128;
            if (qRed(pixel) > 128) {
                EXPECT_LT(y, kHeight / 2 + 3);
            }
        }
    }
    EXPECT_GT(red, kWidth / 2);
    EXPECT_GT(green, kWidth / 2);
    EXPECT_EQ(blue, 0);
    // Readings and the trigger's level are the signal's, wherever it is drawn.
    for (const double x : {100.0, 333.0, 700.0}) {
        EXPECT_NEAR(
            item->valueAt(x, 0)["value"].toDouble(), item->valueAt(x, 1)["value"].toDouble(), 0.06);
        EXPECT_LE(std::abs(item->valueAt(x, 0)["value"].toDouble()), 1);
    }
    item->setTrigger(true);
    item->setTriggerLevel(0);
    scene.grab("trace-several");
    EXPECT_TRUE(item->triggered());
}

TEST(TraceItem, staysInItsPlaceWhenDataComesLate)
{
    QuickScene scene(kWidth, kHeight,
        "Item { TraceItem { objectName: 'late'; x: 200; y: 100; width: 400; height: 100\n"
        "window: 0.1; yMin: -1.2; yMax: 1.2; Trace { color: '#4cc2ff' } } }");
    auto *item = scene.root<QQuickItem>()->findChild<TraceItem *>(QStringLiteral("late"));
    ASSERT_TRUE(item) << scene.error().toStdString();
    TraceSource source;
    item->traceList().front()->setSource(&source);
    scene.grab("trace-late-before");
    source.stream()->begin(48000);
    source.stream()->append(std::vector<float>(9600), 0);
    const QImage image = scene.grab("trace-late");
    for (const int x : {202, 400, 597}) {
        EXPECT_NEAR(extent(image, x).first, 149, 2) << x;
        EXPECT_NEAR(extent(image, x).second, 150, 2) << x;
    }
    EXPECT_EQ(extent(image, 100).first, -1);
    EXPECT_EQ(extent(image, 700).first, -1);
}

TEST(TraceItem, isTheSameWherePartsOfTheWindowAreRepainted)
{
    TraceSource source;
    source.stream()->begin(48000);
    std::mt19937 random(3);
    std::vector<float> samples(9600);
    for (float &sample : samples)
        sample = static_cast<float>(random() % 2001) / 1000.0f - 1;
    source.stream()->append(samples, 0);

    Desk desk(source);
    for (int step = 0; step < 8; ++step) {
        // One window repaints what changed, the other one is new.
        EXPECT_EQ(desk.at(step), Desk(source).at(step)) << step;
    }
}

TEST(TraceItem, rendersOnlyWhenSomethingArrived)
{
    Scope scope;
    scope.sine(50, 0.2);
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&scope.scene.window()));
    QTest::qWait(250);
    QSignalSpy frames(&scope.scene.window(), &QQuickWindow::afterRendering);
    QTest::qWait(300);
    EXPECT_LE(frames.count(), 1) << "no data, no frames";
    scope.sine(50, 0.01);
    EXPECT_TRUE(QTest::qWaitFor([&] { return frames.count() >= 1; }, 2000));

    EXPECT_TRUE(FrameClock::instance().running());
    scope.item->setVisible(false);
    EXPECT_FALSE(FrameClock::instance().running()) << "hidden: the clock stops";
    scope.item->setVisible(true);
    EXPECT_TRUE(FrameClock::instance().running());
    scope.item->setPaused(true);
    EXPECT_FALSE(FrameClock::instance().running());
    scope.item->setPaused(false);
    scope.scene.window().hide();
    EXPECT_TRUE(QTest::qWaitFor([] { return !FrameClock::instance().running(); }, 2000));
}

TEST(TraceItem, survivesItsSourcesAndNonsense)
{
    Scope scope;
    {
        TraceSource shortLived;
        shortLived.stream()->begin(1000);
        shortLived.stream()->append(std::vector<float>(100), 0);
        scope.item->traceList().front()->setSource(&shortLived);
        scope.scene.grab("trace-before-loss");
    }
    scope.scene.grab("trace-after-loss");
    scope.item->setYMin(NAN);
    scope.item->setYMax(INFINITY);
    scope.item->setWindowSeconds(-5);
    scope.item->setWindowSeconds(1e300);
    scope.item->setOffset(1e300);
    scope.item->setYMax(scope.item->yMin());
    scope.item->traceList().front()->setSource(&scope.source);
    scope.sine(50, 0.1);
    scope.scene.grab("trace-nonsense");
    delete scope.item->traceList().front();
    EXPECT_TRUE(scope.item->traceList().empty());
    scope.scene.grab("trace-no-trace");
}
