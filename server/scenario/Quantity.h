// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"

#include <cstdint>
#include <optional>
#include <string_view>

/// Times and sizes as scenario files write them. Pure.
namespace wavetape::scenario {

/// `10s`, `1.5s`, `200ms`, `2m`; nothing else, at most an hour.
std::optional<Nanos> parseDuration(std::string_view text);
/// `512`, `64KiB`, `1MiB`.
std::optional<std::uint64_t> parseByteCount(std::string_view text);

} // namespace wavetape::scenario
