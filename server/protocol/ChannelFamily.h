// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Policy.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace wavetape::protocol {

/// What the first message of a channel is made from.
enum class SnapshotForm : uint8_t {
    none,
    latest, ///< the last publication: each says everything
    state, ///< what publications changed
};

/// What conflation replaces.
enum class ConflationKey : uint8_t {
    channel, ///< any publication of the channel
    part, ///< the publication of the same part: a candle's start, a page
};

/// Families that code makes or finds by name.
inline constexpr std::string_view kWaveFamily = "wave."; ///< the server's sample streams
inline constexpr std::string_view kUplinkFamily = "uplink."; ///< those that clients send
inline constexpr std::string_view kPresenceFamily = "presence."; ///< made on demand

/// What the beginning of a channel's name means, wherever it is asked: to whom it belongs, how it
/// travels, what is done where a reader is slow.
struct ChannelFamily {
    std::string_view name; ///< `ticker.` begins names; `alerts` is one; empty: every other name
    Policy policy; ///< where the reader asks for none
    SnapshotForm snapshot;
    ConflationKey key;
    bool owned; ///< the server's: clients do not publish, and what does not exist cannot be waited
                ///< for
    bool binary; ///< Float32 blocks: they have no form for `/stream`
    bool adminOnly;
    bool history; ///< kept, for `history`
    bool replays; ///< and for `since`; else that is answered by the snapshot
    bool lasting; ///< goes on after a restart; what tells of connections ends with them
    uint8_t priority; ///< 1 alert, 2 normal, 3 bulk

    constexpr bool conflates() const { return policy == Policy::conflate; }
    constexpr bool publishable() const { return !owned; }
    /// Does `channel`, or a prefix of channels without its `*`, belong to it?
    constexpr bool holds(std::string_view channel) const
    {
        return name.empty() || name.back() == '.' ? channel.starts_with(name) : channel == name;
    }
};

/// From the particular to the general; the last row holds every name.
std::span<const ChannelFamily> channelFamilies();
/// `channel`: a name, or a prefix without its `*` (`wave.`).
const ChannelFamily &familyOf(std::string_view channel);

} // namespace wavetape::protocol
