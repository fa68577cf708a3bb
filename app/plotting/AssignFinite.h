// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

namespace wavetape::plotting {

/// For setters that QML reaches: takes what is a number and another one than before; was it taken?
inline bool assignFinite(double &member, double value)
{
    if (!std::isfinite(value) || member == value)
        return false;
    member = value;
    return true;
}

} // namespace wavetape::plotting
