// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/MarketProfile.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wavetape::feeds::market {

std::optional<Profile> parseProfile(std::string_view name)
{
    if (name == "calm")
        return Profile::calm;
    if (name == "open")
        return Profile::open;
    if (name == "crash")
        return Profile::crash;
    return std::nullopt;
}

namespace {
MarketMood openAt(double seconds)
{
    MarketMood mood;
    mood.activity = 2.5 + 2 * std::exp(-seconds / 180);
    mood.pace = std::min(mood.activity, 4.0);
    mood.volatility = 1.4 + 1.4 * std::exp(-seconds / 300);
    mood.jumps = 3;
    return mood;
}

MarketMood crashAt(double seconds)
{
    constexpr double kCycle = 1800;
    constexpr double kFall = 360;
    constexpr double kDepth = 0.10; // of the log price
    const double at = std::fmod(seconds, kCycle);
    MarketMood mood;
    if (at < kFall) {
        // In waves, with short rallies between them; both periods end with the fall.
        constexpr double kTurn = 2 * std::numbers::pi;
        const double wave = 1 + 1.6 * std::sin(kTurn * at / 90) + 0.9 * std::sin(kTurn * at / 24);
        mood.activity = 4;
        mood.pace = 3;
        mood.volatility = 3.5;
        mood.jumps = 10;
        mood.drift = -kDepth / kFall * wave;
    } else {
        // The recovery wins back what the fall took, so that days of it do not end at zero.
        mood.activity = 2;
        mood.pace = 2;
        mood.volatility = 1.8;
        mood.jumps = 3;
        mood.drift = kDepth / (kCycle - kFall);
    }
    return mood;
}
} // namespace

MarketMood moodAt(Profile profile, int64_t timeMicros)
{
    if (timeMicros < 0 || profile == Profile::calm)
        return {};
    const double seconds = static_cast<double>(timeMicros) * 1e-6;
    return profile == Profile::open ? openAt(seconds) : crashAt(seconds);
}

} // namespace wavetape::feeds::market
