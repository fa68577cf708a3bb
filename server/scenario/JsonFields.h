// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// As much of JSON as a client of a load needs: where the members of an object stand. Any bytes may
/// come; what is no JSON has no members.
namespace wavetape::scenario {

/// The very bytes of a member's value; empty where the object has none.
std::string_view jsonMember(std::string_view json, std::string_view name);
/// A member that is a string, without its quotes; escapes stay.
std::string_view jsonText(std::string_view json, std::string_view name);
/// A member that is a whole number.
std::optional<std::uint64_t> jsonWhole(std::string_view json, std::string_view name);
/// The very bytes of each value of an array.
std::vector<std::string_view> jsonItems(std::string_view array);
/// What stands behind the last `name` (`"seq":`) up to the next comma or brace. For members behind
/// a publication's data, which may hold the same name.
std::string_view lastJsonMember(std::string_view json, std::string_view name);
/// A time as publications tell it, ms with a fraction, in ns.
std::optional<std::int64_t> nanosOfJsonStamp(std::string_view text);
/// The digits that a text begins with; none, or more than 18: nothing.
std::optional<std::uint64_t> leadingWhole(std::string_view text);

} // namespace wavetape::scenario
