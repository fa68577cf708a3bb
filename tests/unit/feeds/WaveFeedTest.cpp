// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/signals/WaveFeed.h"

#include "CaptureSink.h"
#include "FakeFeedClock.h"
#include "protocol/BinaryHeader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace wavetape::feeds::signals {

namespace {
constexpr int64_t kTurn = 20'000;
constexpr int64_t kOrigin = FakeFeedClock::kWall - kTurn; ///< the first turn's time is kTurn

struct Block {
    protocol::BinaryHeader header;
    std::vector<float> samples;
};

class WaveFeedTest : public testing::Test {
protected:
    std::vector<Block> take()
    {
        std::vector<Block> blocks;
        for (const auto &publication : m_sink.take()) {
            const std::string_view payload = payloadOf(publication);
            EXPECT_LE(payload.size(), 64u * 1024);
            const auto header = protocol::BinaryHeader::read({payload.data(), payload.size()});
            if (!header) {
                ADD_FAILURE() << "bad header";
                continue;
            }
            Block block {*header, std::vector<float>(header->count)};
            std::memcpy(block.samples.data(), payload.data() + protocol::BinaryHeader::kSize,
                block.samples.size() * sizeof(float));
            blocks.push_back(std::move(block));
        }
        return blocks;
    }
    void run(int turns)
    {
        for (int i = 0; i < turns; ++i)
            m_feed.advance(m_time += kTurn);
    }
    /// All blocks one after the other: the samples, and that each block begins where the former
    /// ended.
    static std::vector<float> join(const std::vector<Block> &blocks, double rate)
    {
        std::vector<float> samples;
        for (const Block &block : blocks) {
            const double elapsed
                = static_cast<double>(block.header.timeMicros - blocks[0].header.timeMicros);
            EXPECT_NEAR(elapsed, static_cast<double>(samples.size()) / rate * 1e6, 1);
            samples.insert(samples.end(), block.samples.begin(), block.samples.end());
        }
        return samples;
    }

    channels::ChannelHub m_hub {channels::HubOptions {}};
    CaptureSink m_sink {m_hub};
    FakeFeedClock m_clock;
    WaveFeed m_feed {m_hub, 42, 48'000, m_clock};
    int64_t m_time = 0;
};
} // namespace

TEST_F(WaveFeedTest, IsSilentWhileNobodyListens)
{
    run(50);
    for (const SignalKind kind : kSignalKinds) {
        const auto channel = m_hub.find("wave." + std::string(signalName(kind)));
        ASSERT_TRUE(channel);
        EXPECT_TRUE(channel->spec().binary);
        EXPECT_EQ(channel->rate(), 48'000);
        EXPECT_EQ(channel->position().seq, 0u);
    }
    const auto sine = m_hub.find("wave.sine1");
    m_sink.join(*sine);
    run(50);
    EXPECT_NEAR(static_cast<double>(sine->position().seq), 50, 1);
    EXPECT_EQ(m_hub.find("wave.noise")->position().seq, 0u);
    const uint64_t seq = sine->position().seq;
    m_sink.leave(*sine);
    run(50);
    EXPECT_EQ(sine->position().seq, seq);
}

TEST_F(WaveFeedTest, BlocksJoinWithoutASeam)
{
    for (const SignalKind kind : kSignalKinds)
        m_sink.join(*m_hub.find("wave." + std::string(signalName(kind))));
    run(100);
    std::map<uint32_t, std::vector<Block>> blocks;
    for (Block &block : take())
        blocks[block.header.channelId].push_back(std::move(block));
    for (const SignalKind kind : kSignalKinds) {
        const auto &own = blocks[m_hub.find("wave." + std::string(signalName(kind)))->id()];
        const std::vector<float> samples = join(own, 48'000);
        EXPECT_NEAR(static_cast<double>(samples.size()), 96'000, 960);
        std::vector<float> expected(samples.size());
        SignalGenerator(kind, 48'000, 42).fill(0, expected);
        EXPECT_EQ(samples, expected) << signalName(kind);
        EXPECT_EQ(own[0].header.timeMicros, static_cast<uint64_t>(kOrigin));
        for (const Block &block : own)
            EXPECT_EQ(block.header.count, 960u) << "20 ms";
    }
}

TEST_F(WaveFeedTest, TheClockGoesOnWithoutListeners)
{
    const auto channel = m_hub.find("wave.sine1");
    m_sink.join(*channel);
    run(10);
    m_sink.leave(*channel);
    take();
    run(500);
    m_sink.join(*channel);
    run(10);
    const auto blocks = take();
    ASSERT_FALSE(blocks.empty());
    EXPECT_NEAR(static_cast<double>(blocks[0].header.timeMicros),
        static_cast<double>(kOrigin + m_time - 10 * kTurn), kTurn);
    const auto index = static_cast<uint64_t>(
        std::llround(static_cast<double>(blocks[0].header.timeMicros - kOrigin) * 0.048));
    std::vector<float> expected(blocks[0].samples.size());
    SignalGenerator(SignalKind::sine1, 48'000, 42).fill(index, expected);
    EXPECT_EQ(blocks[0].samples, expected) << "the wave is where it would have been";
}

TEST_F(WaveFeedTest, BlocksAreThoseOfTheTimeWhoeverListenedBefore)
{
    const auto channel = m_hub.find("wave.sine1");
    ASSERT_EQ(m_feed.setRate("sine1", 1234), ""); // 24 samples a block, no whole number of turns
    for (const int silence : {7, 13, 29}) {
        run(silence);
        m_sink.join(*channel);
        run(20);
        m_sink.leave(*channel);
        const auto blocks = take();
        ASSERT_FALSE(blocks.empty());
        for (const Block &block : blocks) {
            const auto index
                = std::llround(static_cast<double>(block.header.timeMicros - kOrigin) * 1234e-6);
            EXPECT_EQ(index % 24, 0) << index;
        }
    }
}

TEST_F(WaveFeedTest, AnotherRateBeginsAnotherEpoch)
{
    const auto channel = m_hub.find("wave.sine1");
    m_sink.join(*channel);
    run(10);
    take();
    const protocol::StreamPosition before = channel->position();
    ASSERT_EQ(m_feed.setRate("sine1", 1'000'000), "");
    EXPECT_EQ(channel->position().epoch, before.epoch) << "not before the feed's next turn";
    m_feed.advance(m_time);
    EXPECT_EQ(channel->rate(), 1'000'000);
    EXPECT_NE(channel->position().epoch, before.epoch);
    EXPECT_EQ(channel->position().seq, 0u);
    EXPECT_EQ(m_sink.restarts(), 1u);
    run(10);
    const auto blocks = take();
    const std::vector<float> samples = join(blocks, 1e6);
    EXPECT_NEAR(static_cast<double>(samples.size()), 200'000, 20'000);
    EXPECT_EQ(blocks[0].header.seq, 1u);
    for (size_t i = 1; i < samples.size(); ++i)
        ASSERT_LT(std::abs(samples[i] - samples[i - 1]), 4e-5f) << "5 Hz at the new rate";
}

TEST_F(WaveFeedTest, TenMillionSamplesASecondComeInManyBlocks)
{
    ASSERT_EQ(m_feed.setRate("noise", 10e6), "");
    m_sink.join(*m_hub.find("wave.noise"));
    run(5);
    const auto blocks = take();
    EXPECT_NEAR(static_cast<double>(join(blocks, 10e6).size()), 1'000'000, 17'000);
    EXPECT_GE(blocks.size(), 60u);
}

TEST_F(WaveFeedTest, SlowRatesComeSampleBySample)
{
    ASSERT_EQ(m_feed.setRate("ecg", 10), "");
    m_sink.join(*m_hub.find("wave.ecg"));
    run(100);
    const auto blocks = take();
    EXPECT_NEAR(static_cast<double>(blocks.size()), 20, 1);
    for (const Block &block : blocks)
        EXPECT_EQ(block.header.count, 1u);
}

TEST_F(WaveFeedTest, RefusesWhatIsNoRate)
{
    EXPECT_NE(m_feed.setRate("sine2", 1000), "");
    EXPECT_NE(m_feed.setRate("sine1", 0), "");
    EXPECT_NE(m_feed.setRate("sine1", -5), "");
    EXPECT_NE(m_feed.setRate("sine1", 10e6 + 1), "");
    EXPECT_NE(m_feed.setRate("sine1", std::nan("")), "");
    EXPECT_EQ(m_feed.setRate("sine1", 10e6), "");
    EXPECT_EQ(m_feed.setRate("sine1", 1), "");
}

TEST_F(WaveFeedTest, GoesOnFromACheckpointBlockForBlock)
{
    m_feed.publishAlways();
    run(10);
    const std::string checkpoint = m_feed.checkpoint();
    m_clock.advance(3'600'000'000);
    channels::ChannelHub hub({});
    CaptureSink sink(hub);
    WaveFeed other(hub, 42, 48'000, m_clock);
    other.publishAlways();
    other.advance(0);
    sink.join(*hub.find("wave.chirp"));
    m_sink.join(*m_hub.find("wave.chirp"));
    other.goOnFrom(checkpoint);
    EXPECT_EQ(sink.restarts(), 1u);
    EXPECT_EQ(hub.find("wave.ecg")->position(), m_hub.find("wave.ecg")->position());
    const int64_t from = m_time;
    run(10);
    other.advance(m_time - from);
    const auto theirs = sink.take(), ours = m_sink.take();
    ASSERT_GE(ours.size(), 9u);
    ASSERT_EQ(theirs.size(), ours.size());
    constexpr size_t kBehindId = 8; // the channel's number is each hub's own
    for (size_t i = 0; i < ours.size(); ++i) {
        EXPECT_EQ(*theirs[i]->epoch, *ours[i]->epoch);
        EXPECT_TRUE(payloadOf(theirs[i]).substr(kBehindId) == payloadOf(ours[i]).substr(kBehindId));
    }
    EXPECT_THROW(other.goOnFrom(checkpoint.substr(0, 30)), std::invalid_argument);
}

} // namespace wavetape::feeds::signals
