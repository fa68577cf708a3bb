// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QList>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace wavetape::plotting {

// A line of a few dozen values without axes, cheap enough for hundreds of rows. `values` is bound
// to a model role; the line fills the height. Redrawn only when values, size or colour change.
class Sparkline : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QList<double> values READ values WRITE setValues NOTIFY valuesChanged)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged)
    Q_PROPERTY(double fill READ fill WRITE setFill NOTIFY colorChanged) // opacity below the line
    // The range; NaN (default) takes the values' own extremes.
    Q_PROPERTY(double minimum READ minimum WRITE setMinimum NOTIFY rangeChanged)
    Q_PROPERTY(double maximum READ maximum WRITE setMaximum NOTIFY rangeChanged)

public:
    static constexpr int kMaxValues = 512; // the newest are kept

    explicit Sparkline(QQuickItem *parent = nullptr);

    QList<double> values() const { return m_values; }
    void setValues(const QList<double> &values);
    QColor color() const { return m_color; }
    void setColor(const QColor &color);
    double fill() const { return m_fill; }
    void setFill(double opacity);
    double minimum() const { return m_minimum; }
    void setMinimum(double value);
    double maximum() const { return m_maximum; }
    void setMaximum(double value);

signals:
    void valuesChanged();
    void colorChanged();
    void rangeChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *node, UpdatePaintNodeData *data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;

private:
    QList<double> m_values;
    QColor m_color {0x4c, 0xc2, 0xff};
    double m_fill = 0.12;
    double m_minimum, m_maximum;
};

} // namespace wavetape::plotting
