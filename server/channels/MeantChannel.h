// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace wavetape::channels {

class ChannelHub;

struct MeantChannel {
    std::string name; ///< one of the server's own, or a family of them as a prefix; empty: none
    size_t looked = 0; ///< at so many names, for who pays by them
};

/// What of the server's own is meant by `name` (or a prefix), where nothing of that name is known:
/// its family first, then its member, each within two letters. Only what `mayRead` grants is named.
MeantChannel meantChannel(const ChannelHub &hub, std::string_view name,
    const std::function<bool(std::string_view channel)> &mayRead);

/// "there is no such channel", and which one may be meant.
std::string noSuchChannel(const MeantChannel &meant);

/// What a reader of a channel is told that nobody has published on: a misspelt name would be silent
/// for ever. Empty: nothing else is meant.
std::string hintOf(const MeantChannel &meant);

} // namespace wavetape::channels
