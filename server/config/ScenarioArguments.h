// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ConfigFile.h"
#include "config/ConfigReader.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wavetape::config {

/// What `wavetape-server scenario …` is asked for.
struct ScenarioArguments {
    std::vector<std::string> files;
    std::string against; ///< a URL; empty: a server of its own
    std::string junit, json, hdr; ///< files to write; empty: none
    std::optional<uint64_t> seed;
    unsigned repeat = 1;
    bool twin = false;
};

/// `argv[0]` is `scenario`. Errors are one line for stderr with exit code 2.
tl::expected<std::variant<ScenarioArguments, TextToPrint>, ConfigError> parseScenarioArguments(
    int argc, const char *const *argv);

} // namespace wavetape::config
