// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/Environment.h"

#include <charconv>
#include <cstdlib>

namespace wavetape::process {

std::string takeVariable(const char *name)
{
    const char *value = std::getenv(name);
    std::string text = value ? value : "";
    ::unsetenv(name);
    return text;
}

std::optional<uint64_t> wholeNumber(std::string_view text)
{
    uint64_t value = 0;
    const char *const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || at != end)
        return {};
    return value;
}

} // namespace wavetape::process
