// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::config {

struct ConfigField;

/// One flag as `--help`, the manual page and the completions show it.
struct Flag {
    std::string name; ///< `--listen`
    std::string valueName; ///< `HOST:PORT`, `FILE`, `on|off`; empty: the flag takes no value
    std::string help; ///< without what follows
    std::string usual; ///< the default; may be empty
    bool repeatable = false;
    const ConfigField *field = nullptr; ///< null where it is no setting

    /// The words it takes; empty where it takes others than a few.
    std::vector<std::string> choices() const;
    /// `help`, and that it is repeatable, and its default.
    std::string description() const;
};

/// `--help`, `--version`, `--print-config`, `--config`, then every setting that has a flag. What
/// wavetape-server and the window take.
std::vector<Flag> serverFlags();
/// Of `wavetape-server token`.
std::vector<Flag> tokenFlags();
/// Of `wavetape-server scenario`.
std::vector<Flag> scenarioFlags();

} // namespace wavetape::config
