// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/PeerAddress.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace wavetape::net {

/// What begins a connection of a proxy that speaks PROXY protocol, version 2 (haproxy.org,
/// proxy-protocol.txt 2.2): whom it speaks for.
struct ProxyHeader {
    enum class State { incomplete, wrong, read };
    State state = State::incomplete;
    size_t size = kLeast; ///< of the whole header, as far as it is known
    std::optional<PeerAddress> client; ///< nothing: the proxy speaks for itself

    static constexpr size_t kLeast = 16;
    static constexpr size_t kMost = 1024; ///< more than any address and its extras need

    /// `bytes`: what has come, at least kLeast of them where it is not `incomplete`.
    static ProxyHeader read(std::string_view bytes);
};

} // namespace wavetape::net
