// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/ChannelFamily.h"

#include <QLatin1String>

namespace wavetape::client {

// The names of `protocol/ChannelFamily.h` as Qt reads them.
constexpr QLatin1String familyName(std::string_view name)
{
    return {name.data(), qsizetype(name.size())};
}
inline constexpr QLatin1String kWaveFamily = familyName(protocol::kWaveFamily);
inline constexpr QLatin1String kUplinkFamily = familyName(protocol::kUplinkFamily);

} // namespace wavetape::client
