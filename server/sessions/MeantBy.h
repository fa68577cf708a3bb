// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/MeantChannel.h"

#include <string_view>

namespace wavetape::net {
class Connection;
}
namespace wavetape::security {
struct ChannelRights;
}

namespace wavetape::sessions {

/// Which channel a connection of these rights means by a name that is none (MeantChannel.h); it
/// pays for the look.
channels::MeantChannel meantBy(
    net::Connection &connection, const security::ChannelRights &rights, std::string_view name);

} // namespace wavetape::sessions
