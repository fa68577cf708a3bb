// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is cut off or turned over: every chunk whose bytes are as they were comes back.
#include "McapSample.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wavetape::recording {
namespace {

constexpr size_t kChunks = 12;

/// The chunks of `sample` that `damaged` still holds where `isWhole` says so must all be found.
template <typename IsWhole>
void expectWholeChunks(const McapSample &sample, std::string_view damaged, IsWhole isWhole)
{
    MemorySource source(damaged);
    McapReader reader(source);
    const auto found = reader.contents();
    for (size_t i = 0; i < sample.places.size(); ++i) {
        const McapChunk &chunk = sample.places[i];
        if (!isWhole(chunk))
            continue;
        ASSERT_TRUE(found) << found.error();
        const auto at = std::find_if(found->chunks.begin(), found->chunks.end(),
            [&](const McapChunk &other) { return other.at == chunk.at; });
        ASSERT_NE(at, found->chunks.end()) << "chunk " << i;
        const auto read = reader.chunk(*at);
        ASSERT_TRUE(read) << read.error();
        ASSERT_EQ(read->messages.size(), 40u);
        EXPECT_EQ(read->messages[39].first.data, sample.messages[i * 40 + 39]);
    }
    if (found) {
        EXPECT_LE(found->chunks.size(), sample.places.size());
    }
}

TEST(McapDamageTest, AThousandRandomCuts)
{
    const McapSample sample(kChunks);
    ASSERT_EQ(sample.places.size(), kChunks);
    std::mt19937 random(1);
    for (int i = 0; i < 1000; ++i) {
        const size_t size = random() % (sample.bytes.size() + 1);
        SCOPED_TRACE(size);
        expectWholeChunks(sample, std::string_view(sample.bytes).substr(0, size),
            [&](const McapChunk &chunk) { return chunk.at + chunk.length <= size; });
    }
}

TEST(McapDamageTest, AThousandFlippedBits)
{
    for (const bool finished : {true, false}) {
        const McapSample sample(kChunks, finished);
        std::mt19937 random(2);
        for (int i = 0; i < 1000; ++i) {
            std::string damaged = sample.bytes;
            const size_t at = random() % damaged.size();
            damaged[at] = static_cast<char>(damaged[at] ^ 1 << random() % 8);
            SCOPED_TRACE(at);
            expectWholeChunks(sample, damaged, [&](const McapChunk &chunk) {
                return at < chunk.at || at >= chunk.at + chunk.length;
            });
        }
    }
}

TEST(McapDamageTest, EveryByteOfTheRecordsAroundAChunk)
{
    const McapSample sample(3);
    for (size_t at = 0; at < sample.bytes.size(); ++at) {
        const bool inside = std::any_of(sample.places.begin(), sample.places.end(),
            [&](const McapChunk &c) { return at >= c.at && at < c.at + c.length; });
        if (inside)
            continue;
        std::string damaged = sample.bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 1 << at % 8);
        SCOPED_TRACE(at);
        expectWholeChunks(sample, damaged, [](const McapChunk &) { return true; });
    }
}

TEST(McapDamageTest, PiecesThatAreGoneOrOverwritten)
{
    const McapSample sample(kChunks);
    std::mt19937 random(3);
    for (int i = 0; i < 300; ++i) {
        std::string damaged = sample.bytes;
        const size_t from = random() % damaged.size();
        const size_t count = std::min<size_t>(1 + random() % 700, damaged.size() - from);
        std::generate_n(damaged.begin() + static_cast<std::ptrdiff_t>(from), count,
            [&] { return static_cast<char>(random()); });
        SCOPED_TRACE(from);
        expectWholeChunks(sample, damaged, [&](const McapChunk &chunk) {
            return from + count <= chunk.at || from >= chunk.at + chunk.length;
        });
    }
}

} // namespace
} // namespace wavetape::recording
