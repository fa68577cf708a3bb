// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/FigureItem.h"

#include "viewmodels/Format.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace wavetape::report {

namespace {

constexpr double kLeft = 44, kRight = 10, kTop = 6, kBottom = 18; // margins of the plot

QString label(double value)
{
    const double size = std::abs(value);
    if (size >= 1e6)
        return viewmodels::Format::significant(value / 1e6, 3) + QLatin1Char('M');
    if (size >= 1e3)
        return viewmodels::Format::significant(value / 1e3, 3) + QLatin1Char('k');
    return viewmodels::Format::significant(value, 3);
}

} // namespace

FigureItem::Axis FigureItem::Axis::of(const QList<double> &values, bool log, double floor)
{
    Axis axis;
    axis.log = log;
    double low = INFINITY, high = -INFINITY;
    for (const double value : values) {
        if (!std::isfinite(value) || (log && value <= 0))
            continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (!(low <= high))
        return axis;
    if (log) {
        // To the next power of ten outside, or 2 or 5 times one.
        const auto round = [](double value, bool up) {
            const double power = std::pow(10, std::floor(std::log10(value)));
            double best = up ? power * 10 : power;
            for (const double step : {5.0, 2.0, 1.0}) {
                if (up && step * power >= value * (1 - 1e-9))
                    best = step * power;
            }
            for (const double step : {2.0, 5.0}) {
                if (!up && step * power <= value * (1 + 1e-9))
                    best = step * power;
            }
            return best;
        };
        axis.low = round(std::max(low, floor), false);
        axis.high = std::max(round(high, true), axis.low * 2);
        for (double mark = std::pow(10, std::ceil(std::log10(axis.low) - 1e-9));
             mark <= axis.high * (1 + 1e-9); mark *= 10)
            axis.marks.append(mark);
        if (axis.marks.size() < 2)
            axis.marks = {axis.low, axis.high};
        return axis;
    }
    low = std::min(low, 0.0);
    if (low == high)
        high = low + 1;
    const double rough = (high - low) / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power
        * (rough <= power            ? 1
                : rough <= 2 * power ? 2
                : rough <= 5 * power ? 5
                                     : 10);
    axis.low = std::floor(low / step + 1e-9) * step;
    axis.high = std::ceil(high / step - 1e-9) * step;
    for (int i = 0; axis.low + i * step <= axis.high + step / 2; ++i)
        axis.marks.append(axis.low + i * step);
    return axis;
}

double FigureItem::Axis::at(double value) const
{
    return log ? std::log(std::max(value, low * 1e-3) / low) / std::log(high / low)
               : (value - low) / (high - low);
}

FigureItem::FigureItem(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    connect(this, &FigureItem::changed, this, [this] { update(); });
}

void FigureItem::paint(QPainter *painter)
{
    const QRectF plot(kLeft, kTop, std::max(1.0, width() - kLeft - kRight),
        std::max(1.0, height() - kTop - kBottom));
    const qsizetype count = std::min(m_xs.size(), m_ys.size());
    Axis x = Axis::of(m_xs, m_logX, 0);
    if (!m_logX && count > 1) {
        x.low = m_xs.first();
        x.high = std::max(m_xs[count - 1], x.low + 1e-9);
        const double half = m_bars ? (m_xs[1] - m_xs[0]) / 2 : 0; // bars stand around their x
        x.low -= half;
        x.high += half;
    }
    const Axis y = Axis::of(m_ys + m_reference, m_logY, m_floorY);
    const auto place = [&](double a, double b) {
        return QPointF(plot.left() + std::clamp(x.at(a), -1.0, 2.0) * plot.width(),
            plot.bottom() - std::clamp(y.at(b), -1.0, 2.0) * plot.height());
    };
    QFont font(m_family);
    font.setPixelSize(m_pixelSize);
    painter->setFont(font);
    for (const double mark : y.marks) {
        const double at = std::round(place(x.low, mark).y());
        painter->fillRect(QRectF(plot.left(), at, plot.width(), 1), m_gridColor);
        painter->setPen(m_textColor);
        painter->drawText(
            QRectF(0, at - 8, kLeft - 6, 16), Qt::AlignRight | Qt::AlignVCenter, label(mark));
    }
    for (const double mark : x.marks) {
        if (mark < x.low || mark > x.high)
            continue;
        const double at = std::round(place(mark, y.low).x());
        painter->fillRect(QRectF(at, plot.top(), 1, plot.height()), m_gridColor);
        painter->setPen(m_textColor);
        painter->drawText(QRectF(at - 30, plot.bottom() + 3, 60, 14), Qt::AlignCenter, label(mark));
    }
    painter->setClipRect(plot.adjusted(0, -1, 1, 1));
    painter->setRenderHint(QPainter::Antialiasing, !m_bars);
    const auto curve = [&](const QList<double> &values) {
        QPainterPath path;
        bool drawing = false;
        for (qsizetype i = 0; i < std::min(count, values.size()); ++i) {
            const bool seen = std::isfinite(values[i]) && (!m_logY || values[i] > 0);
            if (seen && drawing)
                path.lineTo(place(m_xs[i], values[i]));
            else if (seen)
                path.moveTo(place(m_xs[i], values[i]));
            drawing = seen;
        }
        return path;
    };
    if (m_bars) {
        const double slot = count > 1 ? plot.width() / double(count) : plot.width();
        for (qsizetype i = 0; i < count; ++i) {
            if (!std::isfinite(m_ys[i]) || (m_logY && m_ys[i] <= 0))
                continue;
            const double top = place(m_xs[i], m_ys[i]).y();
            // Bars fill the plot, whatever their first and last x.
            painter->fillRect(
                QRectF(plot.left() + std::round(double(i) * slot), std::round(top),
                    std::max(1.0, std::round(slot) - 1), plot.bottom() - std::round(top)),
                m_color);
        }
    } else {
        painter->setPen(QPen(m_color, 1.5));
        painter->drawPath(curve(m_ys));
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_color);
        for (qsizetype i = 0; count <= 40 && i < count; ++i) {
            if (std::isfinite(m_ys[i]) && (!m_logY || m_ys[i] > 0))
                painter->drawEllipse(place(m_xs[i], m_ys[i]), 2.5, 2.5);
        }
    }
    if (!m_reference.isEmpty()) {
        painter->setRenderHint(QPainter::Antialiasing, true);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(m_referenceColor, 1.5, Qt::DashLine));
        painter->drawPath(curve(m_reference));
    }
}

} // namespace wavetape::report
