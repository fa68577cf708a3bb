// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::websocket {

/// True for a non-empty token of RFC 9110 section 5.6.2.
bool isToken(std::string_view text);

/// What a hexadecimal digit stands for; -1: it is none.
int hexDigit(char c);

/// Of two texts of one length: ASCII letters are the same in either case.
bool sameLetters(std::string_view a, std::string_view b);
inline bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sameLetters(a, b);
}

/// Without the spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// True if the comma-separated list `value` has `token`, in any case.
bool headerHasToken(std::string_view value, std::string_view token);

/// The elements of a comma-separated list of tokens, empty ones left out (RFC 9110 section 5.6.1);
/// nothing if one of them is not a token. The views point into `value`.
std::optional<std::vector<std::string_view>> parseTokenList(std::string_view value);

/// One element of Sec-WebSocket-Extensions: RFC 6455 section 9.1.
struct Extension {
    struct Parameter {
        std::string_view name;
        std::optional<std::string> value; ///< quotes and escapes removed
    };
    std::string_view name;
    std::vector<Parameter> parameters;
};

/// All elements of the joined values of Sec-WebSocket-Extensions; nothing if the grammar is
/// violated (section 9.1: that fails the handshake). The names point into `value`.
std::optional<std::vector<Extension>> parseExtensions(std::string_view value);

} // namespace wavetape::websocket
