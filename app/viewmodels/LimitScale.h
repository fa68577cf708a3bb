// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace wavetape::viewmodels {

// The values that a slider of a limit stops at: 1, 2, 5, 10 … (of bytes the powers of two), from a
// 1,024th of the default to 1,024 times it as far as the limit goes, the default among
// them; ascending. Empty where the limit has none.
class LimitScale {
public:
    LimitScale() = default;
    LimitScale(double least, double most, double standard, bool bytes);

    const QList<double> &stops() const { return m_stops; }
    // The stop that is nearest by ratio; -1 without any.
    int nearest(double value) const;

private:
    QList<double> m_stops;
};

} // namespace wavetape::viewmodels
