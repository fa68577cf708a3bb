// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/LimitScale.h"

#include <algorithm>
#include <cmath>

namespace wavetape::viewmodels {

namespace {
constexpr double kReach = 1024; // times the default, and a part of it
}

LimitScale::LimitScale(double least, double most, double standard, bool bytes)
{
    if (!(standard > 0) || !(most > least))
        return;
    const double from = std::max(least, standard / kReach);
    const double to = std::min(most, standard * kReach);
    m_stops.append(standard);
    if (bytes) {
        for (double stop = std::exp2(std::ceil(std::log2(from))); stop <= to; stop *= 2)
            m_stops.append(stop);
    } else {
        for (int power = int(std::floor(std::log10(from))); std::pow(10, power) <= to; ++power) {
            for (const double digit : {1, 2, 5}) {
                const double stop
                    = power < 0 ? digit / std::pow(10, -power) : digit * std::pow(10, power);
                if (stop >= from && stop <= to)
                    m_stops.append(stop);
            }
        }
    }
    std::sort(m_stops.begin(), m_stops.end());
    m_stops.erase(std::unique(m_stops.begin(), m_stops.end()), m_stops.end());
}

int LimitScale::nearest(double value) const
{
    const auto distance = [value](double stop) { return std::abs(std::log(stop / value)); };
    if (m_stops.isEmpty() || !(value > 0))
        return m_stops.isEmpty() ? -1 : 0;
    return int(std::min_element(m_stops.begin(), m_stops.end(), [&](double a, double b) {
        return distance(a) < distance(b);
    }) - m_stops.begin());
}

} // namespace wavetape::viewmodels
