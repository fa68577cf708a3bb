// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/Fault.h"

namespace wavetape::faults {

namespace {

/// Does `text` fit where something is asked for? Nothing is, or all of it, or how it begins.
bool fits(std::string_view pattern, std::string_view text)
{
    if (pattern.empty())
        return true;
    if (pattern.ends_with('*'))
        return text.starts_with(pattern.substr(0, pattern.size() - 1));
    return text == pattern;
}

} // namespace

bool Match::takes(const ConnectionFacts &facts) const
{
    if (facts.own && connection.empty() && user.empty())
        return false;
    return fits(connection, facts.name) && fits(user, facts.user) && fits(path, facts.path)
        && fits(transport, facts.transport);
}

bool Match::takes(const MessageFacts &message) const
{
    // What is told of the server stays true, unless it is just that which is asked for.
    constexpr std::string_view own = "sys.";
    if (message.channel.starts_with(own) && !channel.starts_with(own))
        return false;
    return fits(channel, message.channel) && fits(type, message.type)
        && (!direction || *direction == message.direction);
}

} // namespace wavetape::faults
