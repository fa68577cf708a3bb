// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/ByteSource.h"
#include "recording/Mcap.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::recording {

/// What an MCAP file holds, without its messages.
struct McapContents {
    std::map<uint16_t, McapSchema> schemas;
    std::map<uint16_t, McapChannel> channels;
    std::map<uint16_t, uint64_t> counts; ///< messages per channel
    std::vector<McapChunk> chunks; ///< in the file's order
    std::map<std::string, std::map<std::string, std::string>> metadata; ///< by name
    uint64_t messages = 0;
    uint64_t firstNanos = 0, lastNanos = 0;
    bool finished = false; ///< it has its summary
    uint64_t damagedPlaces = 0; ///< that were stepped over
    uint64_t damagedBytes = 0; ///< in them, as far as is known
    uint64_t looseMessages = 0; ///< outside of any chunk: not read
};

/// One chunk, inflated and checked.
struct McapChunkContents {
    std::string records;
    std::vector<std::pair<McapMessage, uint64_t>> messages; ///< with their places in `records`
    std::map<uint16_t, McapSchema> schemas;
    std::map<uint16_t, McapChannel> channels;
    std::string positions; ///< the record of ours before it, as it is; empty: none that is whole
};

/// Reads MCAP files of anybody, whole or damaged. Every byte is hostile: lengths are held against
/// the file and against limits before anything is allocated, inflated chunks against kMcapMostChunk
/// and mcapMostInflated(); what is kept of a file is bounded (kMostKept). Compression: zstd or
/// none. One thread at a time.
class McapReader {
public:
    static constexpr size_t kMostKept = 64 << 20; ///< bytes of names, schemas and indexes
    static constexpr size_t kMostChunks = 1 << 20;

    /// `source` must outlive this.
    explicit McapReader(ByteSource &source)
        : m_source(source)
    {
    }

    /// What the file holds: by its summary where it has one that is whole, else by scan(). The
    /// error is one sentence.
    tl::expected<McapContents, std::string> contents();
    /// Walks the whole file and checks every chunk; steps over what is damaged, to the next chunk
    /// that is not.
    tl::expected<McapContents, std::string> scan();
    /// The error says what is wrong with it.
    tl::expected<McapChunkContents, std::string> chunk(const McapChunk &chunk);
    /// The bytes of its record.
    tl::expected<std::string, std::string> bytesOf(const McapChunk &chunk);

private:
    bool read(uint64_t at, uint64_t count, std::string &out);
    tl::expected<McapContents, std::string> summary();
    std::string positionsBefore(uint64_t at);
    bool looksLikeChunk(uint64_t at, McapChunk &chunk);
    bool stepOver(uint64_t at, uint8_t op, uint64_t length, McapContents &found);
    uint64_t nextChunk(uint64_t from);
    bool take(McapContents &found, const McapChunk &chunk, const McapChunkContents &read);
    bool keep(size_t bytes);

    ByteSource &m_source;
    size_t m_kept = 0;
    uint64_t m_wasted = 0; ///< work on what turned out to be no chunk
    std::string m_window; ///< of nextChunk() and small reads
    uint64_t m_windowAt = 0;
};

} // namespace wavetape::recording
