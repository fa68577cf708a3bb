// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/JsonRead.h"

#include <QJsonObject>
#include <QString>

#include <cmath>
#include <cstdint>
#include <optional>

namespace wavetape::demos {

inline constexpr qsizetype kNameLength = 24;
inline constexpr int kHues = 6;

// The same one of six colours for the same text on every screen, in the browser too.
inline int hueOf(const QString &text)
{
    uint sum = 0;
    const auto letters = text.toUcs4();
    for (const uint letter : letters)
        sum = (sum * 31 + letter) % 9973;
    return int(sum % kHues);
}

// The name that somebody gives himself; `fallback` where it is none.
inline QString nameOf(const QJsonObject &data, const QString &fallback)
{
    const QString name = viewmodels::textOf(data, QLatin1StringView("name"), kNameLength);
    return name.isEmpty() ? fallback : name;
}

// A whole number that JavaScript can hold, from 0; nothing else.
inline std::optional<qint64> wholeOf(const QJsonObject &data, QLatin1StringView key)
{
    const double value = data.value(key).toDouble(-1);
    if (!(value >= 0 && value <= 9007199254740991.0) || value != std::floor(value))
        return {};
    return qint64(value);
}

} // namespace wavetape::demos
