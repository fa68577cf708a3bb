// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ChannelSuggestion.h"

#include "net/Connection.h"
#include "net/ServerContext.h"
#include "protocol/NearestName.h"

#include <vector>

namespace wavetape::http {

std::string noSuchChannel(const Exchange &exchange, std::string_view name)
{
    const auto all = exchange.context.hub.list("");
    exchange.connection.charge(metrics::Work::row, all.size());
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const channels::ChannelRef &channel : all) {
        if (exchange.caller.mayRead(channel->name()))
            names.push_back(channel->name());
    }
    std::string sentence = "There is no channel " + std::string(name);
    if (const std::string_view near = protocol::nearestName(name, names); !near.empty())
        return sentence.append("; did you mean ").append(near).append("?");
    return sentence + ".";
}

} // namespace wavetape::http
