// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

/// The parts of valid JSON as they stand in the text. Pure.
namespace wavetape::recording {

/// Members of the object that `json` is: names without their quotes, as they are written. Empty
/// where it is none.
std::vector<std::pair<std::string_view, std::string_view>> jsonMembers(std::string_view json);
/// Elements of the array that `json` is. Empty where it is none.
std::vector<std::string_view> jsonElements(std::string_view json);
/// The first member of that name; empty where there is none.
std::string_view jsonMember(std::string_view json, std::string_view name);
std::optional<double> jsonNumber(std::string_view json);

} // namespace wavetape::recording
