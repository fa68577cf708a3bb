// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::feeds::market {

enum class Profile : uint8_t {
    calm, ///< an ordinary hour
    open, ///< prices jump where live begins, then several times as busy, calming down over minutes
    crash, ///< six minutes of falling prices, then twenty-four of nervous recovery, over and over
};
std::optional<Profile> parseProfile(std::string_view name);

/// What a profile does to the market at one time; all 1 (drift 0) is `calm`.
struct MarketMood {
    double activity = 1; ///< orders per second
    double pace = 1; ///< tickers and book deltas per second
    double volatility = 1;
    double jumps = 1; ///< per second
    double drift = 0; ///< of the log price of the whole market, per second
};
/// `timeMicros`: simulated time; below 0 (the pre-history) every profile is calm.
MarketMood moodAt(Profile profile, int64_t timeMicros);

} // namespace wavetape::feeds::market
