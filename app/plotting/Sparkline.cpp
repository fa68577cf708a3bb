// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/Sparkline.h"

#include "plotting/ImageNode.h"
#include "plotting/LineImage.h"

#include <QQuickWindow>

#include <algorithm>
#include <cmath>
#include <limits>

namespace wavetape::plotting {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLineWidth = 1.25;
constexpr double kMargin = 1; // pixels above and below, for the line's own width

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

} // namespace

Sparkline::Sparkline(QQuickItem *parent)
    : QQuickItem(parent)
    , m_minimum(kNone)
    , m_maximum(kNone)
{
    setFlag(ItemHasContents);
}

void Sparkline::setValues(const QList<double> &values)
{
    const QList<double> newest
        = values.size() > kMaxValues ? values.mid(values.size() - kMaxValues) : values;
    // An empty list of Qt's may have a place or none, and it compares those bytes all the same.
    if (newest.isEmpty() ? m_values.isEmpty() : newest == m_values)
        return;
    m_values = newest;
    update();
    emit valuesChanged();
}

void Sparkline::setColor(const QColor &color)
{
    if (m_color == color)
        return;
    m_color = color;
    update();
    emit colorChanged();
}

void Sparkline::setFill(double opacity)
{
    opacity = std::isfinite(opacity) ? std::clamp(opacity, 0.0, 1.0) : 0;
    if (m_fill == opacity)
        return;
    m_fill = opacity;
    update();
    emit colorChanged();
}

void Sparkline::setMinimum(double value)
{
    if (same(m_minimum, value))
        return;
    m_minimum = value;
    update();
    emit rangeChanged();
}

void Sparkline::setMaximum(double value)
{
    if (same(m_maximum, value))
        return;
    m_maximum = value;
    update();
    emit rangeChanged();
}

void Sparkline::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.size() != oldGeometry.size())
        update();
}

QSGNode *Sparkline::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    const double ratio = window()->effectiveDevicePixelRatio();
    const int width = static_cast<int>(std::round(QQuickItem::width() * ratio));
    const int height = static_cast<int>(std::round(QQuickItem::height() * ratio));
    TraceColumns columns;
    columns.build(std::span(m_values.constData(), m_values.size()), width);
    if (columns.extremes().empty() || height <= 0) {
        delete old;
        return nullptr;
    }
    double low = std::isnan(m_minimum) ? columns.extremes().min : m_minimum;
    double high = std::isnan(m_maximum) ? columns.extremes().max : m_maximum;
    if (!(high > low)) {
        // A flat line: in the middle, or at the bottom where that is what it stands for.
        high = low + std::max(std::abs(low) * 1e-6, 1e-6);
        if (std::isnan(m_minimum))
            low -= high - low;
    }
    const double margin = (kMargin * ratio + kLineWidth * ratio / 2) / height * (high - low);
    const ValueScale scale {high + margin, low - margin, static_cast<double>(height)};
    std::vector<PixelSpan> spans;
    toPixelSpans(columns.columns(), scale, kLineWidth * ratio, spans);

    return showImage(
        window(), old, lineImage({width, height}, spans, m_color, m_fill), boundingRect());
}

} // namespace wavetape::plotting
