// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <span>
#include <string>
#include <string_view>

namespace wavetape::http {

/// Which of `names` is meant by `name`: the one that differs in case alone, else the nearest within
/// two letters changed, left out, added or swapped, and a third of the name; empty: none.
std::string_view nearestName(std::string_view name, std::span<const std::string_view> names);

/// "There is no channel X; did you mean Y?", where the caller may read Y.
std::string noSuchChannel(const Exchange &exchange, std::string_view name);

} // namespace wavetape::http
