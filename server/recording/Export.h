// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/RecordingReader.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::recording {

enum class ExportFormat : uint8_t {
    ndjson, ///< one JSON object per line: channel, epoch, seq, ts (ms), data or samples
    csv, ///< RFC 4180: channel, epoch, seq, time (ms), and a column per member of data, or per
         ///< lane; a member of one of those names is `data.time`
};

struct ExportOptions {
    ExportFormat format = ExportFormat::ndjson;
    std::vector<std::string> channels; ///< names, or prefixes ending in `.*`; none: every channel
    bool snapshots = false; ///< states of channels too (NDJSON only)
};

/// The first of `options.channels` that nothing in the file answers to; empty: each has something.
std::string unanswered(const RecordingReader &reader, const ExportOptions &options);
/// The names of the channels that are in it, by what they differ from `name` in.
std::vector<std::string> namesNear(const RecordingReader &reader, std::string_view name);

/// Writes what is chosen by `write`, in pieces, in the file's order; returns how many messages that
/// were. CSV reads the file twice: first for its columns. Where it holds both, CSV has text
/// channels alone; choose waves to have those.
uint64_t exportRecording(RecordingReader &reader, const ExportOptions &options,
    const std::function<void(std::string_view)> &write);

} // namespace wavetape::recording
