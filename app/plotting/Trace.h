// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/TraceSource.h"

#include <QColor>
#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace wavetape::plotting {

// One line of a TraceItem: which stream, in which colour, moved and scaled how.
class Trace : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(wavetape::plotting::TraceSource *source READ source WRITE setSource NOTIFY changed)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY changed)
    Q_PROPERTY(bool shown READ shown WRITE setShown NOTIFY changed)
    Q_PROPERTY(double gain READ gain WRITE setGain NOTIFY changed)
    Q_PROPERTY(double offset READ offset WRITE setOffset NOTIFY changed)

public:
    explicit Trace(QObject *parent = nullptr);

    TraceSource *source() const { return m_source; }
    void setSource(TraceSource *source);
    QColor color() const { return m_color; }
    void setColor(const QColor &color);
    bool shown() const { return m_shown; }
    void setShown(bool shown);
    double gain() const { return m_gain; } // drawn = sample * gain + offset
    void setGain(double gain);
    double offset() const { return m_offset; }
    void setOffset(double offset);

signals:
    void changed();

private:
    QPointer<TraceSource> m_source;
    QColor m_color {0x4c, 0xc2, 0xff};
    bool m_shown = true;
    double m_gain = 1;
    double m_offset = 0;
};

} // namespace wavetape::plotting
