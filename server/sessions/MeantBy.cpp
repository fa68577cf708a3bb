// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/MeantBy.h"

#include "net/Connection.h"
#include "net/ServerContext.h"
#include "security/ChannelRights.h"

namespace wavetape::sessions {

channels::MeantChannel meantBy(
    net::Connection &connection, const security::ChannelRights &rights, std::string_view name)
{
    auto meant = channels::meantChannel(connection.context().hub, name,
        [&](std::string_view channel) { return rights.maySubscribe(channel); });
    connection.charge(metrics::Work::row, meant.looked);
    return meant;
}

} // namespace wavetape::sessions
