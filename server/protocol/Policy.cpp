// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Policy.h"

#include <array>

namespace wavetape::protocol {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 6> kNames {
    "conflate", "drop-oldest", "drop-newest", "low-priority-first", "disconnect", "unbounded"};

} // namespace

std::string_view policyName(Policy policy)
{
    return kNames[static_cast<size_t>(policy)];
}

std::optional<Policy> parsePolicy(std::string_view name)
{
    for (size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == name)
            return static_cast<Policy>(i);
    }
    return {};
}

} // namespace wavetape::protocol
