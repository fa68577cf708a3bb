// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ConnectionPhases.h"

#include "viewmodels/Format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr double kLeastShare = 0.26; // of each of three

double lengthOf(double ms)
{
    return ms > 0 ? std::log1p(ms) : 0;
}

QString inWords(double ms)
{
    return ms < 10 ? Format::micros(ms * 1000) : Format::span(ms);
}

QString translated(const char *text)
{
    return QCoreApplication::translate("ConnectionPhases", text);
}
} // namespace

double ConnectionPhases::dataMs() const
{
    const double rest = wholeMs - (std::isnan(openingMs) ? 0 : openingMs)
        - (std::isnan(closingMs) ? 0 : closingMs);
    return now == Opening ? std::nan("") : std::max(0.0, rest);
}

QVariantList ConnectionPhases::rows() const
{
    struct Phase {
        QString name;
        double ms;
        Now when;
    };
    const std::array<Phase, 3> phases {{
        {translated(QT_TRANSLATE_NOOP("ConnectionPhases", "opening")),
            now == Opening ? wholeMs : openingMs, Opening},
        {translated(QT_TRANSLATE_NOOP("ConnectionPhases", "data")), dataMs(), Data},
        {translated(QT_TRANSLATE_NOOP("ConnectionPhases", "closing")), closingMs, Closing},
    }};
    double all = 0;
    for (const Phase &phase : phases)
        all += lengthOf(phase.ms);
    QVariantList rows;
    for (const Phase &phase : phases) {
        const QString unknown = phase.when > now
            ? translated(QT_TRANSLATE_NOOP("ConnectionPhases", "to come"))
            : phase.when == Closing
            ? translated(QT_TRANSLATE_NOOP("ConnectionPhases", "none"))
            : translated(QT_TRANSLATE_NOOP("ConnectionPhases", "not known"));
        const double share = all > 0 ? lengthOf(phase.ms) / all : 1.0 / 3;
        rows.append(QVariantMap {{u"name"_s, phase.name},
            {u"text"_s, std::isnan(phase.ms) ? unknown : inWords(phase.ms)},
            {u"share"_s, kLeastShare + (1 - 3 * kLeastShare) * share},
            {u"current"_s, phase.when == now}});
    }
    return rows;
}

} // namespace wavetape::viewmodels
