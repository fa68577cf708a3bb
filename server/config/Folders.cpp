// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/Folders.h"

#include <cstdlib>
#include <string_view>

namespace wavetape::config {

namespace {

/// The first of the paths that the variable holds.
std::string absolute(const char *name)
{
    const char *value = std::getenv(name);
    const std::string_view text = value ? value : "";
    // The XDG base directory specification: a relative path is invalid and to be ignored.
    return text.starts_with('/') ? std::string(text.substr(0, text.find(':'))) : std::string();
}

std::string below(std::string base, const char *rest)
{
    return base.empty() || base == "/" ? std::string() : base + rest;
}

std::string firstOf(std::initializer_list<std::string> folders)
{
    for (const std::string &folder : folders) {
        if (!folder.empty())
            return folder;
    }
    return {};
}

} // namespace

std::string runtimeFolder()
{
    return firstOf({absolute("RUNTIME_DIRECTORY"), below(absolute("XDG_RUNTIME_DIR"), "/wavetape"),
        absolute("STATE_DIRECTORY"), below(absolute("XDG_STATE_HOME"), "/wavetape"),
        below(absolute("HOME"), "/.local/state/wavetape")});
}

std::string dataFolder()
{
    return firstOf({absolute("STATE_DIRECTORY"), below(absolute("XDG_DATA_HOME"), "/wavetape"),
        below(absolute("HOME"), "/.local/share/wavetape")});
}

} // namespace wavetape::config
