// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantList>

#include <limits>

namespace wavetape::viewmodels {

// A connection's three phases (RFC 6455 4, 5 and 7): opening, until the handshake was answered;
// data; closing, from the first close to the end of the TCP connection. Times are ms; NaN: not
// known, or not come to.
struct ConnectionPhases {
    enum Now { Opening, Data, Closing, Ended }; // as a socket's readyState

    Now now = Opening;
    double wholeMs = 0; // all that have been
    double openingMs = std::numeric_limits<double>::quiet_NaN();
    double closingMs = std::numeric_limits<double>::quiet_NaN();

    double dataMs() const;
    // [{name, text, share, current}]: `share` of a bar's width. A handshake is a thousandth of the
    // rest: shares grow with the logarithm, and each phase has room for its words.
    QVariantList rows() const;
};

} // namespace wavetape::viewmodels
