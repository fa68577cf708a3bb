// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/McapWriter.h"
#include "recording/RecordedChannel.h"
#include "recording/RecordingFile.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// One file that is being recorded: messages in, blocks written. A block ends with 256 KiB or 0.8 s
/// after its first message, so that a process that is killed loses less than a second; what the
/// file does not take is lost, and the blocks before it stand. One thread at a time.
class RecordingTape {
public:
    static constexpr size_t kBlockBytes = 256 << 10;
    static constexpr int64_t kBlockNanos = 800'000'000;

    RecordingTape(
        RecordingFile file, uint64_t mostBytes, const std::map<std::string, std::string> &about);

    /// The channel's number in the file; nothing where it can count no more. `ours`: its messages
    /// are what our schemas say.
    std::optional<uint16_t> channel(const RecordedChannel &channel, bool ours = true);
    struct Entry {
        uint64_t seq = 0, key = 0;
        int64_t timeMicros = 0;
        std::string_view head, tail; ///< the message
    };
    /// False where it is larger than a message may be.
    bool add(uint16_t channel, const Entry &entry, int64_t nowNanos);
    /// A block is full or old enough.
    bool due(int64_t nowNanos) const;
    /// No more should be added: the file, or what must be kept of it until its end, is large.
    bool full() const;

    struct Written {
        uint64_t lost = 0; ///< messages that did not get into the file
        std::string problem; ///< why
    };
    /// Writes the block. `finish`: and the summary, behind which nothing may come.
    Written write(bool finish);

    RecordingFile &file() { return m_file; }
    const RecordingFile &file() const { return m_file; }
    uint64_t messages() const { return m_writer.messages(); }

private:
    RecordingFile m_file;
    uint64_t m_mostBytes;
    McapWriter m_writer;
    std::string m_out; ///< bytes that the file has not got yet
    int64_t m_blockNanos = 0; ///< when the block began
};

} // namespace wavetape::recording
