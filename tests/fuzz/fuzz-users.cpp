// SPDX-License-Identifier: GPL-3.0-or-later
// The users' file, and text on its way to a log or a screen.
#include "security/Credentials.h"
#include "security/SafeText.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wavetape::security;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto users = Credentials::parse(text, "users");
    if (!users
        && (users.error().find('\n') != std::string::npos || !users.error().starts_with("users:")))
        std::abort();
    if (users && (users->check("", "") || !users->changedIn(*users).empty()))
        std::abort();
    const std::string valid = validUtf8(text), safe = escapeControls(text);
    if (validUtf8(valid) != valid || validUtf8(safe) != safe)
        std::abort();
    if (std::any_of(safe.begin(), safe.end(), [](unsigned char c) { return c < 32 || c == 127; }))
        std::abort();
    return 0;
}
