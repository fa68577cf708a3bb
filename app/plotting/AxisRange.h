// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/AxisTicks.h"

#include <QElapsedTimer>
#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace wavetape::plotting {

// AutoRange for QML: bind a ValueAxis's min, max and tickInterval to it, call observe() at the rate
// at which numbers change (4 to 10 Hz).
class AxisRange : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(double lower READ lower NOTIFY changed)
    Q_PROPERTY(double upper READ upper NOTIFY changed)
    Q_PROPERTY(double step READ step NOTIFY changed)
    Q_PROPERTY(int decimals READ decimals NOTIFY changed)
    Q_PROPERTY(int tickCount READ tickCount NOTIFY changed)
    Q_PROPERTY(QVariantList values READ values NOTIFY changed)
    // The range always holds these, e.g. 0 for rates. NaN: none.
    Q_PROPERTY(double include READ include WRITE setInclude NOTIFY includeChanged)

public:
    explicit AxisRange(QObject *parent = nullptr);

    double lower() const { return m_range.ticks().lower; }
    double upper() const { return m_range.ticks().upper; }
    double step() const { return m_range.ticks().step; }
    int decimals() const { return m_range.ticks().decimals; }
    int tickCount() const { return m_range.ticks().count(); }
    QVariantList values() const;
    double include() const { return m_include; }
    void setInclude(double value);

    Q_INVOKABLE void observe(double min, double max);
    Q_INVOKABLE void reset();

signals:
    void changed();
    void includeChanged();

private:
    AutoRange m_range;
    QElapsedTimer m_clock;
    double m_include;
};

} // namespace wavetape::plotting
