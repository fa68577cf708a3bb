// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QPointF>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// A bounded history of one number, a point a second or so, for a chart or a sparkline. GUI thread.
// Times are seconds on any rising axis; what is handed out is relative to the newest point.
class TimeSeries : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Time series belong to view models")
    Q_PROPERTY(double last READ last NOTIFY changed)
    Q_PROPERTY(double maximum READ maximum NOTIFY changed)
    Q_PROPERTY(double length READ length NOTIFY changed) // seconds, oldest to newest
    Q_PROPERTY(bool empty READ isEmpty NOTIFY changed)
    Q_PROPERTY(QList<double> recent READ recent NOTIFY changed)
public:
    // Keeps `span` seconds; `recent` offers the newest `recentPoints` values to a sparkline.
    explicit TimeSeries(QObject *parent = nullptr, double span = 300, qsizetype recentPoints = 60);

    // A point older than the newest and a non-finite one are ignored.
    void append(double time, double value);
    void clear();

    double last() const;
    double newest() const; // its time; 0 where there is none
    double maximum() const;
    double length() const;
    bool isEmpty() const { return m_points.isEmpty(); }
    qsizetype size() const { return m_points.size(); }
    QList<double> recent() const;

    // (seconds, newest = 0; value), oldest first.
    Q_INVOKABLE QList<QPointF> points() const;

    // The value `ago` seconds before the newest, that of the nearest point; NaN where none is near.
    Q_INVOKABLE double valueAt(double ago) const;

Q_SIGNALS:
    void changed();

private:
    double m_span;
    qsizetype m_recentPoints;
    QList<QPointF> m_points;
};

} // namespace wavetape::viewmodels
