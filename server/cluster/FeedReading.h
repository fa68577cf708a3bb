// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// A node's part in the feed.
enum class FeedRole : uint8_t {
    none, ///< it has none
    alone, ///< its feed is led by nobody that it knows of
    follower,
    leader,
};
constexpr std::string_view textOf(FeedRole role)
{
    switch (role) {
    case FeedRole::none:
        break;
    case FeedRole::alone:
        return "alone";
    case FeedRole::follower:
        return "follower";
    case FeedRole::leader:
        return "leader";
    }
    return "none";
}
/// What is told of the feed that all nodes publish: `/metrics`, `sys.cluster`.
struct FeedReading {
    FeedRole role = FeedRole::none;
    std::string leader; ///< the node's name; empty: nobody that is known
    std::string life; ///< nodes of one life publish the same under the same numbers
    uint64_t beats = 0; ///< of this life
    uint64_t leaders = 0; ///< how often another node than before led
    size_t checkpointBytes = 0; ///< of the last one that this node stored
};

} // namespace wavetape::cluster
