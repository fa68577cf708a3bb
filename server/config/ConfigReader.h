// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ConfigFile.h"
#include "config/ServerConfig.h"

#include <tl/expected.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace wavetape::config {

/// A flag that only one program has, such as `--screenshots DIR` of the window.
struct ProgramFlag {
    std::string name; ///< `--screenshots`
    std::string valueName; ///< `DIR`; empty: the flag takes no value
    std::string help;
    /// Takes the value (empty for a flag without one); returns what is wrong with it or nothing.
    std::function<std::string(std::string_view value)> set;
};

/// `--help`, `--version`, `--print-config`: write it to stdout and exit 0.
struct TextToPrint {
    std::string text;
};

using ParsedArguments = std::variant<ServerConfig, TextToPrint>;

/// Defaults, then the file of `--config` (or WAVETAPE_CONFIG), then the environment (WAVETAPE_*),
/// then the command line; each list that a later one names replaces the earlier one. The result has
/// passed validate(). Errors are for stderr with exit code 2; they name where the value came from.
/// `program` is the command's name; `own` flags are called only when all else is right, in the
/// order given. Called once at start; not thread-safe.
tl::expected<ParsedArguments, ConfigError> parseArguments(
    int argc, char **argv, std::string_view program, std::span<const ProgramFlag> own = {});

/// The same with the environment given: `NAME=value`, ended by a null pointer.
tl::expected<ParsedArguments, ConfigError> parseArguments(int argc, const char *const *argv,
    std::string_view program, std::span<const ProgramFlag> own, const char *const *environment);

/// What is wrong with a configuration, however it came about.
struct ConfigProblem {
    std::string key; ///< of the setting: `queue.high`
    std::string text; ///< `must be …`
};
std::optional<ConfigProblem> validate(const ServerConfig &config, std::string_view program);

} // namespace wavetape::config
