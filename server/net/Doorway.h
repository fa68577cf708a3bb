// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape::net {

class TlsContext;

/// By what a connection came. A plain value.
struct Doorway {
    TlsContext *tls = nullptr; ///< what it speaks; null: plain. Outlives the I/O threads
    bool proxy = false; ///< a trusted proxy begins with a PROXY header
    uint8_t listener = 0; ///< its number among those that serve clients
    bool faultPort = false; ///< it is the control port of faults, and serves nothing else
};

} // namespace wavetape::net
