// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Publication.h"
#include "protocol/StreamPosition.h"

#include <memory>
#include <string>

namespace wavetape::channels {

class Channel;
struct ChannelSpec;

/// Sees what is published, on whichever channels it wants, in each channel's order and without a
/// hole, and is no reader: nobody is shown it as a subscriber. Every call but wants() comes under
/// the channel's mutex: it queues and returns. ChannelHub::watch().
class Witness {
public:
    virtual ~Witness() = default;
    /// Asked once per channel, under a lock of the hub.
    virtual bool wants(const ChannelSpec &spec) const = 0;
    /// What the channel is at `position`: at the beginning, and whenever ChannelHub::tellState() is
    /// called. `snapshot`: data JSON; empty where there is none.
    virtual void onState(const std::shared_ptr<Channel> &channel,
        const protocol::StreamPosition &position, std::string snapshot)
        = 0;
    virtual void onPublication(const PublicationRef &publication) = 0;
};

} // namespace wavetape::channels
