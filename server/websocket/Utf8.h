// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace wavetape::websocket {

/// Checks UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF) that arrives
/// in pieces. A piece may end inside a character. One byte of state; any thread, one at a time.
class Utf8Validator {
public:
    /// False at the first byte that no valid text can have at that place; false for ever after.
    bool accept(std::span<const char> bytes);
    /// True when the text so far does not end inside a character.
    bool complete() const { return m_shift == 0; }
    void reset() { m_shift = 0; }

private:
    std::uint8_t m_shift = 0; ///< the state, as an offset into the rows of Utf8.cpp
};

bool isValidUtf8(std::string_view text);

} // namespace wavetape::websocket
