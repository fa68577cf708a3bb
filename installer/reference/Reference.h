// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/FlagTable.h"

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::reference {

/// What is told about one program.
struct Program {
    std::string name;
    std::vector<config::Flag> flags;
    /// A word that comes first and has flags of its own: `token`.
    struct Word {
        std::string name, help;
        std::vector<config::Flag> flags;
        bool takesFiles = false;
    };
    std::vector<Word> words;
};

/// `page` with `@OPTIONS@`, `@TOKEN_OPTIONS@` and the like of each word, `@SETTINGS@` and
/// `@VERSION@` filled in.
std::string manualPage(const Program &program, std::string page);

std::string bashCompletion(const Program &program);
std::string zshCompletion(const Program &program);
std::string fishCompletion(const Program &program);

} // namespace wavetape::reference
