// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "protocol/Reply.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::channels {

class ChannelHub;

/// Who subscribes to a channel on other nodes, as far as is known here. Thread-safe.
class PresenceElsewhere {
public:
    struct Members {
        std::string node;
        uint64_t count = 0;
        std::vector<std::string> sessions; ///< in order; fewer than `count` where there are many

        bool operator==(const Members &) const = default;
    };
    using Nodes = std::vector<Members>; ///< in order of name, without those where nobody does

    virtual ~PresenceElsewhere() = default;
    /// Another object where somebody came or left, and never changed; null: nothing is known.
    virtual std::shared_ptr<const Nodes> of(std::string_view channel) const = 0;
    virtual const std::string &node() const = 0; ///< this one's name
};

/// `presence.<channel>`: who subscribes to a channel. Made when somebody asks for it, told where
/// the subscribers changed, removed when nobody asks any more. Thread-safe; its lock comes before
/// the hub's.
class Presence {
public:
    /// `hub` owns this.
    explicit Presence(ChannelHub &hub);

    /// Where other nodes are asked; before anybody asks here. It lives until nobody does.
    void setElsewhere(const PresenceElsewhere &elsewhere) { m_elsewhere = &elsewhere; }

    struct Present {
        uint64_t count = 0; ///< subscribers, on all nodes
        std::vector<protocol::PresentClient> clients; ///< at most 1,000; this node's come first
    };
    Present of(const Channel &channel) const;

    /// The channel of that name, a `presence.` one; null where what it is about does not exist or
    /// is not told of.
    ChannelRef open(std::string_view name);
    /// Once a second or so.
    void publish();

private:
    struct Entry {
        ChannelRef channel, subject;
        uint64_t published = 0; ///< changes of the subject's subscribers that were told
        std::shared_ptr<const PresenceElsewhere::Nodes> elsewhere {}; ///< as told
    };
    std::shared_ptr<const PresenceElsewhere::Nodes> elsewhere(const Channel &channel) const
    {
        return m_elsewhere ? m_elsewhere->of(channel.name()) : nullptr;
    }

    ChannelHub &m_hub;
    const PresenceElsewhere *m_elsewhere = nullptr; ///< null: one node alone
    std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

} // namespace wavetape::channels
