// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace wavetape::protocol {

/// A place in a channel's numbering: `seq` counts from 1 within the life named by `epoch`.
struct StreamPosition {
    std::string epoch;
    uint64_t seq = 0;

    bool operator==(const StreamPosition &) const = default;
};

} // namespace wavetape::protocol
