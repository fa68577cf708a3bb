// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/AdminAction.h"

#include <array>

namespace wavetape::protocol {

namespace {
struct Row {
    AdminAction action;
    std::string_view name;
    AdminSubject subject;
};

constexpr std::array kActions {
    Row {AdminAction::close, "close", AdminSubject::connection},
    Row {AdminAction::cut, "cut", AdminSubject::connection},
    Row {AdminAction::ping, "ping", AdminSubject::connection},
    Row {AdminAction::mutePong, "mute-pong", AdminSubject::connection},
    Row {AdminAction::setPolicy, "set-policy", AdminSubject::connection},
    Row {AdminAction::tap, "tap", AdminSubject::connection},
    Row {AdminAction::details, "details", AdminSubject::connection},
    Row {AdminAction::drain, "drain", AdminSubject::server},
    Row {AdminAction::revoke, "revoke", AdminSubject::user},
    Row {AdminAction::setWaveRate, "set-rate", AdminSubject::channel},
    Row {AdminAction::record, "record", AdminSubject::server},
    Row {AdminAction::replay, "replay", AdminSubject::server},
    Row {AdminAction::fault, "fault", AdminSubject::server},
    Row {AdminAction::heal, "heal", AdminSubject::server},
    Row {AdminAction::faults, "faults", AdminSubject::server},
    Row {AdminAction::proxies, "proxies", AdminSubject::server},
    Row {AdminAction::proxy, "proxy", AdminSubject::server},
    Row {AdminAction::removeProxy, "remove-proxy", AdminSubject::server},
    Row {AdminAction::hold, "hold", AdminSubject::server},
    Row {AdminAction::letGo, "let-go", AdminSubject::server},
};

constexpr bool inOrder()
{
    for (size_t i = 0; i < kActions.size(); ++i) {
        if (static_cast<size_t>(kActions[i].action) != i)
            return false;
    }
    return true;
}
static_assert(inOrder(), "a row stands at its action's number");
} // namespace

std::string_view actionName(AdminAction action)
{
    return kActions[static_cast<size_t>(action)].name;
}

AdminSubject subjectOf(AdminAction action)
{
    return kActions[static_cast<size_t>(action)].subject;
}

std::optional<AdminAction> parseAction(std::string_view name)
{
    for (const Row &row : kActions) {
        if (row.name == name)
            return row.action;
    }
    return std::nullopt;
}

std::string actionNames()
{
    std::string text;
    for (const Row &row : kActions)
        text.append(text.empty() ? "" : ", ").append(row.name);
    return text;
}

} // namespace wavetape::protocol
