// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// Numbers as the program writes them: fixed decimals, SI units, an explicit sign where direction
// matters. What is no number is a dash, zero has no sign, a minus is U+2212, and from 1e15 on
// (unprefixed) it is "1.00E+15": nothing is longer than its place.
class Format : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
public:
    using QObject::QObject;

    // Whose points, commas and groups numbers have from now on; English ones until then.
    static void setLocale(const QLocale &locale);

    // 1024 -> "1,024"
    Q_INVOKABLE static QString count(double value);
    // 184230 -> "184.2 k"; unit is appended: si(184230, "/s") -> "184.2 k/s"
    Q_INVOKABLE static QString si(double value, const QString &unit = {});
    // 3145728 -> "3.15 MB" (decimal units)
    Q_INVOKABLE static QString bytes(double value);
    // 1840 µs -> "1.84 ms"
    Q_INVOKABLE static QString micros(double value);
    // A span of ms: "840 ms", "3.2 s", "4 min 05 s", "2 h 03 min"
    Q_INVOKABLE static QString span(double ms);
    // A running time of ms: "00:12:41"
    Q_INVOKABLE static QString elapsed(double ms);
    // Local time of day of ms since 1970: "12:41:07"
    Q_INVOKABLE static QString clock(double ms, bool millis = false);
    // 1.5 -> "+1.50 %"
    Q_INVOKABLE static QString percent(double value);
    Q_INVOKABLE static QString fixed(double value, int decimals);
    // As many digits as count: 0.000123456 -> "0.00012346"
    static QString significant(double value, int digits);
    // The label of an axis value whose neighbours are `step` apart, in the unit that suits `top`;
    // with the unit µs as a time.
    Q_INVOKABLE static QString axis(
        double value, double step, double top, const QString &unit = {});
};

// One number with a unit that follows its size with hysteresis: up at 1,000, down below 900.
class Quantity : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(double value READ value WRITE setValue NOTIFY changed)
    Q_PROPERTY(Kind kind READ kind WRITE setKind NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString unit READ unit NOTIFY changed)
public:
    enum Kind {
        Count, // no decimals below 100,000
        Rate, // per second, one decimal
        Bytes,
        ByteRate,
        Micros,
    };
    Q_ENUM(Kind)

    explicit Quantity(QObject *parent = nullptr);

    double value() const { return m_value; }
    void setValue(double value);
    Kind kind() const { return m_kind; }
    void setKind(Kind kind);
    QString text() const { return m_text; }
    QString unit() const { return m_unit; }

Q_SIGNALS:
    void changed();

private:
    void compose();

    double m_value = 0;
    Kind m_kind = Count;
    int m_exponent = 0; // power of a thousand
    QString m_text;
    QString m_unit;
};

} // namespace wavetape::viewmodels
