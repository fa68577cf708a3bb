// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/Mcap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// What the messages of one channel of a file are.
enum class RecordedKind : uint8_t {
    text, ///< publications: `data` as JSON
    float32, ///< blocks, as Cdr of protocol
    bytes,
    snapshot, ///< what the channel was after the publication `seq`, as JSON: where a replay begins
};
inline constexpr size_t kRecordedKinds = 4;

/// Channels with the whole frames of a connection (net/FrameTap.h), which are recorded though only
/// administrators see them, and are never published again.
inline constexpr std::string_view kFramesFamily = "sys.frames.", kWholeFrames = ".whole";
constexpr bool isWire(std::string_view channel)
{
    return channel.starts_with(kFramesFamily) && channel.ends_with(kWholeFrames);
}

/// One channel of ours in a file: another epoch or kind is another channel there.
struct RecordedChannel {
    std::string name;
    RecordedKind kind = RecordedKind::text;
    std::string epoch; ///< empty: the file does not say
    double rate = 0; ///< samples/s
};

std::string_view recordedKindName(RecordedKind kind);
/// What its messages look like; nothing where it is not ours to say (clients' channels).
std::optional<McapSchema> recordedSchema(std::string_view channel, RecordedKind kind);
/// Publications stand under the channel's name, snapshots under `<name>#snapshot`.
McapChannel toMcap(const RecordedChannel &channel, uint16_t schema);
/// Reads the same. Of a file that is not ours: its JSON topics whose names are channels' names.
std::optional<RecordedChannel> recordedChannel(const McapChannel &channel);

} // namespace wavetape::recording
