// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace wavetape {

namespace net {
struct ServerContext;
}

/// What nodes of a cluster tell each other: a hidden channel that the broker numbers and seals as
/// any other, and that no client can name. One thread, but for the constructor and say().
class NodeTalk {
public:
    /// What was said before the first look().
    enum class Past : uint8_t { heard, skipped };
    using Hear = std::function<void(std::string_view json, int64_t timeMicros)>;

    /// `name` begins with a slash. `context` outlives it.
    NodeTalk(net::ServerContext &context, std::string_view name, Past past);

    /// Whatever was said since, this node's own words too, once each. Once a second. True where
    /// there was something.
    bool look(const Hear &hear);
    /// To every node; `done`: whether the broker took it. Any thread; `done` on any.
    void say(std::string_view json, std::function<void(bool)> done);

private:
    net::ServerContext &m_context;
    const channels::ChannelRef m_channel;
    Past m_past;
    std::string m_epoch;
    uint64_t m_seq = 0; ///< the last that was looked at
};

} // namespace wavetape
