// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QPointF>
#include <QPointer>
#include <QXYSeries>
#include <QtQml/qqmlregistration.h>

namespace wavetape::plotting {

// Feeds a Qt Charts line of at most 600 points with one replace() per change: appending point by
// point would repaint the chart each time. x is relative (seconds, newest = 0) so that the axis and
// with it the chart's frame stay as they are. GUI thread.
class SeriesFeeder : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QXYSeries *series READ series WRITE setSeries NOTIFY seriesChanged)
    Q_PROPERTY(int capacity READ capacity WRITE setCapacity NOTIFY capacityChanged)
    // Hand nothing to the chart while false (hidden page); the points are kept.
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(double min READ min NOTIFY rangeChanged)
    Q_PROPERTY(double max READ max NOTIFY rangeChanged)

public:
    static constexpr int kMaxPoints = 600;

    explicit SeriesFeeder(QObject *parent = nullptr);

    QXYSeries *series() const { return m_series; }
    void setSeries(QXYSeries *series);
    int capacity() const { return m_capacity; }
    void setCapacity(int points); // 2..kMaxPoints
    bool active() const { return m_active; }
    void setActive(bool active);
    double min() const { return m_min; } // of the y values held; NaN when there are none
    double max() const { return m_max; }
    const QList<double> &values() const { return m_values; }

    // One more value, `stepSeconds` after the one before; the oldest leaves. Not finite: a gap,
    // drawn as the last value before it.
    Q_INVOKABLE void append(double value, double stepSeconds = 1);
    // All points at once (decimated by the caller to at most kMaxPoints; what is more is cut off in
    // front).
    Q_INVOKABLE void setPoints(const QList<QPointF> &points);
    Q_INVOKABLE void clear();

signals:
    void seriesChanged();
    void capacityChanged();
    void activeChanged();
    void rangeChanged();

private:
    void push();
    void measure();

    QPointer<QXYSeries> m_series;
    QList<double> m_values;
    QList<QPointF> m_points;
    double m_step = 1;
    double m_min, m_max;
    int m_capacity = 120;
    bool m_active = true;
};

} // namespace wavetape::plotting
