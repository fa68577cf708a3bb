// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::protocol {

/// What an `admin` message asks for.
enum class AdminAction : uint8_t {
    close,
    cut,
    ping,
    mutePong,
    setPolicy,
    tap,
    details,
    drain,
    revoke,
    setWaveRate,
    record,
    replay,
    fault,
    heal,
    faults,
    proxies,
    proxy,
    removeProxy,
    hold,
    letGo,
};

/// Whom an action is about: what the message must name.
enum class AdminSubject : uint8_t { connection, user, channel, server };

std::string_view actionName(AdminAction action);
AdminSubject subjectOf(AdminAction action);
std::optional<AdminAction> parseAction(std::string_view name);
/// `close, cut, …`, for people.
std::string actionNames();

} // namespace wavetape::protocol
