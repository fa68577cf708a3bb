// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace wavetape::report {

// One curve of a report with its axes: as bars or as a line with points, another law beside it as a
// line. On a logarithmic axis what is not positive is left out. Repainted when something changes,
// which is seldom. GUI thread.
class FigureItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QList<double> xs MEMBER m_xs NOTIFY changed)
    Q_PROPERTY(QList<double> ys MEMBER m_ys NOTIFY changed)
    Q_PROPERTY(QList<double> reference MEMBER m_reference NOTIFY changed)
    Q_PROPERTY(bool logX MEMBER m_logX NOTIFY changed)
    Q_PROPERTY(bool logY MEMBER m_logY NOTIFY changed)
    Q_PROPERTY(bool bars MEMBER m_bars NOTIFY changed)
    // The least value shown on a logarithmic y axis.
    Q_PROPERTY(double floorY MEMBER m_floorY NOTIFY changed)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    Q_PROPERTY(QColor referenceColor MEMBER m_referenceColor NOTIFY changed)
    Q_PROPERTY(QColor gridColor MEMBER m_gridColor NOTIFY changed)
    Q_PROPERTY(QColor textColor MEMBER m_textColor NOTIFY changed)
    Q_PROPERTY(QString family MEMBER m_family NOTIFY changed)
    Q_PROPERTY(int pixelSize MEMBER m_pixelSize NOTIFY changed)
public:
    // What an axis shows, and where it is marked. Linear marks stand at 1, 2 or 5 times a power of
    // ten, logarithmic ones at powers of ten.
    struct Axis {
        bool log = false;
        double low = 0, high = 1;
        QList<double> marks;

        static Axis of(const QList<double> &values, bool log, double floor);
        // 0 … 1 from low to high.
        double at(double value) const;
    };

    explicit FigureItem(QQuickItem *parent = nullptr);

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void changed();

private:
    QList<double> m_xs, m_ys, m_reference;
    bool m_logX = false, m_logY = false, m_bars = false;
    double m_floorY = 1e-3;
    QColor m_color = Qt::cyan, m_referenceColor = Qt::yellow, m_gridColor = Qt::gray,
           m_textColor = Qt::white;
    QString m_family;
    int m_pixelSize = 10;
};

} // namespace wavetape::report
