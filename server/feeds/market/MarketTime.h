// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace wavetape::feeds::market {

// Units of a market's time, which counts microseconds.
inline constexpr int64_t kSecond = 1'000'000;
inline constexpr int64_t kMinute = 60 * kSecond;

} // namespace wavetape::feeds::market
