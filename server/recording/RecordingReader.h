// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Cdr.h"
#include "protocol/Command.h"
#include "recording/McapReader.h"
#include "recording/RecordedChannel.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::recording {

/// A message of a recording as this program speaks of it.
struct RecordedMessage {
    uint16_t id = 0; ///< of the channel in the file
    const RecordedChannel *channel = nullptr;
    uint64_t seq = 0, key = 0;
    int64_t timeMicros = 0;
    std::string_view data; ///< valid JSON, or the samples of `block`
    protocol::CdrBlock block; ///< where the channel is binary
};

/// A recording, chunk by chunk: only what could be published is let through. One thread at a time.
class RecordingReader {
public:
    /// The error is one sentence with the path.
    static tl::expected<std::unique_ptr<RecordingReader>, std::string> open(
        const std::string &path);

    const McapContents &contents() const { return m_contents; }
    const std::map<uint16_t, RecordedChannel> &channels() const { return m_channels; }
    /// What cannot be published: other encodings, JSON that is none, chunks that are damaged.
    uint64_t skipped() const { return m_skipped; }
    /// The messages of the chunk of that number, in the file's order; valid until the next call.
    const std::vector<RecordedMessage> &chunk(size_t number);

private:
    RecordingReader(std::unique_ptr<FileSource> source)
        : m_source(std::move(source))
        , m_reader(*m_source)
    {
    }

    std::unique_ptr<FileSource> m_source;
    McapReader m_reader;
    McapContents m_contents;
    std::map<uint16_t, RecordedChannel> m_channels;
    protocol::CommandParser m_json {64};
    McapChunkContents m_chunk;
    std::vector<RecordedMessage> m_messages;
    uint64_t m_skipped = 0;
};

} // namespace wavetape::recording
