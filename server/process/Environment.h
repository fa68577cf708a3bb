// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::process {

/// The variable's value, empty where there is none. It is gone then: what was meant for us is not
/// for what we start. Before the first thread.
std::string takeVariable(const char *name);

/// Digits and nothing else.
std::optional<uint64_t> wholeNumber(std::string_view text);

} // namespace wavetape::process
