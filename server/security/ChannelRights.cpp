// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/ChannelRights.h"

#include "defence/Defence.h"
#include "protocol/ChannelFamily.h"

#include <algorithm>

namespace wavetape::security {

using defence::armed;
using defence::Defence;

namespace {

constexpr size_t kMaxPattern = 128;
constexpr std::string_view kAll = "*";
constexpr std::string_view kPrefixEnd = ".*";

/// Only `admin` opens it.
bool isMonitoring(std::string_view channel)
{
    return protocol::familyOf(channel).adminOnly;
}

bool covers(std::string_view pattern, std::string_view channel)
{
    if (pattern == kAll)
        return true;
    if (pattern.ends_with(kPrefixEnd))
        // With its dot: `chat.*` is not `chatter.x`, and covers the prefix subscription `chat.*`
        // itself.
        return channel.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == channel;
}

bool anyCovers(const std::vector<std::string> &patterns, std::string_view channel)
{
    return std::any_of(patterns.begin(), patterns.end(),
        [&](const std::string &pattern) { return covers(pattern, channel); });
}

} // namespace

bool ChannelRights::maySubscribe(std::string_view channel) const
{
    return admin || (isMonitoring(channel) && !armed(Defence::rightsAdmin))
        || (!isMonitoring(channel)
            && (anyCovers(subscribe, channel) || !armed(Defence::rightsSubscribe)));
}

bool ChannelRights::mayPublish(std::string_view channel) const
{
    return admin
        || (!isMonitoring(channel)
            && (anyCovers(publish, channel) || !armed(Defence::rightsPublish)));
}

bool ChannelRights::mayReadMetrics() const
{
    return admin || metrics || !armed(Defence::rightsMetrics);
}

bool ChannelRights::none() const
{
    return !admin && !metrics && subscribe.empty() && publish.empty()
        && armed(Defence::rightsSubscribe);
}

bool isRightsPattern(std::string_view pattern)
{
    if (pattern == kAll)
        return true;
    if (pattern.ends_with(kPrefixEnd))
        pattern.remove_suffix(kPrefixEnd.size());
    return !pattern.empty() && pattern.size() <= kMaxPattern
        && std::all_of(pattern.begin(), pattern.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '.' || c == '_' || c == ':' || c == '-';
           });
}

} // namespace wavetape::security
