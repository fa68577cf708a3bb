// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <functional>
#include <string_view>

namespace wavetape::net {
class Connection;
class IoThreadPool;
} // namespace wavetape::net

namespace wavetape::sessions {
/// Carries out an `admin` request of `requester`, whose right to it was checked; answers it,
/// perhaps in a later turn, since the connection that it names may live on another I/O thread.
/// `fail` is called at once for what is wrong with the request.
void runAdmin(net::Connection &requester, const protocol::AdminCommand &command,
    const std::function<void(const protocol::CommandError &)> &fail);

/// Where nodes of a cluster tell each other whom they revoke: each publication is a user's name. No
/// client can name it.
inline constexpr std::string_view kRevocationsChannel = "/revocations";

/// Ends every connection whose access was revoked, soon. Any thread.
void recheckAccess(net::IoThreadPool &threads);

} // namespace wavetape::sessions
