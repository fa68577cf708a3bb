// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SampleRing.h"
#include "plotting/SampleStream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <random>
#include <thread>

using namespace wavetape::plotting;

namespace {

MinMax bruteForce(const std::vector<float> &samples, size_t from, size_t to)
{
    MinMax result;
    for (size_t i = from; i < to; ++i) {
        if (!std::isnan(samples[i]))
            result.add(MinMax {samples[i], samples[i]});
    }
    return result;
}

std::vector<float> randomSamples(size_t count, std::mt19937 &random, double gaps)
{
    std::normal_distribution<float> noise(0, 1);
    std::uniform_real_distribution<double> chance(0, 1);
    std::vector<float> samples(count);
    bool gap = false;
    for (float &sample : samples) {
        // Gaps come in runs, some longer than a group.
        if (chance(random) < (gap ? 0.05 : gaps))
            gap = !gap;
        sample = gap ? NAN : noise(random);
    }
    return samples;
}

} // namespace

TEST(MinMaxPyramid, agreesWithBruteForceWhateverTheBlocks)
{
    std::mt19937 random(1);
    for (const double gaps : {0.0, 0.01}) {
        const std::vector<float> all = randomSamples(70000, random, gaps);
        SampleRing ring(1 << 16, 1000);
        size_t written = 0;
        while (written < all.size()) {
            const size_t part = std::min<size_t>(1 + random() % 700, all.size() - written);
            ring.append(std::span(all).subspan(written, part));
            written += part;
            ASSERT_EQ(ring.end(), written);
            for (int k = 0; k < 4; ++k) {
                const uint64_t oldest = ring.begin();
                const uint64_t a = oldest + random() % (written - oldest);
                const uint64_t b = a + random() % (written - a + 1);
                bool overrun = true;
                EXPECT_EQ(ring.minMax(a, b, &overrun), bruteForce(all, a, b)) << a << " " << b;
                EXPECT_FALSE(overrun);
            }
        }
        EXPECT_EQ(ring.minMax(ring.begin(), ring.end()), bruteForce(all, ring.begin(), all.size()));
    }
}

TEST(MinMaxPyramid, leavesGapsOutAndKeepsInfiniteExtremesAway)
{
    SampleRing ring(4096, 1);
    ring.appendGap(1000);
    EXPECT_TRUE(ring.minMax(0, 1000).empty());
    const float one = -3;
    ring.append(std::span(&one, 1));
    EXPECT_EQ(ring.minMax(0, 1001), (MinMax {-3, -3}));
    EXPECT_TRUE(ring.minMax(5, 5).empty());
}

TEST(SampleRing, readsBackAcrossTheWrap)
{
    SampleRing ring(4096, 1000);
    std::vector<float> all(10000);
    std::iota(all.begin(), all.end(), 0.0f);
    for (size_t at = 0; at < all.size(); at += 300)
        ring.append(std::span(all).subspan(at, std::min<size_t>(300, all.size() - at)));
    EXPECT_EQ(ring.begin(), 10000u - 4096u);
    std::vector<float> out(4096);
    ASSERT_TRUE(ring.read(ring.begin(), out));
    EXPECT_EQ(out.front(), 5904.0f);
    EXPECT_EQ(out.back(), 9999.0f);
    EXPECT_FALSE(ring.read(ring.begin() - 1, out)) << "overwritten";
    EXPECT_FALSE(ring.read(ring.end() - 5, std::span(out).first(6))) << "not written yet";
    bool overrun = false;
    EXPECT_TRUE(ring.minMax(0, 100, &overrun).empty());
    EXPECT_TRUE(overrun);
}

TEST(SampleRing, findsTheLastRisingEdgeLikeASearchByHand)
{
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        // From noise to a slow sine, with or without gaps.
        std::vector<float> all = randomSamples(9000, random, round % 2 ? 0.003 : 0);
        const double period = std::pow(10.0, 0.5 + (round % 10) * 0.4);
        if (round % 3) {
            for (size_t i = 0; i < all.size(); ++i)
                all[i]
                    = std::isnan(all[i]) ? NAN : static_cast<float>(std::sin(i * 6.283 / period));
        }
        SampleRing ring(8192, 1000);
        ring.append(all);
        const float level = static_cast<float>(static_cast<int>(random() % 400) - 200) / 100;
        const uint64_t from = ring.begin() + 1 + random() % 4000;
        const uint64_t to = from + random() % (ring.end() - from + 1);
        uint64_t expected = to;
        for (uint64_t i = from; i < to; ++i) {
            if (all[i - 1] < level && all[i] >= level)
                expected = i;
        }
        EXPECT_EQ(ring.lastRisingEdge(from, to, level), expected) << round;
    }
}

// The writer laps the reader all the time: whatever read() and minMax() vouch for must be right.
TEST(SampleRing, tellsTheReaderWhenItWasOvertaken)
{
    SampleRing ring(4096, 1000);
    std::atomic<bool> stop {false};
    // Sample i is i modulo 2^20, exact in a float.
    constexpr uint64_t kPeriod = 1 << 20;
    std::thread writer([&] {
        std::vector<float> block(777);
        uint64_t index = 0;
        while (!stop) {
            for (float &sample : block)
                sample = static_cast<float>(index++ % kPeriod);
            ring.append(block);
        }
    });
    uint64_t good = 0, overtaken = 0;
    std::mt19937 random(9);
    std::vector<float> out;
    while (good < 2000 || overtaken < 5) {
        if (good > 2000000)
            break; // a machine on which the writer never overtakes
        const uint64_t end = ring.end();
        const uint64_t begin = ring.begin();
        if (end - std::min(begin, end) < 2000)
            continue;
        const uint64_t from = begin + random() % 50;
        out.resize(1 + random() % 900);
        if (from + out.size() > end)
            continue;
        if (ring.read(from, out)) {
            ++good;
            for (size_t i = 0; i < out.size(); ++i)
                ASSERT_EQ(out[i], static_cast<float>((from + i) % kPeriod));
        } else {
            ++overtaken;
        }
        bool overrun = false;
        const MinMax range = ring.minMax(from, from + out.size(), &overrun);
        if (!overrun && from % kPeriod + out.size() < kPeriod) {
            ASSERT_EQ(range.min, static_cast<float>(from % kPeriod));
            ASSERT_EQ(range.max, static_cast<float>((from + out.size() - 1) % kPeriod));
        }
    }
    stop = true;
    writer.join();
}

TEST(SampleStream, keepsItsEndWhereTheNewestSampleIs)
{
    // The rate was guessed 1 % too high, blocks come up to 4 ms late.
    SampleStream stream;
    stream.begin(1010);
    const auto ring = stream.ring();
    int64_t highest = 0;
    for (int64_t i = 0; i < 3000; ++i) {
        stream.append(std::vector<float>(10), i * 10000 + i * 7919 % 4000);
        const auto end = static_cast<int64_t>(static_cast<double>(ring->end()) / 1010 * 1e6);
        highest = std::max(highest, std::abs(ring->originUs() + end - (i + 1) * 10000));
    }
    EXPECT_LT(highest, 6000);
    // The clock jumps: followed at once.
    stream.append(std::vector<float>(10), 90'000'000);
    const auto end = static_cast<int64_t>(static_cast<double>(ring->end()) / 1010 * 1e6);
    EXPECT_NEAR(static_cast<double>(ring->originUs() + end), 90'010'000, 200);
}

TEST(SampleStream, startsAfreshWithEachRateAndKeepsTheOldRingReadable)
{
    SampleStream stream(2, 1 << 20);
    stream.append(std::vector<float>(10), 0);
    EXPECT_EQ(stream.ring(), nullptr) << "no rate yet";
    stream.begin(10000);
    const auto first = stream.ring();
    ASSERT_TRUE(first);
    EXPECT_GE(first->capacity(), 20000u);
    stream.gap(100);
    stream.append(std::vector<float>(10, 2.0f), 5'000'000);
    EXPECT_EQ(first->end(), 110u);
    EXPECT_EQ(first->originUs(), 4'990'000);
    stream.begin(1e9);
    EXPECT_LE(stream.ring()->capacity(), size_t(1) << 20);
    EXPECT_EQ(first->minMax(0, 110), (MinMax {2, 2}));
    stream.gap(UINT64_MAX);
    EXPECT_EQ(stream.ring()->end(), 0u) << "nothing of it would be left";
    stream.begin(NAN);
    stream.begin(-1);
    EXPECT_EQ(stream.ring()->rateHz(), 1e9);
}
