// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace wavetape::channels {

/// The forms in which a publication goes on the wire. One encoding each, made when the first
/// subscriber of that form exists.
enum class Format : uint8_t {
    message, ///< text: `{"channel":…,"data":…,"seq":…}` · binary: 32-byte header and payload
    bare, ///< text: the data alone · binary: the payload alone
    stream, ///< text: `{"stream":…,"data":…}`
};
constexpr size_t kFormats = 3;

/// One publication, sequenced. Immutable; shared by history, inboxes and queues.
struct Publication {
    uint32_t channelId = 0;
    uint8_t priority = 2; ///< 0 control, 1 alert or snapshot, 2 normal, 3 bulk
    uint64_t seq = 0;
    uint64_t key = 0; ///< what conflation replaces within the channel (a candle's start; else 0)
    int64_t timeMicros = 0; ///< when it was published, since 1970
    int64_t monotonicNanos = 0; ///< the same by the steady clock
    /// Format::message is always there; the others where somebody wanted them at that time.
    std::array<FrameRef, kFormats> frames;

    /// Frames compressed without earlier context, made when the first reader wants them; guarded by
    /// Channel::deflated().
    struct Deflated {
        Format format;
        uint8_t windowBits;
        FrameRef frame;
    };
    mutable std::vector<Deflated> deflated;

    const FrameRef &frame(Format format) const { return frames[static_cast<size_t>(format)]; }
};
using PublicationRef = std::shared_ptr<const Publication>;

} // namespace wavetape::channels
