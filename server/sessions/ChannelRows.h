// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace wavetape::net {
struct ServerContext;
}

namespace wavetape::sessions {

/// Channels looked at in one go.
inline constexpr size_t kRowsAtOnce = 32;

/// Appends, behind commas, the rows of `list` and of GET /channels for those channels whose name
/// begins with `prefix`, from `from` on, in order of name: this node's, and those that the broker's
/// directory has besides. Where the next page begins; empty: this was the last one.
std::string appendChannelRows(std::string &rows, const net::ServerContext &context,
    std::string_view prefix, std::string_view from,
    const std::function<bool(std::string_view channel)> &mayRead);

} // namespace wavetape::sessions
