// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace wavetape::scenario {

/// The scenario itself, or what its `[twin]` makes of it.
enum class Reading : std::uint8_t { asWritten, asTwin };

/// Reads one scenario. The error is one line, `file:line: key: problem`; a key that is none is one.
/// `name` stands for the file in messages. Any thread.
tl::expected<Scenario, std::string> readScenarioText(
    std::string_view toml, const std::string &name, Reading reading);

/// The same from a regular file of at most 256 KiB.
tl::expected<Scenario, std::string> readScenarioFile(const std::string &path, Reading reading);

} // namespace wavetape::scenario
