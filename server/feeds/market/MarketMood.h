// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape::feeds::market {

/// How people behave at one time, relative to an ordinary hour.
struct MarketMood {
    double activity = 1; ///< orders per second
    double trading = 1; ///< market orders among them
    double pace = 1; ///< tickers and book deltas per second
    double volatility = 1;
    double jumps = 1; ///< per second
    double drift = 0; ///< of the log price of the whole market, per second
    double depth = 1; ///< what rests in the book
    double spread = 1;
};

} // namespace wavetape::feeds::market
