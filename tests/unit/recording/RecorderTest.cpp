// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Recorder.h"

#include "recording/RecordingReader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace wavetape::recording {
namespace {

class RecorderTest : public testing::Test {
protected:
    RecorderTest()
    {
        char name[] = "/tmp/wavetape-recorder-XXXXXX";
        folder = mkdtemp(name);
        options.file = folder / "tape.mcap";
    }
    ~RecorderTest() override { std::filesystem::remove_all(folder); }

    void publish(std::string_view channel, int from, int to)
    {
        for (int i = from; i <= to; ++i)
            hub.publishFromClient(channel, std::to_string(i), {}, [] { return true; });
    }
    /// The data of a channel's publications, in order.
    static std::vector<std::string> read(const std::string &file, std::string_view channel)
    {
        std::vector<std::string> result;
        const auto reader = RecordingReader::open(file);
        if (!reader) {
            ADD_FAILURE() << reader.error();
            return result;
        }
        for (size_t i = 0; i < (*reader)->contents().chunks.size(); ++i) {
            for (const auto &message : (*reader)->chunk(i)) {
                if (message.channel->name == channel
                    && message.channel->kind != RecordedKind::snapshot)
                    result.emplace_back(message.data);
            }
        }
        EXPECT_EQ((*reader)->skipped(), 0u);
        return result;
    }

    std::filesystem::path folder;
    channels::ChannelHub hub {{}};
    RecorderOptions options;
};

TEST_F(RecorderTest, HoldsWhatWasPublishedMeanwhileAndNothingElse)
{
    Recorder recorder(hub, options);
    publish("chat.a", 1, 2);
    ASSERT_TRUE(recorder.start());
    publish("chat.a", 3, 1000);
    publish("chat.b", 1, 3);
    recorder.finish();
    publish("chat.a", 1001, 1002);
    const auto got = read(options.file, "chat.a");
    ASSERT_EQ(got.size(), 998u);
    EXPECT_EQ(got.front(), "3");
    EXPECT_EQ(got.back(), "1000");
    EXPECT_EQ(read(options.file, "chat.b").size(), 3u);
    EXPECT_EQ(recorder.status().dropped, 0u);
    EXPECT_EQ(hub.find("chat.a")->subscribers(), 0u) << "it is no reader";
}

TEST_F(RecorderTest, HoldsTheLastWordsOfAChannelThatIsRemovedBeforeItsTurn)
{
    Recorder recorder(hub, options);
    ASSERT_TRUE(recorder.start());
    {
        channels::ChannelSpec spec = channels::ChannelSpec::of("wave.x");
        spec.rate = 1000;
        const auto wave = hub.create(spec);
        const float samples[] = {1, 2};
        hub.publishBlock(*wave, samples, 1, 5'000'000);
        hub.remove("wave.x");
    }
    recorder.finish();
    EXPECT_EQ(recorder.status().dropped, 0u);
    const auto reader = RecordingReader::open(options.file);
    ASSERT_TRUE(reader) << reader.error();
    size_t found = 0;
    for (const auto &message : (*reader)->chunk(0)) {
        if (message.channel->kind != RecordedKind::float32)
            continue;
        EXPECT_EQ(message.channel->name, "wave.x");
        EXPECT_EQ(message.block.rate, 1000);
        ++found;
    }
    EXPECT_EQ(found, 1u);
}

TEST_F(RecorderTest, WhatOnlyAdministratorsMaySeeIsNotRecorded)
{
    Recorder recorder(hub, options);
    EXPECT_FALSE(recorder.wants(channels::ChannelSpec::of("sys.events")));
    EXPECT_FALSE(recorder.wants(channels::ChannelSpec::of("presence.chat.a")));
    EXPECT_TRUE(recorder.wants(channels::ChannelSpec::of("wave.sine1")));
}

TEST_F(RecorderTest, AnotherRecordingIsAnotherFile)
{
    Recorder recorder(hub, options);
    for (int i = 1; i <= 3; ++i) {
        ASSERT_TRUE(recorder.start());
        publish("chat.a", i, i);
        recorder.finish();
    }
    EXPECT_EQ(read(folder / "tape.mcap", "chat.a"), std::vector<std::string> {"1"});
    EXPECT_EQ(read(folder / "tape-2.mcap", "chat.a"), std::vector<std::string> {"2"});
    EXPECT_EQ(read(folder / "tape-3.mcap", "chat.a"), std::vector<std::string> {"3"});
}

TEST_F(RecorderTest, WhatFindsNoRoomIsCountedAndTold)
{
    options.waitingBytes = 2000;
    Recorder recorder(hub, options);
    std::string told;
    recorder.onEvent = [&](const std::string &sentence) { told += sentence + "\n"; };
    ASSERT_TRUE(recorder.start());
    hub.publishFromClient("chat.a", '"' + std::string(5000, 'x') + '"', {}, [] { return true; });
    recorder.finish();
    EXPECT_EQ(recorder.status().dropped, 1u);
    EXPECT_NE(told.find("1 publications are not in it"), std::string::npos) << told;
}

TEST_F(RecorderTest, WavesAreBlocksWithTheirRateAndANewEpochIsAnotherChannel)
{
    channels::ChannelSpec spec = channels::ChannelSpec::of("wave.x");
    spec.rate = 1000;
    const auto wave = hub.create(spec);
    Recorder recorder(hub, options);
    EXPECT_FALSE(wave->isSeen());
    ASSERT_TRUE(recorder.start());
    EXPECT_TRUE(wave->isSeen());
    const float samples[] = {1, 2, 3, 4};
    hub.publishBlock(*wave, samples, 2, 5'000'000);
    hub.restart(*wave, 2000);
    hub.publishBlock(*wave, samples, 1, 6'000'000);
    recorder.finish();
    const auto reader = RecordingReader::open(options.file);
    ASSERT_TRUE(reader) << reader.error();
    std::vector<std::pair<double, unsigned>> blocks;
    std::set<std::string> epochs;
    for (const auto &message : (*reader)->chunk(0)) {
        if (message.channel->kind != RecordedKind::float32)
            continue;
        blocks.emplace_back(message.block.rate, message.block.lanes);
        epochs.insert(message.channel->epoch);
        EXPECT_EQ(message.seq, 1u);
        EXPECT_EQ(message.data.size(), sizeof samples);
    }
    ASSERT_EQ(blocks.size(), 2u);
    EXPECT_EQ(blocks[0].second, 2u);
    EXPECT_EQ(blocks[1], (std::pair<double, unsigned> {2000, 1}));
    EXPECT_EQ(epochs.size(), 2u);
}

TEST_F(RecorderTest, AFullDeviceLosesTheRecordingAlone)
{
    options.file = "/dev/full";
    Recorder recorder(hub, options);
    std::string told;
    recorder.onEvent = [&](const std::string &sentence) { told += sentence + "\n"; };
    ASSERT_TRUE(recorder.start());
    publish("chat.a", 1, 100);
    recorder.finish();
    EXPECT_EQ(hub.find("chat.a")->position().seq, 100u);
    EXPECT_EQ(recorder.status().dropped, 100u);
    EXPECT_EQ(recorder.status().messages, 0u);
    EXPECT_NE(told.find("/dev/full: No space left on device"), std::string::npos) << told;
}

TEST_F(RecorderTest, AFileThatIsFullIsFollowedByTheNext)
{
    options.fileBytes = 1;
    Recorder recorder(hub, options);
    ASSERT_TRUE(recorder.start());
    std::vector<std::string> got;
    for (int i = 1; i <= 3; ++i) {
        publish("chat.a", i, i);
        while (recorder.status().messages < static_cast<uint64_t>(i))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    recorder.finish();
    size_t files = 0;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        ++files;
        for (const std::string &data : read(entry.path(), "chat.a"))
            got.push_back(data);
    }
    std::sort(got.begin(), got.end());
    EXPECT_EQ(got, (std::vector<std::string> {"1", "2", "3"}));
    EXPECT_GE(files, 3u);
}

TEST_F(RecorderTest, APlaceThatCannotBeTakenIsSaid)
{
    options.file = folder;
    EXPECT_EQ(Recorder(hub, options).start().error(),
        "cannot record: " + folder.string() + ": is not a file");
    options.file.clear();
    EXPECT_NE(Recorder(hub, options).start().error().find("--record FILE"), std::string::npos);
}

} // namespace
} // namespace wavetape::recording
