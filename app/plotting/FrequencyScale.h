// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

// Where a frequency stands between the left (0) and the right edge (1) of a picture.
struct FrequencyScale {
    static constexpr double kLowestLogarithmicHz = 1;

    double left = 0, right = 1; // Hz
    bool logarithmic = false;

    // `top` 0 means half the rate.
    static FrequencyScale over(double bottom, double top, double rateHz, bool logarithmic)
    {
        FrequencyScale scale;
        scale.logarithmic = logarithmic;
        scale.left = logarithmic ? std::max(bottom, kLowestLogarithmicHz) : bottom;
        scale.right = std::max(top > 0 ? top : rateHz / 2, scale.left + 1e-6);
        return scale;
    }
    double hertzAt(double part) const
    {
        return logarithmic ? left * std::pow(right / left, part) : left + (right - left) * part;
    }
    double partOf(double hertz) const
    {
        return logarithmic ? std::log(std::max(hertz, 1e-9) / left) / std::log(right / left)
                           : (hertz - left) / (right - left);
    }
};

} // namespace wavetape::plotting
