// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "cluster/BrokerLine.h"
#include "cluster/Envelope.h"
#include "cluster/FeedReading.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::cluster {

/// The nodes that are there, each by what it says of itself once a second, and the channel
/// `sys.cluster` that tells of them while somebody reads it. On the broker's thread.
class NodeTable {
public:
    /// `members`: what this node says of itself, as members of a JSON object
    /// (`"connections":3,"sockets":4`); null: nothing. All outlive it.
    NodeTable(channels::ChannelHub &hub, BrokerLine &line, const EnvelopeSeal &seal,
        std::string cluster, std::string node, std::function<std::string()> members);

    /// What this node says, sealed.
    std::string own();
    /// About once a second.
    void tick(const BrokerReading &reading, const FeedReading &feed);

private:
    std::string members() const;
    void tell(const BrokerReading &reading, const FeedReading &feed,
        const std::optional<std::vector<std::string>> &said);

    channels::ChannelHub &m_hub;
    BrokerLine &m_line;
    const EnvelopeSeal &m_seal;
    const std::string m_cluster, m_node;
    const std::function<std::string()> m_members;
    const channels::ChannelRef m_channel;
    uint64_t m_said = 0;
    FeedRole m_role = FeedRole::none; ///< as last read, and so below
    double m_hopP50Ms = 0, m_hopP99Ms = 0; ///< 0: nothing has gone round
};

} // namespace wavetape::cluster
