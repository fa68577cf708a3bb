// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace wavetape::faults {

// What a client may ask of its own connection.
inline constexpr size_t kTextBytes = 1024, kMostFaults = 16, kNameBytes = 64;
inline constexpr uint64_t kLongestDelayMs = 60'000, kLongestStallMs = 120'000,
                          kLatestMs = 3'600'000, kMostPublications = 10'000;

/// Reads `close:1012@10s;gap:3@2s;seed:7`: items `word[:value][@time]` between semicolons. Bounded
/// in every value. The error is one sentence that names the item.
/// `nameAlone`: it may be a name and nothing else, where others have faults for those of that name.
tl::expected<FaultRequest, std::string> readFaults(std::string_view text, bool nameAlone = false);
/// The same as text, which reads as an equal request.
std::string writeFaults(const FaultRequest &request);
/// A close code that an endpoint may send (RFC 6455 7.4).
bool mayBeSent(uint64_t code);

} // namespace wavetape::faults
