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
    std::vector<config::Flag> tokenFlags; ///< of its word `token`; empty where it has none
};

/// `page` with `@OPTIONS@`, `@TOKEN_OPTIONS@`, `@SETTINGS@` and `@VERSION@` filled in.
std::string manualPage(const Program &program, std::string page);

std::string bashCompletion(const Program &program);
std::string zshCompletion(const Program &program);
std::string fishCompletion(const Program &program);

} // namespace wavetape::reference
