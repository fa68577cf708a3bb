// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/Format.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace wavetape::viewmodels {
namespace {

constexpr std::array kPrefixes {"", "k", "M", "G", "T", "P"};
constexpr int kLastPrefix = int(kPrefixes.size()) - 1;
// From here on a number has more digits than any place has room for.
constexpr double kVast = 1e15;

int prefixOf(double value)
{
    int prefix = 0;
    for (double rest = std::abs(value); rest >= 999.95 && prefix < kLastPrefix; rest /= 1000)
        ++prefix;
    return prefix;
}

QLocale &chosenLocale()
{
    static QLocale chosen(QLocale::English, QLocale::UnitedStates);
    return chosen;
}

// In one piece: what is grouped is counted. Nothing has no sign, a minus is one.
QString inDigits(double value, char form, int number)
{
    QLocale whole = chosenLocale();
    whole.setNumberOptions(QLocale::OmitGroupSeparator);
    const bool vast = form == 'f' && std::abs(value) >= kVast;
    QString text = vast ? whole.toString(std::abs(value), 'e', 2)
                        : whole.toString(std::abs(value), form, number);
    const bool nothing = std::none_of(
        text.begin(), text.end(), [](QChar digit) { return digit.isDigit() && digit != u'0'; });
    if (value < 0 && !nothing)
        text.prepend(u'\u2212');
    return text;
}

QString digits(double value, int decimals)
{
    return inDigits(value, 'f', decimals);
}

// Three significant digits or one decimal, whichever is more.
int decimalsFor(double scaled)
{
    const double size = std::abs(scaled);
    return size < 9.995 ? 2 : 1;
}

QString grouped(double value)
{
    if (std::abs(value) >= kVast)
        return digits(value, 0);
    const QString text = chosenLocale().toString(qint64(std::llround(std::abs(value))));
    return std::llround(value) < 0 ? u'\u2212' + text : text;
}

} // namespace

void Format::setLocale(const QLocale &chosen)
{
    chosenLocale() = chosen;
}

QString Format::count(double value)
{
    return std::isfinite(value) ? grouped(value) : QStringLiteral("–");
}

QString Format::si(double value, const QString &unit)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const int prefix = prefixOf(value);
    const double scaled = value / std::pow(1000.0, prefix);
    return digits(scaled, prefix == 0 ? 1 : decimalsFor(scaled)) + u' '
        + QLatin1String(kPrefixes[size_t(prefix)]) + unit;
}

QString Format::bytes(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const int prefix = prefixOf(value);
    const double scaled = value / std::pow(1000.0, prefix);
    return digits(scaled, prefix == 0 ? 0 : decimalsFor(scaled)) + u' '
        + QLatin1String(kPrefixes[size_t(prefix)]) + u'B';
}

QString Format::micros(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    if (value < 999.5)
        return digits(value, 0) + QStringLiteral(" µs");
    if (value < 999'500)
        return digits(value / 1000, decimalsFor(value / 1000)) + QStringLiteral(" ms");
    return digits(value / 1e6, decimalsFor(value / 1e6)) + QStringLiteral(" s");
}

QString Format::span(double ms)
{
    if (!std::isfinite(ms) || ms < 0)
        return QStringLiteral("–");
    if (ms < 1000)
        return digits(ms, 0) + QStringLiteral(" ms");
    if (ms < 60'000 || ms >= kVast)
        return digits(ms / 1000, 1) + QStringLiteral(" s");
    const qint64 seconds = qint64(ms / 1000);
    if (seconds < 3600)
        return QStringLiteral("%1 min %2 s")
            .arg(seconds / 60)
            .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1 h %2 min")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString Format::elapsed(double ms)
{
    if (!std::isfinite(ms) || ms < 0)
        return QStringLiteral("–");
    if (ms >= kVast)
        return span(ms);
    const qint64 seconds = qint64(ms / 1000);
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600, 2, 10, QLatin1Char('0'))
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString Format::clock(double ms, bool millis)
{
    if (!std::isfinite(ms) || ms <= 0 || ms >= kVast)
        return QStringLiteral("–");
    const QTime time = QDateTime::fromMSecsSinceEpoch(qint64(ms)).time();
    return time.toString(millis ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss"));
}

QString Format::percent(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const QString number = digits(value, 2) + QStringLiteral(" %");
    return value >= 0.005 ? u'+' + number : number;
}

QString Format::fixed(double value, int decimals)
{
    return std::isfinite(value) ? digits(value, std::clamp(decimals, 0, 12)) : QStringLiteral("–");
}

QString Format::significant(double value, int digits)
{
    return std::isfinite(value) ? inDigits(value, 'g', digits) : QStringLiteral("–");
}

QString Format::axis(double value, double step, double top, const QString &unit)
{
    if (unit == u"µs") {
        if (value == 0)
            return QStringLiteral("0");
        const double unitStep = top < 1000 ? 1 : top < 1e6 ? 1000 : 1e6;
        return axis(value / unitStep, step / unitStep, 1)
            + QString::fromUtf8(top < 1000 ? " µs"
                    : top < 1e6            ? " ms"
                                           : " s");
    }
    const int prefix = prefixOf(top);
    const double scale = std::pow(1000.0, prefix);
    const double fineness = step / scale;
    int decimals = 0;
    // As many decimals as the step has: 0.5 one, 2.5 one, 0.25 two.
    for (double rest = fineness; decimals < 4 && std::abs(rest - std::round(rest)) > 1e-6 * rest;
         rest *= 10)
        ++decimals;
    QString text = digits(value / scale, decimals);
    if (value != 0 && (prefix > 0 || !unit.isEmpty()))
        text += u' ' + QLatin1String(kPrefixes[size_t(prefix)]) + unit;
    return text;
}

Quantity::Quantity(QObject *parent)
    : QObject(parent)
{
    compose();
}

void Quantity::setValue(double value)
{
    if (value == m_value)
        return;
    m_value = value;
    compose();
}

void Quantity::setKind(Kind kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    m_exponent = 0;
    compose();
}

void Quantity::compose()
{
    const double size = std::abs(m_value);
    const int last = m_kind == Micros ? 2 : kLastPrefix;
    const double plain = m_kind == Count ? 99'999.5 : 999.95;
    while (m_exponent < last
        && size >= (m_exponent == 0 ? plain : 999.95 * std::pow(1000.0, m_exponent)))
        ++m_exponent;
    while (m_exponent > 0
        && size < (m_exponent == 1 ? 0.9 * plain : 0.9 * std::pow(1000.0, m_exponent)))
        --m_exponent;
    const double scaled = m_value / std::pow(1000.0, m_exponent);
    const QString prefix = QLatin1String(kPrefixes[size_t(m_exponent)]);
    if (!std::isfinite(m_value)) {
        m_text = QStringLiteral("–");
        m_unit.clear();
        Q_EMIT changed();
        return;
    }
    switch (m_kind) {
    case Count:
        m_text = m_exponent == 0 ? grouped(m_value) : digits(scaled, 1);
        m_unit = prefix;
        break;
    case Rate:
        m_text = digits(scaled, 1);
        m_unit = prefix + QStringLiteral("/s");
        break;
    case Bytes:
        m_text = digits(scaled, m_exponent == 0 ? 0 : 1);
        m_unit = prefix + u'B';
        break;
    case ByteRate:
        m_text = digits(scaled, m_exponent == 0 ? 0 : 1);
        m_unit = prefix + QStringLiteral("B/s");
        break;
    case Micros:
        m_text = digits(scaled, m_exponent == 0 ? 0 : 2);
        m_unit = m_exponent == 0 ? QStringLiteral("µs")
            : m_exponent == 1    ? QStringLiteral("ms")
                                 : QStringLiteral("s");
        break;
    }
    Q_EMIT changed();
}

} // namespace wavetape::viewmodels
