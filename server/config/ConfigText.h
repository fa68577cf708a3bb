// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"

#include <string>
#include <vector>

namespace wavetape::config {

/// One row of the Server page.
struct Setting {
    std::string key; ///< `limits.message_bytes`
    std::string flag; ///< `--max-message`; may be empty
    std::string environment; ///< `WAVETAPE_LIMITS_MESSAGE_BYTES`
    std::string unit;
    std::string help;
    std::string value; ///< as the file would write it
    std::string defaultValue;
    bool changed = false;
};

/// Every setting, in the file's order. The admin token is none of them.
std::vector<Setting> listSettings(const ServerConfig &config);

/// A file that gives exactly `config`, each setting with its meaning and its default.
std::string configAsToml(const ServerConfig &config);

} // namespace wavetape::config
