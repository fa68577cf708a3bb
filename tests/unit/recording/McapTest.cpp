// SPDX-License-Identifier: GPL-3.0-or-later
#include "McapSample.h"

#include "recording/Zstd.h"

#include <gtest/gtest.h>

namespace wavetape::recording {
namespace {

std::vector<std::string> messagesOf(McapReader &reader, const McapContents &contents)
{
    std::vector<std::string> result;
    for (const McapChunk &chunk : contents.chunks) {
        const auto read = reader.chunk(chunk);
        if (!read) {
            ADD_FAILURE() << read.error();
            continue;
        }
        for (const auto &[message, place] : read->messages)
            result.emplace_back(message.data);
    }
    return result;
}

TEST(McapTest, SummaryAndWalkTellTheSame)
{
    const McapSample sample(5);
    MemorySource source(sample.bytes);
    McapReader reader(source);
    const auto indexed = reader.contents();
    ASSERT_TRUE(indexed) << indexed.error();
    EXPECT_TRUE(indexed->finished);
    const auto walked = reader.scan();
    ASSERT_TRUE(walked) << walked.error();
    EXPECT_EQ(walked->damagedPlaces, 0u);
    EXPECT_EQ(indexed->messages, sample.messages.size());
    EXPECT_EQ(walked->messages, indexed->messages);
    EXPECT_EQ(walked->counts, indexed->counts);
    EXPECT_EQ(walked->channels, indexed->channels);
    EXPECT_EQ(walked->schemas, indexed->schemas);
    EXPECT_EQ(walked->metadata, indexed->metadata);
    EXPECT_EQ(walked->firstNanos, indexed->firstNanos);
    EXPECT_EQ(walked->lastNanos, indexed->lastNanos);
    ASSERT_EQ(walked->chunks.size(), 5u);
    for (size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(walked->chunks[i].at, indexed->chunks[i].at);
        EXPECT_EQ(walked->chunks[i].length, indexed->chunks[i].length);
        EXPECT_EQ(walked->chunks[i].indexLength, indexed->chunks[i].indexLength);
    }
    EXPECT_EQ(messagesOf(reader, *indexed), sample.messages);
}

TEST(McapTest, NumbersAreWholeAndKeysAreThere)
{
    const McapSample sample(1);
    MemorySource source(sample.bytes);
    McapReader reader(source);
    const auto read = reader.chunk(sample.places[0]);
    ASSERT_TRUE(read) << read.error();
    for (size_t i = 0; i < read->messages.size(); ++i) {
        EXPECT_EQ(read->messages[i].first.seq, (uint64_t {1} << 33) + i + 1);
        EXPECT_EQ(read->messages[i].first.key, i);
    }
}

TEST(McapTest, AFileWithoutItsEndIsWholeButForTheSummary)
{
    const McapSample sample(3, false);
    MemorySource source(sample.bytes);
    McapReader reader(source);
    const auto found = reader.contents();
    ASSERT_TRUE(found) << found.error();
    EXPECT_FALSE(found->finished);
    EXPECT_EQ(found->damagedPlaces, 0u);
    EXPECT_EQ(messagesOf(reader, *found), sample.messages);
}

TEST(McapTest, ABlockThatWasRevokedStandsNowhere)
{
    std::string bytes;
    McapWriter writer;
    writer.begin(bytes, "test");
    const auto channel = writer.addChannel({0, "chat.a", "json", {}});
    writer.add(*channel, 1, 0, 10, "1");
    writer.flush(bytes);
    std::string lost;
    writer.add(*channel, 2, 0, 20, "2");
    writer.flush(lost);
    writer.revoke();
    writer.add(*channel, 3, 0, 30, "3");
    writer.finish(bytes);
    MemorySource source(bytes);
    McapReader reader(source);
    const auto found = reader.contents();
    ASSERT_TRUE(found && found->finished);
    EXPECT_EQ(messagesOf(reader, *found), (std::vector<std::string> {"1", "3"}));
    EXPECT_EQ(found->messages, 2u);
}

TEST(McapTest, WhatInflatesTooFarIsStoredAsItIs)
{
    std::string bytes;
    McapWriter writer;
    writer.begin(bytes, "test");
    const auto channel = writer.addChannel({0, "wave.zero", "cdr", {}});
    const std::string zeros(McapWriter::kMostMessage, '\0');
    writer.add(*channel, 1, 0, 10, zeros);
    writer.finish(bytes);
    MemorySource source(bytes);
    McapReader reader(source);
    const auto found = reader.contents();
    ASSERT_TRUE(found);
    EXPECT_EQ(messagesOf(reader, *found), std::vector<std::string> {zeros});
}

/// A chunk record that says of itself what it likes.
std::string chunkOf(std::string_view compression, uint64_t raw, std::string_view stored)
{
    std::string out(kMcapMagic);
    McapRecord(out, McapOp::chunk)
        .number(uint64_t {1})
        .number(uint64_t {1})
        .number(raw)
        .number(uint32_t {0})
        .text(compression)
        .number(uint64_t {stored.size()})
        .bytes(stored);
    return out;
}

TEST(McapTest, HostileLengthsGetNoMemory)
{
    ZstdCompressor zstd;
    const std::string bomb = zstd.compress(std::string(4 << 20, '\0'));
    const struct {
        std::string file, error;
    } cases[] = {
        {chunkOf("zstd", 4 << 20, bomb), "inflates to more than this program makes room for"},
        {chunkOf("zstd", ~0ull, bomb), "is damaged"},
        {chunkOf("zstd", 17 << 20, bomb), "is damaged"},
        {chunkOf("", 5, "1234"), "is damaged"},
        {chunkOf("lz4", 5, "12345"), "is compressed by lz4, which this program does not read"},
        {chunkOf("", 9, std::string("\x05\xff\xff\xff\xff\xff\xff\xff\xff", 9)), "is damaged"},
    };
    for (const auto &[file, error] : cases) {
        MemorySource source(file);
        McapReader reader(source);
        const auto read
            = reader.chunk({kMcapMagic.size(), file.size() - kMcapMagic.size(), 1, 1, 0, 0});
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error(), "the chunk at byte 8 " + error);
        const auto found = reader.contents();
        ASSERT_TRUE(found) << found.error();
        EXPECT_EQ(found->messages, 0u);
        EXPECT_EQ(found->damagedPlaces, 1u);
    }
}

TEST(McapTest, OtherFilesAreNone)
{
    for (const std::string_view file :
        {std::string_view(""), std::string_view("hello"), std::string_view("\x89MCAP1\r\n", 8),
            std::string_view("{\"a\":\"\x06\x06\x06\x06\x06\x06\x06\x06\x06\x06\x06\"}")}) {
        MemorySource source(file);
        const auto found = McapReader(source).contents();
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error(), "this is no MCAP file");
    }
}

TEST(McapTest, OnlyFilesAreOpened)
{
    const auto folder = FileSource::open("/");
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error(), "/: is not a file");
    EXPECT_EQ(FileSource::open("/dev/zero").error(), "/dev/zero: is not a file");
    EXPECT_EQ(FileSource::open("/none").error(), "/none: No such file or directory");
}

} // namespace
} // namespace wavetape::recording
