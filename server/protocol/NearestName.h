// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace wavetape::protocol {

/// Letters changed, left out, added or swapped (optimal string alignment), case aside.
size_t lettersBetween(std::string_view a, std::string_view b);

/// Which of `names` is meant by `name`: the one that differs in case alone, else the nearest within
/// two letters and a third of the name; empty: none. However many names there are, no more than
/// some hundred are compared letter by letter.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> names);

} // namespace wavetape::protocol
