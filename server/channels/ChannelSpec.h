// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Policy.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace wavetape::protocol {
struct SignalDescription;
}

namespace wavetape::channels {

class Intake;

/// What a channel's snapshot is made from. Called under the channel's mutex: the state may only be
/// changed in the `apply` of a publish.
class SnapshotSource {
public:
    virtual ~SnapshotSource() = default;
    /// Appends the `data` of the snapshot as JSON; nothing where there is none yet.
    virtual void append(std::string &out) const = 0;
};

/// What a channel is; of() fills in what its name means.
struct ChannelSpec {
    static ChannelSpec of(std::string name);

    std::string name;
    bool binary = false;
    bool serverOwned = true; ///< clients may not publish
    bool adminOnly = false;
    bool listed = true; ///< shown by `list` and /channels
    protocol::Policy policy = protocol::Policy::dropOldest;
    bool latestIsSnapshot = false; ///< the snapshot is the last publication's data
    std::shared_ptr<const SnapshotSource>
        snapshot; ///< else made from this; may be null: no snapshot
    std::shared_ptr<Intake> intake; ///< takes what clients publish though it is the server's
    bool snapshotMoves = false; ///< the snapshot changes without a publication: it is never kept
    bool keepHistory = true;
    bool recoverable
        = true; ///< `since` replays; else it is answered by a snapshot (book, conflating channels)
    bool lasting = false; ///< goes on after a restart
    uint8_t priority = 2;
    size_t keysKept = 64; ///< of which publications are counted, where they have a key
    double rate = 0; ///< samples/s of a binary channel
    unsigned lanes = 1;
    std::shared_ptr<const protocol::SignalDescription> signal; ///< null: nobody described it
};

} // namespace wavetape::channels
