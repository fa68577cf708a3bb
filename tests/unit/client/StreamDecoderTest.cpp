// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/StreamDecoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace wavetape::client;
using wavetape::protocol::BinaryHeader;
using wavetape::protocol::BlockKind;

namespace {

struct Recorder final : SampleSink {
    void begin(double rate, unsigned l) override
    {
        ++begins;
        rateHz = rate;
        lanes = l;
    }
    void write(std::span<const float> interleaved, int64_t us) override
    {
        samples.insert(samples.end(), interleaved.begin(), interleaved.end());
        timeUs = us;
    }
    void gap(uint64_t n) override { missing += n; }

    int begins = 0;
    double rateHz = 0;
    unsigned lanes = 0;
    std::vector<float> samples;
    uint64_t missing = 0;
    int64_t timeUs = 0;
};

std::vector<char> block(
    uint64_t seq, const std::vector<float> &samples, uint64_t timeUs, uint16_t lanes = 1)
{
    BinaryHeader header;
    header.channelId = 7;
    header.seq = seq;
    header.timeMicros = timeUs;
    header.lanes = lanes;
    header.count = static_cast<uint32_t>(samples.size() / lanes);
    std::vector<char> bytes(BinaryHeader::kSize + samples.size() * sizeof(float));
    header.write(bytes.data());
    std::memcpy(bytes.data() + BinaryHeader::kSize, samples.data(), samples.size() * sizeof(float));
    return bytes;
}

class StreamDecoderTest : public testing::Test {
protected:
    StreamDecoderTest()
    {
        decoder.setSinks({sink});
        decoder.begin(1000, 1);
    }

    std::shared_ptr<Recorder> sink = std::make_shared<Recorder>();
    StreamDecoder decoder;
};

} // namespace

TEST_F(StreamDecoderTest, passesSamplesOn)
{
    ASSERT_TRUE(decoder.decode(block(1, {1, 2, 3}, 5'000'000)));
    ASSERT_TRUE(decoder.decode(block(2, {4}, 5'003'000)));
    EXPECT_EQ(sink->samples, (std::vector<float> {1, 2, 3, 4}));
    EXPECT_EQ(sink->missing, 0u);
    EXPECT_EQ(sink->begins, 1);
    EXPECT_EQ(sink->rateHz, 1000);
}

TEST_F(StreamDecoderTest, fillsAHoleByTheClock)
{
    ASSERT_TRUE(decoder.decode(block(1, {1, 2, 3, 4}, 1'000'000)));
    // Blocks 2 and 3 are lost; they held 7 samples, as the time says.
    const auto outcome = decoder.decode(block(4, {9}, 1'011'000));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->missing, 7u);
    EXPECT_EQ(sink->missing, 7u);
}

TEST_F(StreamDecoderTest, fillsAPauseOfTheGenerator)
{
    ASSERT_TRUE(decoder.decode(block(1, {1, 2}, 1'000'000)));
    EXPECT_EQ(decoder.decode(block(2, {3}, 1'502'000))->missing, 500u);
    // Small jitter of the clock is none.
    EXPECT_EQ(decoder.decode(block(3, {3}, 1'510'000))->missing, 0u);
}

TEST_F(StreamDecoderTest, turnsWhatIsNotFiniteIntoGaps)
{
    const float inf = std::numeric_limits<float>::infinity();
    const auto outcome = decoder.decode(
        block(1, {inf, 1, -inf, std::numeric_limits<float>::signaling_NaN(), 2}, 1));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->nonFinite, 3u);
    EXPECT_TRUE(std::isnan(sink->samples[0]));
    EXPECT_EQ(sink->samples[1], 1);
    EXPECT_TRUE(std::isnan(sink->samples[2]));
    EXPECT_TRUE(std::isnan(sink->samples[3]));
    EXPECT_EQ(sink->samples[4], 2);
}

TEST_F(StreamDecoderTest, startsAfreshWhenSeqFalls)
{
    ASSERT_TRUE(decoder.decode(block(500, {1}, 1'000'000)));
    const auto outcome = decoder.decode(block(1, {2}, 9'000'000));
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->regressed);
    EXPECT_EQ(outcome->missing, 0u);
    EXPECT_EQ(sink->begins, 2);
}

TEST_F(StreamDecoderTest, followsAChangeOfLanes)
{
    ASSERT_TRUE(decoder.decode(block(1, {1, 2, 3, 4}, 1'000'000, 2)));
    EXPECT_EQ(sink->lanes, 2u);
    EXPECT_EQ(sink->samples.size(), 4u);
}

TEST_F(StreamDecoderTest, showsBytesAsValues)
{
    BinaryHeader header;
    header.kind = BlockKind::bytes;
    header.seq = 1;
    header.count = 3;
    std::vector<char> bytes(BinaryHeader::kSize + 3);
    header.write(bytes.data());
    bytes[32] = 1;
    bytes[33] = static_cast<char>(0xff);
    bytes[34] = 0;
    ASSERT_TRUE(decoder.decode(bytes));
    EXPECT_EQ(sink->samples, (std::vector<float> {1, 255, 0}));
}

TEST_F(StreamDecoderTest, givesALateSinkItsBeginning)
{
    ASSERT_TRUE(decoder.decode(block(1, {1}, 1)));
    auto late = std::make_shared<Recorder>();
    decoder.setSinks({sink, late});
    EXPECT_EQ(late->begins, 1);
    EXPECT_EQ(sink->begins, 1);
    ASSERT_TRUE(decoder.decode(block(2, {5}, 1001)));
    EXPECT_EQ(late->samples, (std::vector<float> {5}));
}

TEST_F(StreamDecoderTest, hasNoGapsWithoutARate)
{
    decoder.begin(0, 1);
    ASSERT_TRUE(decoder.decode(block(1, {1}, 1'000'000)));
    EXPECT_EQ(decoder.decode(block(9, {1}, 900'000'000))->missing, 0u);
    EXPECT_GT(sink->rateHz, 0);
}

TEST_F(StreamDecoderTest, countsWhatArrivesWithoutARate)
{
    decoder.begin(0, 1);
    uint64_t seq = 0, timeUs = 1'000'000;
    const auto receive = [&](int blocks, size_t samples, uint64_t everyUs) {
        for (int i = 0; i < blocks; ++i, timeUs += everyUs) {
            const uint64_t late = ++seq * 7919 % 2000;
            ASSERT_TRUE(decoder.decode(block(seq, std::vector<float>(samples), timeUs + late)));
        }
    };
    receive(40, 480, 10'000);
    EXPECT_NEAR(sink->rateHz, 48000, 480);
    const int begun = sink->begins;
    receive(500, 480, 10'000);
    EXPECT_EQ(sink->begins, begun) << "the same rate is not a new one";
    receive(300, 80, 10'000);
    EXPECT_NEAR(sink->rateHz, 8000, 80);
    receive(4, 1, 1'000'000'000);
    EXPECT_EQ(sink->rateHz, StreamDecoder::kSlowestHz);
    EXPECT_EQ(sink->missing, 0u);
}

TEST_F(StreamDecoderTest, refusesHostileHeaders)
{
    auto good = block(1, {1, 2}, 1);
    EXPECT_FALSE(decoder.decode(std::span(good).first(31)));
    EXPECT_FALSE(decoder.decode(std::span(good).first(good.size() - 1)));
    for (const int at : {0, 1, 2, 3, 24, 25, 27, 28, 29}) {
        auto bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x55);
        EXPECT_FALSE(decoder.decode(bad)) << at;
    }
    EXPECT_FALSE(decoder.decode(block(0, {1}, 1))) << "seq counts from 1";
    EXPECT_FALSE(decoder.decode(block(1, {1}, UINT64_MAX))) << "time";
    EXPECT_FALSE(decoder.decode(block(1, std::vector<float>(65), 1, 65))) << "lanes";
    EXPECT_TRUE(sink->samples.empty());
}

TEST_F(StreamDecoderTest, clampsRatesAndBoundsGaps)
{
    decoder.begin(1e300, 1000000);
    EXPECT_EQ(sink->rateHz, StreamDecoder::kMaxRateHz);
    EXPECT_LE(sink->lanes, StreamDecoder::kMaxLanes);
    decoder.begin(NAN, 0);
    EXPECT_GT(sink->rateHz, 0);
    EXPECT_EQ(sink->lanes, 1u);
    decoder.begin(1e9, 1);
    ASSERT_TRUE(decoder.decode(block(1, {1}, 1)));
    const auto outcome = decoder.decode(block(UINT64_MAX, {1}, 16'000'000'000'000'000ull));
    ASSERT_TRUE(outcome);
    EXPECT_LE(outcome->missing, 1'000'000'000'000u);
}

TEST_F(StreamDecoderTest, survivesRandomBytes)
{
    std::mt19937 random(3);
    const auto good = block(1, {1, 2, 3, 4}, 1'000'000);
    for (int i = 0; i < 100000; ++i) {
        auto bytes = good;
        for (int k = 0; k < 3; ++k)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(random() % 4 ? bytes.size() : random() % bytes.size());
        decoder.decode(bytes);
    }
    for (const float sample : sink->samples)
        EXPECT_FALSE(std::isinf(sample));
}
