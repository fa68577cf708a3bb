// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ConfigFile.h"
#include "config/ConfigReader.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace wavetape::config {

/// What `wavetape-server token …` is asked for. Patterns are as they were given.
struct TokenArguments {
    std::string newSecret; ///< file to make a secret in, and nothing else; else empty
    std::string secretFile, user, audience, issuer;
    std::vector<std::string> subscribe, publish;
    bool admin = false, metrics = false;
    int64_t seconds = 60;
};

/// `argv[0]` is `token`. Errors are one line for stderr with exit code 2.
tl::expected<std::variant<TokenArguments, TextToPrint>, ConfigError> parseTokenArguments(
    int argc, const char *const *argv);

} // namespace wavetape::config
