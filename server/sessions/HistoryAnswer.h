// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "protocol/Command.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::sessions {

/// The `history` answer about `channel`: what followed on `since`, else the newest, at most
/// `limit`. `id`: of the request, as JSON; may be empty. `told`: how many publications it holds.
tl::expected<std::string, protocol::CommandError> historyAnswer(const channels::Channel &channel,
    const std::optional<protocol::StreamPosition> &since, size_t limit, std::string_view id,
    size_t &told);

} // namespace wavetape::sessions
