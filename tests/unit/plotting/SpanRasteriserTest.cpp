// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SpanRasteriser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace wavetape::plotting;

namespace {

struct Canvas {
    Canvas(int w, int h)
        : width(w)
        , height(h)
        , pixels(static_cast<size_t>(w) * h)
    {
    }
    PixelBuffer buffer() { return {pixels.data(), width, height, width}; }
    uint32_t at(int x, int y) const { return pixels[static_cast<size_t>(y) * width + x]; }
    int width, height;
    std::vector<uint32_t> pixels;
};

constexpr uint32_t kBlue = 0xff0000ff;

} // namespace

TEST(SpanRasteriser, drawsWholePixelsSolidAndEndsSoft)
{
    Canvas canvas(4, 10);
    SpanRasteriser::draw(canvas.buffer(), {{2, 5}, {2.5, 5.25}, {3.25, 3.75}, {}}, kBlue);
    for (int y = 0; y < 10; ++y)
        EXPECT_EQ(canvas.at(0, y), y >= 2 && y < 5 ? kBlue : 0u) << y;
    EXPECT_EQ(canvas.at(1, 2) >> 24, 127u);
    EXPECT_EQ(canvas.at(1, 2) & 0xff, 127u) << "premultiplied";
    EXPECT_EQ(canvas.at(1, 3), kBlue);
    EXPECT_EQ(canvas.at(1, 5) >> 24, 63u);
    EXPECT_EQ(canvas.at(2, 3) >> 24, 127u);
    EXPECT_EQ(canvas.at(2, 2), 0u);
    for (int y = 0; y < 10; ++y)
        EXPECT_EQ(canvas.at(3, y), 0u);
}

TEST(SpanRasteriser, blendsATranslucentColourOverWhatIsThere)
{
    Canvas canvas(1, 3);
    canvas.pixels.assign(3, 0xffffffff);
    SpanRasteriser::draw(canvas.buffer(), {{0, 3}}, 0x80000000);
    EXPECT_NEAR(canvas.at(0, 1) & 0xff, 127, 1);
    EXPECT_EQ(canvas.at(0, 1) >> 24, 255u);
}

TEST(SpanRasteriser, keepsInsideThePicture)
{
    // A frame of pixels around the buffer that must stay untouched.
    Canvas canvas(12, 12);
    const PixelBuffer inner {canvas.pixels.data() + 12 * 2 + 2, 8, 8, 12};
    const std::vector<MinMax> columns {{-1e30f, 1e30f}, {5, 5}, {-5, -5}, {0, 0}, {-1, 1}, {},
        {-INFINITY, INFINITY}, {NAN, NAN}, {1, 1}, {0, 0}, {0, 0}};
    std::vector<PixelSpan> spans;
    toPixelSpans(columns, {1, -1, 8}, 1.5, spans);
    SpanRasteriser::draw(inner, spans, kBlue);
    SpanRasteriser::fillBelow(inner, spans, 0x400000ff);
    for (int y = 0; y < 12; ++y) {
        for (int x = 0; x < 12; ++x) {
            if (x < 2 || x >= 10 || y < 2 || y >= 10) {
                EXPECT_EQ(canvas.at(x, y), 0u) << x << "," << y;
            }
        }
    }
    EXPECT_EQ(canvas.at(2, 5), kBlue) << "full height";
    EXPECT_EQ(canvas.at(3, 2), 0u) << "above the range: not drawn at the edge";
    EXPECT_NE(canvas.at(5, 6), 0u) << "zero is in the middle";
    EXPECT_NE(canvas.at(8, 4), 0u);
}

TEST(SpanRasteriser, drawsTheSameInParts)
{
    constexpr int kSide = 61;
    std::mt19937 random(7);
    std::uniform_real_distribution<float> row(0, kSide);
    std::vector<PixelSpan> spans(kSide);
    for (PixelSpan &span : spans) {
        const float a = row(random), b = row(random);
        span = random() % 5 ? PixelSpan {std::min(a, b), std::max(a, b)} : PixelSpan {};
    }
    for (const uint32_t color : {kBlue, 0x60ff8040u}) {
        Canvas whole(kSide, kSide), parts(kSide, kSide), middle(kSide, kSide);
        SpanRasteriser::draw(whole.buffer(), spans, color);
        for (int top = 0; top < kSide; top += 7) {
            for (int left = 0; left < kSide; left += 9) {
                SpanRasteriser::draw(parts.buffer(),
                    {left, top, std::min(left + 9, kSide), std::min(top + 7, kSide)}, spans, color);
            }
        }
        EXPECT_EQ(parts.pixels, whole.pixels);
        SpanRasteriser::draw(middle.buffer(), {10, 20, 40, 50}, spans, color);
        for (int y = 0; y < kSide; ++y) {
            for (int x = 0; x < kSide; ++x) {
                const bool inside = x >= 10 && x < 40 && y >= 20 && y < 50;
                ASSERT_EQ(middle.at(x, y), inside ? whole.at(x, y) : 0u) << x << "," << y;
            }
        }
    }
}

TEST(SpanRasteriser, widensALineToItsWidth)
{
    std::vector<PixelSpan> spans;
    toPixelSpans({{0, 0}}, {1, -1, 100}, 3, spans);
    EXPECT_FLOAT_EQ(spans[0].y0, 48.5f);
    EXPECT_FLOAT_EQ(spans[0].y1, 51.5f);
}

TEST(SpanRasteriser, shadesByHowOftenAPixelWasCovered)
{
    // The lower half is crossed by every piece of the line, the upper by two of sixteen.
    SampleRing ring(4096, 1);
    std::vector<float> samples;
    for (int i = 0; i <= 16; ++i)
        samples.push_back(i % 2 == 0 ? -1.0f : i == 7 ? 1.0f : 0.0f);
    ring.append(samples);
    TraceColumns columns;
    columns.build(ring, {0, 16, 1}, true);
    ASSERT_GT(columns.partsPerColumn(), 0);
    Canvas canvas(1, 20);
    SpanRasteriser rasteriser;
    rasteriser.drawDensity(canvas.buffer(), {0, 0, 1, 20}, columns, {1, -1, 20}, kBlue);
    EXPECT_EQ(canvas.at(0, 15), kBlue);
    EXPECT_NEAR(canvas.at(0, 5) >> 24, 255 * std::sqrt(2 / 16.0), 2);
    // Again: nothing may be left over from the first time.
    Canvas again(1, 20);
    rasteriser.drawDensity(again.buffer(), {0, 0, 1, 20}, columns, {1, -1, 20}, kBlue);
    EXPECT_EQ(again.pixels, canvas.pixels);
}
