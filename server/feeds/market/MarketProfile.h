// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::feeds::market {

/// The same settings give the same bytes within one number.
constexpr int kMarketModel = 2;

enum class Profile : uint8_t {
    calm, ///< an ordinary hour of continuous trading, for ever
    day, ///< whole sessions: opening auction, open, U shape, close; the night is skipped
    open, ///< the first half hour of a session, which comes down to `calm`
    crash, ///< sell-offs of random onset, depth and recovery
    dead, ///< a holiday: about a trade a minute
};
std::optional<Profile> parseProfile(std::string_view name);
std::string_view profileName(Profile profile);
/// All names, for a message: `calm, day …`.
std::string profileNames();

} // namespace wavetape::feeds::market
