// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/FrameTap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::net {

/// What passes a fault proxy's link, for administrators and recordings: `sys.frames.<link>.whole`,
/// from its handshake to its end, as of our own connections whose whole frames are asked for. What
/// faults left out or changed stands there as it went on. A link that is no WebSocket's tells
/// nothing. One thread.
class LinkTap {
public:
    /// `hub` must outlive it.
    LinkTap(channels::ChannelHub &hub, std::string link);
    /// Tells that it has ended.
    ~LinkTap();
    LinkTap(const LinkTap &) = delete;
    LinkTap &operator=(const LinkTap &) = delete;

    using Direction = FrameTap::Direction;
    /// What was passed on: `in` to the server, `out` to the client.
    void onBytes(Direction direction, std::string_view bytes);

private:
    void begin();

    channels::ChannelHub &m_hub;
    const std::string m_link;
    const int64_t m_begunMicros;
    std::string m_request, m_response; ///< heads, as far as they have passed
    bool m_opaque = false; ///< it is no WebSocket's
    std::optional<FrameTap> m_tap; ///< from the 101 on
};

} // namespace wavetape::net
