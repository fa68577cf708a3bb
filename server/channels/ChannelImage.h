// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wavetape::channels {

/// Where a channel's numbering stands; one that begins with it goes on from there.
struct Numbering {
    std::string epoch; ///< empty: a new one
    uint64_t seq = 0;
    std::vector<std::pair<uint64_t, uint64_t>> keys; ///< publications per key, by key
};

/// A publication as it can be written down.
struct PublicationImage {
    uint64_t seq = 0, key = 0;
    int64_t timeMicros = 0;
    uint32_t dataAt = 0, dataSize = 0; ///< as of Publication; both 0: a block
    std::string payload; ///< of its message
};

/// What another process needs to go on with a channel: its numbering and what is remembered of it.
struct ChannelImage {
    std::string name;
    Numbering numbering;
    bool born = false; ///< false: an interest
    double rate = 0; ///< samples/s of a binary channel
    std::vector<PublicationImage> history; ///< oldest first, without a hole
};

/// A key that a client's publication came with, and what the first one of it got.
struct KeyImage {
    std::string channel, key;
    uint64_t seq = 0;
    int64_t leftNanos = 0; ///< that it is still known
};

/// What outlives a process of a hub.
struct HubImage {
    uint64_t epochBase = 0, nextEpoch = 0;
    std::vector<ChannelImage> channels;
    std::vector<KeyImage> keys;
};

/// A channel as it stands now; publications are shared, not copied.
struct ChannelState {
    Numbering numbering;
    bool born = false;
    double rate = 0;
    std::vector<PublicationRef> history; ///< what was published after a given position
};

} // namespace wavetape::channels
