// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/NamedChannels.h"

#include "channels/MeantChannel.h"
#include "http/ChannelSuggestion.h"
#include "net/Connection.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"

#include <algorithm>
#include <utility>

namespace wavetape::http {

using channels::ChannelRef;

NamedChannels::NamedChannels(channels::ChannelHub &hub)
    : m_hub(hub)
{
}

NamedChannels::~NamedChannels()
{
    letGo();
}

void NamedChannels::letGo()
{
    for (const ChannelRef &channel : std::exchange(m_channels, {}))
        m_hub.release(channel);
}

bool NamedChannels::find(Exchange &exchange, const std::vector<std::string> &names, bool combined)
{
    const auto refused = [&](int status, std::string_view sentence) {
        refusal = refuse(exchange, status, sentence);
        letGo();
        return false;
    };
    if (names.size() > exchange.context.config.limits.subscriptionsPerConnection)
        return refused(400, "That is more channels than one connection may have.");
    for (const std::string &name : names) {
        if (!protocol::isValidChannelName(name))
            return refused(400, kBadChannelName);
        if (!exchange.caller.mayRead(name))
            return refused(403, kNotOpen);
        const ChannelRef channel = m_hub.find(name);
        if (channel ? !channel->spec().listed
                    : protocol::familyOf(name).owned && !m_hub.findOrInterest(name))
            return refused(404, noSuchChannel(exchange, name));
        if (combined && channel && channel->spec().binary)
            return refused(400, "Binary channels have no combined form; use /ws/" + name + ".");
    }
    for (const std::string &name : names) {
        const ChannelRef channel = m_hub.findOrInterest(name);
        if (!channel) // gone since it was looked at
            return refused(404, noSuchChannel(exchange, name));
        if (std::find(m_channels.begin(), m_channels.end(), channel) == m_channels.end())
            m_channels.push_back(channel);
        if (!channel->born() && !protocol::familyOf(name).owned && m_hint.empty()) {
            const auto meant = channels::meantChannel(m_hub, name,
                [&](std::string_view other) { return exchange.caller.mayRead(other); });
            exchange.connection.charge(metrics::Work::row, meant.looked);
            m_hint = channels::hintOf(meant);
        }
    }
    return true;
}

std::vector<std::string> splitNames(std::string_view list, char separator)
{
    std::vector<std::string> names;
    for (bool more = !list.empty(); more;) {
        const size_t end = list.find(separator);
        names.emplace_back(list.substr(0, end));
        more = end != list.npos;
        if (more)
            list.remove_prefix(end + 1);
    }
    return names;
}

} // namespace wavetape::http
