// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace wavetape::channels {

class ChannelHub;

/// `presence.<channel>`: who subscribes to a channel. Made when somebody asks for it, told where
/// the subscribers changed, removed when nobody asks any more. Thread-safe; its lock comes before
/// the hub's.
class Presence {
public:
    /// `hub` owns this.
    explicit Presence(ChannelHub &hub);

    /// The channel of that name, a `presence.` one; null where what it is about does not exist or
    /// is not told of.
    ChannelRef open(std::string_view name);
    /// Once a second or so.
    void publish();

private:
    struct Entry {
        ChannelRef channel, subject;
        uint64_t published = 0; ///< changes of the subject's subscribers that were told
    };

    ChannelHub &m_hub;
    std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

/// Session names of who subscribes to `channel`, in order, at most 1,000.
std::vector<std::string> presentSessions(const Channel &channel);

} // namespace wavetape::channels
