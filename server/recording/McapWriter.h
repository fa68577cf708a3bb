// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/Mcap.h"
#include "recording/Zstd.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::recording {

/// Writes an MCAP file as bytes appended to a string that the caller puts into its file. Pure, one
/// thread. What comes of one flush() is a block:
///
///     positions 0x80   "WTPOSIT1", u32 count, u32 CRC-32 of the array, the array {u64 seq, u64
///                      key} per message compressed by zstd, u32 length of this whole record: by
///                      which a reader finds it going back from the chunk
///     Chunk            with the schemas and channels of its messages, so that it is read without
///                      any other; message indexes follow it at once, as readers expect
///
/// A file that ends after any block is whole but for its summary.
class McapWriter {
public:
    static constexpr size_t kMostMessage = 8 << 20; ///< bytes of one message's data

    /// Begins the file: magic and header.
    void begin(std::string &out, std::string_view library);
    void addMetadata(
        std::string &out, std::string_view name, const std::map<std::string, std::string> &values);
    /// Numbers from 1, the same for the same. Nothing where there are as many as MCAP can count.
    std::optional<uint16_t> addSchema(const McapSchema &schema);
    std::optional<uint16_t> addChannel(McapChannel channel);
    /// Adds a message to the block that is open. `data` in two parts. Pre: the channel is there,
    /// and the data no longer than kMostMessage.
    void add(uint16_t channel, uint64_t seq, uint64_t key, uint64_t nanos, std::string_view head,
        std::string_view tail = {});
    /// Bytes that wait for flush().
    size_t pending() const { return m_records.size(); }
    size_t pendingMessages() const { return m_positions.size() / 2; }
    /// Ends the block.
    void flush(std::string &out);
    /// What flush() has appended last did not get into the file: it stands nowhere, and is not in
    /// the summary.
    void revoke();
    /// Copies a chunk of another file: its record as it is, and what it says inflated. `positions`:
    /// its record of them, perhaps empty. Channels and schemas are those of that file, added by
    /// keep().
    void copy(std::string &out, std::string_view positions, std::string_view chunk,
        const std::vector<std::pair<McapMessage, uint64_t>> &messagesAt, const McapChunk &about);
    void keep(uint16_t id, const McapSchema &schema) { m_schemas.insert_or_assign(id, schema); }
    void keep(uint16_t id, const McapChannel &channel) { m_channels.insert_or_assign(id, channel); }
    /// Ends the file: flush(), then the summary.
    void finish(std::string &out);

    uint64_t size() const { return m_size; } ///< of the file so far
    uint64_t messages() const { return m_messages; }
    uint64_t chunks() const { return m_chunks; }
    /// Bytes that the summary will take: they stay in memory until then.
    size_t summaryBytes() const { return m_chunkIndexes.size(); }

private:
    using Entries = std::vector<std::pair<uint64_t, uint64_t>>; ///< time, offset
    void appendIndexes(std::string &out, size_t before, const std::map<uint16_t, Entries> &indexes,
        const McapChunk &chunk, std::string_view compression, uint64_t compressed, uint64_t raw);

    ZstdCompressor m_zstd;
    std::map<uint16_t, McapSchema> m_schemas;
    std::map<uint16_t, McapChannel> m_channels;
    // The block that is open.
    std::string m_records;
    std::vector<uint64_t> m_positions; ///< seq, key, seq, key …
    std::map<uint16_t, Entries> m_indexes;
    uint64_t m_firstNanos = 0, m_lastNanos = 0;
    // The file.
    uint64_t m_size = 0;
    uint64_t m_messages = 0, m_chunks = 0, m_metadata = 0;
    uint64_t m_fileFirst = 0, m_fileLast = 0;
    std::map<uint16_t, uint64_t> m_counts;
    std::string m_chunkIndexes, m_metadataIndexes; ///< their records, for the summary
    struct Before {
        uint64_t size = 0, messages = 0, chunks = 0;
        size_t chunkIndexes = 0;
        std::map<uint16_t, uint64_t> counts;
        uint64_t first = 0, last = 0;
    } m_before; ///< the last flush()
};

} // namespace wavetape::recording
