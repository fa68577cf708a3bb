// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/DensityPicture.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <iterator>
#include <random>

using namespace wavetape::plotting;

namespace {

constexpr int kColumns = 200;

std::vector<uint32_t> pixels(const DensityPicture &picture)
{
    if (picture.behind() <= picture.from())
        return {};
    return {picture.row(picture.from()), picture.row(picture.behind() - 1) + picture.width()};
}

} // namespace

TEST(DensityPicture, looksAsIfAllWereDrawnAnew)
{
    std::mt19937 random(3);
    std::normal_distribution<float> noise(0, 0.3f);
    std::array<SampleRing, 2> rings {SampleRing(1 << 16, 1000), SampleRing(1 << 16, 1000)};
    std::vector<TraceColumns> columns(2);
    DensityPicture kept;
    int wandered = 0;
    for (int frame = 0; frame < 300; ++frame) {
        for (std::size_t r = 0; r < rings.size(); ++r) {
            std::vector<float> samples(random() % 600);
            // Louder and softer, so that the rows in use change.
            const float size = 1 + std::sin(float(frame) / 20);
            for (float &sample : samples)
                sample = random() % 200 ? size * noise(random) + float(r) * 0.4f : NAN;
            rings[r].append(samples);
        }
        const double perColumn = frame % 70 == 60 ? 10 : 40; // too few samples for density
        const auto newest = int64_t(double(std::min(rings[0].end(), rings[1].end())) / perColumn);
        const int64_t left = frame % 60 == 30 ? newest - kColumns - 10 : newest - kColumns;
        const ValueScale scale {frame % 50 < 25 ? 1.5 : 2.0, -1.5, frame % 90 < 45 ? 120.0 : 110.0};
        std::vector<DensityPicture::Layer> layers;
        for (std::size_t r = 0; r < rings.size(); ++r) {
            if (r == 1 && frame % 40 > 30)
                continue; // hidden
            columns[r].build(rings[r], {0, perColumn, kColumns, 1, 0, left}, true);
            layers.push_back({&columns[r], frame % 80 < 40 ? 0xff4cc2ff : 0x80f6465d});
        }
        if (frame % 33 == 32) { // built, but never drawn
            columns[0].build(rings[0], {0, perColumn, kColumns, 1, 0, left + 5}, true);
            columns[0].build(rings[0], {0, perColumn, kColumns, 1, 0, left}, true);
        }
        kept.draw(kColumns, scale, 1.25, layers);
        DensityPicture fresh;
        fresh.draw(kColumns, scale, 1.25, layers);
        ASSERT_EQ(kept.from(), fresh.from()) << frame;
        ASSERT_EQ(kept.behind(), fresh.behind()) << frame;
        ASSERT_EQ(pixels(kept), pixels(fresh)) << frame;
        wandered += columns[0].follows() && columns[0].wandered() > 0;
        // Their owner may keep them elsewhere the next time.
        std::vector<TraceColumns> elsewhere(
            std::make_move_iterator(columns.begin()), std::make_move_iterator(columns.end()));
        columns.swap(elsewhere);
    }
    EXPECT_GT(wandered, 100);
}

TEST(DensityPicture, isEmptyWithoutAnything)
{
    DensityPicture picture;
    picture.draw(kColumns, {1, -1, 100}, 1, {});
    EXPECT_LE(picture.behind(), picture.from());
    SampleRing ring(4096, 1000);
    TraceColumns columns;
    columns.build(ring, {0, 40, kColumns}, true);
    const DensityPicture::Layer layer {&columns, 0xff4cc2ff};
    picture.draw(kColumns, {1, -1, 100}, 1, {&layer, 1});
    EXPECT_LE(picture.behind(), picture.from());
    // An item whose columns are those of another width.
    for (int first = 0; first < 5; ++first) {
        columns.build(ring, {0, 40, kColumns, 1, 0, 150 * first}, true);
        picture.draw(kColumns / 2, {1, -1, 100}, 1, {&layer, 1});
        EXPECT_LE(picture.behind(), picture.from());
    }
    picture.draw(0, {1, -1, 100}, 1, {});
    picture.draw(kColumns, {1, -1, 0}, 1, {&layer, 1});
}
