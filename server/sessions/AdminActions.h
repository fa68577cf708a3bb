// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <functional>

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

/// Ends every connection whose access was revoked, soon. Any thread.
void recheckAccess(net::IoThreadPool &threads);

} // namespace wavetape::sessions
