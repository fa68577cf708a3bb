// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape {

namespace net {
struct ServerContext;
}

/// Who is revoked on one node of a cluster is revoked on all, within about a second: a hidden
/// channel that the broker numbers as any other. One thread, but for the constructor.
class Revocations {
public:
    /// `context` outlives it.
    explicit Revocations(net::ServerContext &context);

    /// Revokes whom other nodes have. Once a second.
    void look();

private:
    void revoke(std::string_view data, int64_t timeMicros);

    net::ServerContext &m_context;
    const channels::ChannelRef m_channel;
    std::string m_epoch;
    uint64_t m_seq = 0; ///< the last that was looked at
};

} // namespace wavetape
