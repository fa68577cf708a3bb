// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"

#include <cstdint>
#include <string_view>

namespace wavetape::channels {

/// A channel of this node that is numbered elsewhere (by a broker): takes over what comes, in
/// order. Readers join it as any channel. All calls are of one thread at a time, and nobody else
/// publishes on the channel. Keeps the channel: the hub does not let go of it meanwhile.
class Replica {
public:
    /// Of what clients publish. `name`: one that they may publish on.
    Replica(ChannelHub &hub, std::string_view name);
    ~Replica();
    Replica(Replica &&) = default;
    Replica &operator=(Replica &&) = delete;

    const ChannelRef &channel() const { return m_channel; }
    protocol::StreamPosition position() const { return m_channel->position(); }

    /// Of the server's own, too: the channel's numbering goes on as `begins`, another one, without
    /// a history; `rate` as of Channel::rate(). `apply`, which may be null, runs under the
    /// channel's mutex: the place to change what a SnapshotSource reads. Readers are told of the
    /// new epoch, and of what of it they do not get, by a snapshot where there is one.
    static void goOnAs(ChannelHub &hub, Channel &channel, Numbering begins, double rate,
        const std::function<void()> &apply);

    /// The numbering is another than position()'s: it begins at 0, without a history.
    void restart(std::string_view epoch);
    /// What follows position(), up to `to`, is lost to this node: said to whoever reads.
    void skip(uint64_t to);
    /// The publication that follows position(). `timeMicros`: as its publisher stamped it.
    void deliver(uint64_t seq, int64_t timeMicros, std::string_view dataJson);
    /// Somebody has published on it: it is listed, and told of to who watches a prefix of its name.
    /// What was taken over before is history to them. Nothing where it is born already.
    void bear();

private:
    ChannelHub *m_hub;
    ChannelRef m_channel;
};

} // namespace wavetape::channels
