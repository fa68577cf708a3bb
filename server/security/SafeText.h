// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace wavetape::security {

// What strangers send, before it goes where people or programs read it.

/// The same text where it is valid UTF-8; what is not becomes U+FFFD, one per byte.
std::string validUtf8(std::string_view text);

/// Fit for one line of a terminal or a log: control characters (C0, DEL, C1), line and paragraph
/// separators and the marks that turn the direction of text become `\u{1b}`, bytes that are no
/// UTF-8 `\x{ff}`, a backslash `\\`.
std::string escapeControls(std::string_view text);

} // namespace wavetape::security
