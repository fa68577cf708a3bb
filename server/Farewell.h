// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape {

/// What everybody is told when the server ends.
enum class Farewell : uint8_t {
    restart, ///< it comes back: 1012
    goingAway, ///< nobody knows when it comes back, for instance a window that was closed: 1001
};

} // namespace wavetape
