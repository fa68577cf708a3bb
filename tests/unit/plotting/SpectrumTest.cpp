// SPDX-License-Identifier: GPL-3.0-or-later
#include "QuickScene.h"

#include "plotting/Spectrum.h"
#include "plotting/SpectrumAnalyser.h"
#include "plotting/SpectrumItem.h"
#include "plotting/WaterfallItem.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>

using namespace wavetape::plotting;

namespace {

std::vector<float> tone(size_t count, double cyclesPerSample, double amplitude)
{
    std::vector<float> samples(count);
    for (size_t i = 0; i < count; ++i) {
        samples[i] = static_cast<float>(
            amplitude * std::sin(2 * std::numbers::pi * cyclesPerSample * static_cast<double>(i)));
    }
    return samples;
}

} // namespace

TEST(SpectrumAnalyser, saysZeroDecibelForASineOfAmplitudeOne)
{
    SpectrumAnalyser analyser(4096);
    ASSERT_TRUE(analyser.add(tone(4096, 512 / 4096.0, 1)));
    EXPECT_NEAR(analyser.levels()[512], 0, 0.01);
    EXPECT_LT(analyser.levels()[520], -100);
    ASSERT_TRUE(analyser.add(tone(4096, 512 / 4096.0, 0.01)));
    EXPECT_NEAR(analyser.levels()[512], -40, 0.01);
    ASSERT_TRUE(analyser.add(std::vector<float>(4096, 0.5f)));
    EXPECT_NEAR(analyser.levels()[0], -6.02, 0.01) << "a constant is its own amplitude";
    ASSERT_TRUE(analyser.add(std::vector<float>(4096, 0.0f)));
    EXPECT_EQ(analyser.levels()[100], SpectrumAnalyser::kFloorDb);
}

TEST(SpectrumAnalyser, agreesWithTheDefinition)
{
    constexpr size_t kSize = 256;
    std::mt19937 random(3);
    std::normal_distribution<float> noise(0, 1);
    std::vector<float> samples(kSize);
    for (float &sample : samples)
        sample = noise(random);
    SpectrumAnalyser analyser(kSize);
    ASSERT_TRUE(analyser.add(samples));
    ASSERT_EQ(analyser.levels().size(), kSize / 2 + 1);
    for (size_t bin = 1; bin < kSize / 2; ++bin) {
        std::complex<double> sum;
        for (size_t i = 0; i < kSize; ++i) {
            const double phase = 2 * std::numbers::pi * static_cast<double>(i) / kSize;
            sum += std::polar(
                samples[i] * (0.5 - 0.5 * std::cos(phase)), -phase * static_cast<double>(bin));
        }
        EXPECT_NEAR(
            analyser.levels()[bin], 20 * std::log10(std::abs(sum) * 2 / (kSize / 2.0)), 0.02)
            << bin;
    }
}

TEST(SpectrumAnalyser, averagesAndRefusesGaps)
{
    SpectrumAnalyser analyser(256);
    analyser.setAveraging(0.5);
    ASSERT_TRUE(analyser.add(tone(256, 0.25, 1)));
    ASSERT_TRUE(analyser.add(std::vector<float>(256, 0.0f)));
    EXPECT_NEAR(analyser.levels()[64], -3.01, 0.05);
    auto gap = tone(256, 0.25, 1);
    gap[100] = NAN;
    EXPECT_FALSE(analyser.add(gap));
    EXPECT_FALSE(analyser.add(std::vector<float>(255)));
    EXPECT_NEAR(analyser.levels()[64], -3.01, 0.05);
    EXPECT_TRUE(analyser.add(std::vector<float>(256, 3e38f)));
    for (const float level : analyser.levels())
        EXPECT_TRUE(std::isfinite(level));
    EXPECT_EQ(SpectrumAnalyser(0).size(), SpectrumAnalyser::kSmallest);
    EXPECT_EQ(SpectrumAnalyser(1000).size(), 1024u);
    EXPECT_EQ(SpectrumAnalyser(1 << 30).size(), SpectrumAnalyser::kLargest);
}

TEST(Spectrum, findsTheToneBetweenTheBins)
{
    TraceSource source;
    Spectrum spectrum;
    EXPECT_FALSE(spectrum.refresh());
    spectrum.setSource(&source);
    source.stream()->begin(48000);
    EXPECT_FALSE(spectrum.refresh()) << "not enough samples yet";
    source.stream()->append(tone(20000, 1234.5 / 48000, 0.5), 0);
    ASSERT_TRUE(spectrum.refresh());
    EXPECT_NEAR(spectrum.peakHz(), 1234.5, 1.5);
    EXPECT_NEAR(spectrum.peakLevel(), -6.02, 0.3);
    EXPECT_FALSE(spectrum.refresh()) << "nothing new";
    spectrum.setSize(16384);
    ASSERT_TRUE(spectrum.refresh());
    EXPECT_NEAR(spectrum.peakHz(), 1234.5, 0.3);
}

TEST(Spectrum, runsOnlyWhileSomebodyLooks)
{
    QuickScene scene(300, 200,
        "Item { SpectrumItem { objectName: 'line'; anchors.fill: parent; spectrum: Spectrum { "
        "objectName: 'spectrum' } } }");
    auto *item = scene.root<QQuickItem>()->findChild<SpectrumItem *>("line");
    ASSERT_TRUE(item) << scene.error().toStdString();
    EXPECT_TRUE(FrameClock::instance().running());
    item->setVisible(false);
    EXPECT_FALSE(FrameClock::instance().running());
    item->setVisible(true);
    item->spectrum()->setPaused(true);
    EXPECT_FALSE(FrameClock::instance().running());
}

TEST(SpectrumItem, drawsAPeakWhereTheToneIs)
{
    QuickScene scene(400, 200, "SpectrumItem { color: '#ffffff'; fill: 0 }");
    auto *item = scene.root<SpectrumItem>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    TraceSource source;
    Spectrum spectrum;
    spectrum.setSource(&source);
    spectrum.setAveraging(0);
    item->setSpectrum(&spectrum);
    source.stream()->begin(40000);
    auto samples = tone(10000, 5000 / 40000.0, 1);
    std::mt19937 random(3);
    std::normal_distribution<float> noise(0, 1e-3f);
    for (float &sample : samples)
        sample += noise(random);
    source.stream()->append(samples, 0);
    spectrum.refresh();
    const auto topOf = [](const QImage &image, int x) {
        for (int y = 0; y < image.height(); ++y) {
            if (qBlue(image.pixel(x, y)) > 100)
                return y;
        }
        return image.height();
    };
    QImage image = scene.grab("spectrum");
    EXPECT_LT(topOf(image, 100), 5) << "5 of 20 kHz at 0 dB";
    EXPECT_GT(topOf(image, 150), 100);
    EXPECT_NEAR(item->hertzAt(100), 5000, 1e-9);
    EXPECT_NEAR(item->xOf(5000), 100, 1e-9);
    const QVariantMap level = item->levelAt(100);
    EXPECT_NEAR(level["hertz"].toDouble(), 5000, 15);
    EXPECT_NEAR(level["level"].toDouble(), 0, 1.5);

    item->setLogarithmic(true);
    item->setFMin(20);
    image = scene.grab("spectrum-logarithmic");
    const double x = item->xOf(5000);
    EXPECT_GT(x, 250);
    EXPECT_NEAR(item->hertzAt(x), 5000, 1e-6);
    int highest = 0;
    for (int i = 0; i < 400; ++i)
        highest = topOf(image, i) < topOf(image, highest) ? i : highest;
    EXPECT_NEAR(highest, x, 2);
    item->setFMax(1000); // the tone is out of view
    image = scene.grab("spectrum-zoomed");
    EXPECT_GT(topOf(image, 200), 60);
}

TEST(WaterfallItem, keepsTheNewestRowAtTheTop)
{
    QuickScene scene(256, 64,
        "WaterfallItem { rows: 16; silent: '#000000'; low: '#555555'; high: '#aaaaaa'; full: "
        "'#ffffff' }");
    auto *item = scene.root<WaterfallItem>();
    ASSERT_TRUE(item) << scene.error().toStdString();
    TraceSource source;
    Spectrum spectrum;
    spectrum.setSource(&source);
    spectrum.setAveraging(0);
    item->setSpectrum(&spectrum);
    source.stream()->begin(8000);
    for (int row = 0; row < 8; ++row) {
        source.stream()->append(tone(4096, row < 4 ? 1000 / 8000.0 : 3000 / 8000.0, 1), 0);
        ASSERT_TRUE(spectrum.refresh());
    }
    const QImage image = scene.grab("waterfall");
    const auto bright = [&](double hertz, int row) {
        return qBlue(image.pixel(static_cast<int>(hertz / 4000 * 256), row * 4 + 2)) > 128;
    };
    EXPECT_TRUE(bright(3000, 1));
    EXPECT_FALSE(bright(1000, 1));
    EXPECT_TRUE(bright(1000, 6));
    EXPECT_FALSE(bright(3000, 6));
    EXPECT_FALSE(bright(1000, 12));
    EXPECT_NEAR(item->seconds(), 0.8, 1e-9);
    item->setFMax(2000);
    source.stream()->append(tone(4096, 1000 / 8000.0, 1), 0);
    ASSERT_TRUE(spectrum.refresh());
    const QImage zoomed = scene.grab("waterfall-zoomed");
    EXPECT_GT(qBlue(zoomed.pixel(128, 2)), 128) << "1 of 2 kHz is in the middle";
    EXPECT_LT(qBlue(zoomed.pixel(64, 2)), 128);
    EXPECT_LT(qBlue(zoomed.pixel(128, 6)), 128) << "rows of another range are gone";
    item->setRows(-3);
    item->setRows(1 << 30);
    item->setFloorLevel(NAN);
    item->setTopLevel(-500);
    spectrum.refresh();
    scene.grab("waterfall-nonsense");
}
