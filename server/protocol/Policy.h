// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::protocol {

/// What happens to a subscription's messages while its reader is slower than the channel.
enum class Policy : uint8_t {
    conflate, ///< one pending message per key, the newer replaces the older in place
    dropOldest,
    dropNewest,
    lowPriorityFirst,
    disconnect,
    unbounded, ///< the Lab's demonstration of what not to do
};

constexpr size_t kPolicies = 6;

std::string_view policyName(Policy policy);
std::optional<Policy> parsePolicy(std::string_view name);

} // namespace wavetape::protocol
