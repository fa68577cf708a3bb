// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/MeantChannel.h"

#include "channels/ChannelHub.h"
#include "protocol/ChannelFamily.h"
#include "protocol/NearestName.h"

#include <algorithm>
#include <vector>

namespace wavetape::channels {

namespace {
constexpr size_t kMostLooked = 1'000; // of a family

/// `tiker.` -> `ticker.`; empty: near none.
std::string_view nearestFamily(std::string_view head)
{
    std::vector<std::string_view> families;
    for (const protocol::ChannelFamily &family : protocol::channelFamilies()) {
        if (family.owned && !family.adminOnly)
            families.push_back(family.name);
    }
    return protocol::nearestName(head, families);
}
} // namespace

MeantChannel meantChannel(const ChannelHub &hub, std::string_view name,
    const std::function<bool(std::string_view channel)> &mayRead)
{
    const bool prefix = name.ends_with(".*");
    if (prefix)
        name.remove_suffix(1);
    const size_t head = std::min(name.find('.'), name.size() - 1) + 1;
    const std::string_view family = nearestFamily(name.substr(0, head));
    MeantChannel meant;
    if (family.empty())
        return meant;
    if (prefix) {
        const std::string whole = std::string(family) + '*';
        if (head == name.size() && family.ends_with('.') && family != name && mayRead(whole))
            meant.name = whole;
        return meant;
    }
    const auto members = hub.list(family, {}, kMostLooked).channels;
    meant.looked = members.size();
    std::vector<std::string_view> names;
    for (const ChannelRef &member : members) {
        if (mayRead(member->name()))
            names.push_back(member->name());
    }
    meant.name = protocol::nearestName(std::string(family).append(name.substr(head)), names);
    return meant;
}

std::string noSuchChannel(const MeantChannel &meant)
{
    return meant.name.empty() ? std::string("there is no such channel")
                              : "there is no such channel; did you mean " + meant.name + "?";
}

std::string hintOf(const MeantChannel &meant)
{
    return meant.name.empty()
        ? std::string()
        : "nobody has published on this channel; did you mean " + meant.name + "?";
}

} // namespace wavetape::channels
