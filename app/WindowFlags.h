// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape {

/// A flag of the window's own, besides the server's. No Qt here: the manual page and the
/// completions are made from it, too.
struct WindowFlag {
    const char *name, *valueName, *help;
};

enum WindowFlagIndex {
    screenshotsFlag,
    themeFlag,
    languageFlag,
    sizeFlag,
    pageFlag,
    connectFlag,
    tokenFileFlag
};

inline constexpr WindowFlag kWindowFlags[] = {
    {"--screenshots", "DIR", "write one picture per page and exit"},
    {"--theme", "dark|light|system", "of the window"},
    {"--language", "system|en|de|pseudo",
        "of the window, this time; pseudo: every translated text longer and in brackets, to find "
        "what is not"},
    {"--size", "WxH", "of the window, such as 1400x900"},
    {"--page", "NAME",
        "to begin with, such as market, market/AAPL/1m, lab/handshake, streams/wave.ecg or "
        "server/limits"},
    {"--connect", "URL",
        "look at this server instead of starting one; user:password@ is sent as Basic"},
    {"--token-file", "FILE", "with the admin token of that server"},
};

} // namespace wavetape
