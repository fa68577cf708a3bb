// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/RecordingReader.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace wavetape::recording {

enum class WireFormat : uint8_t {
    har, ///< HAR 1.2: an entry per connection, its messages joined and inflated
    pcapng, ///< every frame as it travelled, in invented TCP
};

/// Writes the connections whose whole frames are in the recording (isWire) by `write`, in pieces.
/// Returns how many messages (HAR) or frames (pcapng) that were. What was hidden for it may carry a
/// token stands as asterisks. HAR reads the file once for each connection, pcapng once.
uint64_t exportWire(
    RecordingReader &reader, WireFormat format, const std::function<void(std::string_view)> &write);

} // namespace wavetape::recording
