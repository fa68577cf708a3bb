// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/VisibleText.h"

#include <QJsonObject>
#include <QString>

#include <limits>

namespace wavetape::viewmodels {

// Reading what a server sends without trusting it: a missing or mistyped key is the default, a text
// longer than anything we show is cut, and stands on one line.
inline double numberOr(const QJsonObject &object, QLatin1StringView key, double fallback = 0)
{
    return object.value(key).toDouble(fallback);
}

inline double numberOrNaN(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toDouble(std::numeric_limits<double>::quiet_NaN());
}

inline QString textOf(const QJsonObject &object, QLatin1StringView key, qsizetype limit = 256)
{
    return visibleText(object.value(key).toString().left(limit));
}

} // namespace wavetape::viewmodels
