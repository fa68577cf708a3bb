// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/ChannelRights.h"

#include <cstddef>
#include <string>

namespace wavetape::security {

inline constexpr size_t kMaxUserName = 128; ///< bytes

/// Who a credential stands for. A plain value.
struct Identity {
    std::string
        user; ///< 1…kMaxUserName bytes, as the issuer wrote it: to be shown as plain text only
    ChannelRights rights;

    bool operator==(const Identity &) const = default;
};

} // namespace wavetape::security
