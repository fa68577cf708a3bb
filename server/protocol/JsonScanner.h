// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What the validating parser does not tell: places in the text. Pure; each is one pass.
namespace wavetape::protocol {

/// The place of the first byte from `at` on that is no blank.
size_t skipBlanks(std::string_view json, size_t at);
/// `at` is on the opening quote of a string; the place after its closing one, or the end.
size_t skipString(std::string_view json, size_t at);
/// `at` is on the first byte of a value; the place after its last.
size_t skipValue(std::string_view json, size_t at);

/// The very bytes of the value of the `index`-th member (from 0) of the object that `json` is.
/// `json` must be valid JSON, an object, and have that member.
std::string_view memberText(std::string_view json, size_t index);

/// The deepest nesting of arrays and objects: 1 for `[]`, 0 for a scalar. `json` must be valid
/// JSON.
unsigned nestingDepth(std::string_view json);

/// Replaces each number that is grammatical but too large for 64 bits or a double by a large one of
/// the same length (padded with blanks), so that a parser with such bounds can check the rest. RFC
/// 8259 section 6 allows such numbers. False where there was none. `json` may be any bytes.
bool maskHugeNumbers(std::string &json);

} // namespace wavetape::protocol
