// SPDX-License-Identifier: GPL-3.0-or-later
#include "Icon.h"

#include <QHash>
#include <QPainter>
#include <QPainterPath>

namespace wavetape::controls {
namespace {

// Strokes on a 24 × 24 grid: M move, L line, Z close, C x y r circle, D x y r filled disc,
// A x y r start span: arc in degrees, anticlockwise from three o'clock.
const QHash<QString, const char *> &shapes()
{
    static const QHash<QString, const char *> table {
        {"overview",
            "M 4 4 L 10.5 4 L 10.5 11 L 4 11 Z M 13.5 4 L 20 4 L 20 8 L 13.5 8 Z "
            "M 13.5 11 L 20 11 L 20 20 L 13.5 20 Z M 4 14 L 10.5 14 L 10.5 20 L 4 20 Z"},
        {"market",
            "M 6 3 L 6 6 M 6 15 L 6 19 M 4 6 L 8 6 L 8 15 L 4 15 Z M 12 6 L 12 9 M 12 17 L "
            "12 21 M 10 9 L 14 9 L 14 17 L 10 17 Z M 18 2 L 18 4 M 18 11 L 18 15 M 16 4 L "
            "20 4 L 20 11 L 16 11 Z"},
        {"streams", "M 2.5 12 L 5 12 L 7.5 5 L 11 19 L 14.5 8 L 17 14.5 L 18.5 12 L 21.5 12"},
        {"connections",
            "C 12 5 2.5 C 5 18 2.5 C 19 18 2.5 M 10.8 7.2 L 6.3 15.8 M 13.2 7.2 L 17.7 "
            "15.8 M 7.5 18 L 16.5 18"},
        {"inspector", "C 10.5 10.5 6.5 M 15.3 15.3 L 21 21 M 7.5 10.5 L 9.5 12.5 L 13.5 8.5"},
        {"lab",
            "M 9 3 L 15 3 M 10 3 L 10 9.5 L 4.6 18.6 L 6 21 L 18 21 L 19.4 18.6 L 14 9.5 L 14 3 "
            "M 7.5 15 L 16.5 15"},
        {"server",
            "M 4 4 L 20 4 L 20 10 L 4 10 Z M 4 14 L 20 14 L 20 20 L 4 20 Z D 7.5 7 1 D 7.5 17 "
            "1 M 11 7 L 17 7 M 11 17 L 17 17"},
        {"reference",
            "M 12 6 L 9.5 4.5 L 3.5 4.5 L 3.5 18.5 L 9.5 18.5 L 12 20 L 14.5 18.5 L 20.5 "
            "18.5 L 20.5 4.5 L 14.5 4.5 L 12 6 L 12 20"},
        {"pause", "M 8.5 5 L 8.5 19 M 15.5 5 L 15.5 19"},
        {"play", "M 7 4.5 L 19 12 L 7 19.5 Z"},
        {"close", "M 6 6 L 18 18 M 18 6 L 6 18"},
        {"search", "C 10.5 10.5 6 M 15 15 L 20.5 20.5"},
        {"moon", "A 12 12 8.5 60 300 A 19.4 4.4 8.5 165 120"},
        {"sun",
            "C 12 12 4 M 12 2 L 12 4.5 M 12 19.5 L 12 22 M 2 12 L 4.5 12 M 19.5 12 L 22 12 M 4.9 "
            "4.9 L 6.7 6.7 M 17.3 17.3 L 19.1 19.1 M 4.9 19.1 L 6.7 17.3 M 17.3 6.7 L 19.1 4.9"},
        {"system",
            "M 3 4.5 L 21 4.5 L 21 16.5 L 3 16.5 Z M 8.5 20.5 L 15.5 20.5 M 12 16.5 L 12 20.5"},
        {"globe",
            "C 12 12 9 M 3 12 L 21 12 M 12 3 L 8.4 7.5 L 7.6 12 L 8.4 16.5 L 12 21 M 12 3 L 15.6 "
            "7.5 "
            "L 16.4 12 L 15.6 16.5 L 12 21"},
        {"copy", "M 9 9 L 20 9 L 20 20 L 9 20 Z M 15 9 L 15 4 L 4 4 L 4 15 L 9 15"},
        {"link", "M 4 12 L 20 12 M 14 6 L 20 12 L 14 18"},
        {"up", "M 12 20 L 12 5 M 6 11 L 12 5 L 18 11"},
        {"down", "M 12 4 L 12 19 M 6 13 L 12 19 L 18 13"},
        {"chevron-down", "M 6 9.5 L 12 15.5 L 18 9.5"},
        {"chevron-up", "M 6 14.5 L 12 8.5 L 18 14.5"},
        {"chevron-right", "M 9.5 6 L 15.5 12 L 9.5 18"},
        {"check", "M 4.5 12.5 L 9.5 17.5 L 19.5 6.5"},
        {"warning", "M 12 3.5 L 21.5 20 L 2.5 20 Z M 12 9.5 L 12 14.5 D 12 17.2 0.6"},
        {"info", "C 12 12 9 M 12 11 L 12 16.5 D 12 7.6 0.6"},
        {"help", "C 12 12 9 A 12 9.8 2.8 -50 230 M 13.8 12 L 12 13.6 L 12 14.2 D 12 17 0.6"},
        {"clock", "C 12 12 9 M 12 6.5 L 12 12 L 16 14"},
        {"queue", "M 4 6 L 20 6 M 4 12 L 15 12 M 4 18 L 10 18"},
        {"drop", "M 4 12 L 9 12 M 15 12 L 20 12 M 10 8 L 14 16 M 14 8 L 10 16"},
        {"messages",
            "M 3 8.5 L 20 8.5 M 16 4.5 L 20 8.5 L 16 12.5 M 21 15.5 L 4 15.5 M 8 11.5 L 4 "
            "15.5 L 8 19.5"},
        {"bytes", "M 4 5 L 20 5 M 4 12 L 20 12 M 4 19 L 20 19 D 8 5 2 D 15 12 2 D 10 19 2"},
        {"latency", "A 12 13 8.5 -20 220 M 12 13 L 16.5 8.5 D 12 13 1.2"},
        {"ping",
            "A 12 12 9 -50 100 A 12 12 9 130 100 A 12 12 5 -50 100 A 12 12 5 130 100 D 12 12 1.4"},
        {"plug-off",
            "M 8 3 L 8 7 M 16 3 L 16 7 M 5.5 7 L 18.5 7 L 18.5 11 L 15 15 L 9 15 L 5.5 11 Z M "
            "12 15 L 12 21 M 3 3 L 21 21"},
        {"trigger", "M 2.5 18 L 9 18 L 9 6 L 15 6 L 15 18 L 21.5 18 D 9 12 1.8"},
        {"density",
            "M 4 15 L 7 15 L 7 17 L 4 17 Z M 9 9 L 12 9 L 12 17 L 9 17 Z M 13 5 L 16 5 L 16 17 L "
            "13 17 Z "
            "M 18 12 L 21 12 L 21 17 L 18 17 Z M 3 20.5 L 21 20.5"},
        {"spectrum",
            "M 3 20.5 L 21 20.5 M 4.5 17 L 4.5 13 M 8 17 L 8 10 M 11.5 17 L 11.5 3.5 M 15 17 L "
            "15 8 M 18.5 17 L 18.5 14"},
        {"shield",
            "M 12 3 L 20 6 L 20 11.5 L 17.5 16.8 L 12 21 L 6.5 16.8 L 4 11.5 L 4 6 Z M 8.5 11.5 "
            "L 11.3 14.3 L 15.8 9.3"},
        {"recordings",
            "M 3 5.5 L 21 5.5 L 21 18.5 L 3 18.5 Z C 8 11 2 C 16 11 2 M 10 11 L 14 11 M 6.5 18.5 "
            "L 8 15.5 L 16 15.5 L 17.5 18.5"},
        {"cluster",
            "M 3 3.5 L 10 3.5 L 10 9 L 3 9 Z M 14 3.5 L 21 3.5 L 21 9 L 14 9 Z M 8.5 15 L 15.5 15 "
            "L 15.5 20.5 L 8.5 20.5 Z M 6.5 9 L 6.5 12 L 17.5 12 L 17.5 9 M 12 12 L 12 15"},
        {"demos",
            "C 8.5 8 3 C 16.5 9 2.4 M 2.5 19 L 4.5 14.5 L 12.5 14.5 L 14.5 19 M 15 14 L 19.5 14 L "
            "21.5 18"},
        {"pointer", "M 4 3 L 20 10.5 L 13 13 L 10.5 20 Z"},
        {"record", "C 12 12 8.5 D 12 12 4.5"},
        {"stop", "M 6 6 L 18 6 L 18 18 L 6 18 Z"},
        {"step", "M 6 4.5 L 15 12 L 6 19.5 Z M 18.5 5 L 18.5 19"},
        {"loop",
            "M 5 11 L 5 7.5 L 18.5 7.5 M 15 4 L 18.5 7.5 L 15 11 M 19 13 L 19 16.5 L 5.5 16.5 M 9 "
            "13 L 5.5 16.5 L 9 20"},
        {"plus", "M 12 5 L 12 19 M 5 12 L 19 12"},
        {"filter", "M 3.5 5 L 20.5 5 L 14 12.5 L 14 19.5 L 10 17.5 L 10 12.5 Z"},
        {"send", "M 3 11.5 L 21 3.5 L 14 21 L 11 13 Z M 11 13 L 21 3.5"},
        {"bell",
            "M 4 17.5 L 20 17.5 M 6.5 17.5 L 6.5 10.5 A 12 10.5 5.5 0 180 M 17.5 10.5 L 17.5 17.5 "
            "M "
            "12 3 L 12 5 D 12 20.3 1.4"},
        {"news", "M 4 5 L 20 5 L 20 19 L 4 19 Z M 7 9 L 17 9 M 7 12 L 17 12 M 7 15 L 13 15"},
        {"profile",
            "M 4 4 L 4 20 M 4 6.5 L 10 6.5 M 4 10.5 L 19 10.5 M 4 14.5 L 15 14.5 M 4 18 L 8 18"},
        {"fit", "M 12 3.5 L 12 20.5 M 8 7.5 L 12 3.5 L 16 7.5 M 8 16.5 L 12 20.5 L 16 16.5"},
        {"live", "M 4 5 L 13 12 L 4 19 M 18.5 5 L 18.5 19"},
        {"save", "M 12 3.5 L 12 15 M 7 10.5 L 12 15.5 L 17 10.5 M 4 19.5 L 20 19.5"},
    };
    return table;
}

struct Drawing {
    QPainterPath lines;
    QPainterPath discs;
};

Drawing parse(const char *text)
{
    Drawing drawing;
    const auto words = QByteArrayView(text).toByteArray().simplified().split(' ');
    qsizetype at = 0;
    const auto number = [&] { return words.value(at++).toDouble(); };
    const auto point = [&] {
        const double x = number();
        return QPointF(x, number());
    };
    while (at < words.size()) {
        const char verb = words[at++].front();
        if (verb == 'M') {
            drawing.lines.moveTo(point());
        } else if (verb == 'L') {
            drawing.lines.lineTo(point());
        } else if (verb == 'Z') {
            drawing.lines.closeSubpath();
        } else {
            const QPointF center = point();
            const double r = number();
            const QRectF box(center.x() - r, center.y() - r, 2 * r, 2 * r);
            if (verb == 'C') {
                drawing.lines.addEllipse(box);
            } else if (verb == 'D') {
                drawing.discs.addEllipse(box);
            } else {
                const double start = number();
                drawing.lines.arcMoveTo(box, start);
                drawing.lines.arcTo(box, start, number());
            }
        }
    }
    return drawing;
}

} // namespace

Icon::Icon(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    setImplicitSize(18, 18);
}

bool Icon::isKnown(const QString &name)
{
    return shapes().contains(name);
}

void Icon::setName(const QString &name)
{
    if (name == m_name)
        return;
    m_name = name;
    Q_EMIT nameChanged();
    update();
}

void Icon::setColor(const QColor &color)
{
    if (color == m_color)
        return;
    m_color = color;
    Q_EMIT colorChanged();
    update();
}

void Icon::paint(QPainter *painter)
{
    draw(*painter, m_name, m_color, {QPointF(), size()});
}

void Icon::draw(QPainter &painter, const QString &name, const QColor &color, const QRectF &box)
{
    const auto shape = shapes().constFind(name);
    if (shape == shapes().cend())
        return;
    const Drawing drawing = parse(*shape);
    const double scale = std::min(box.width(), box.height()) / 24.0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.topLeft());
    painter.scale(scale, scale);
    // The same weight on screen at every size.
    painter.setPen(QPen(color, 1.5 / scale, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(drawing.lines);
    painter.fillPath(drawing.discs, color);
    painter.restore();
}

} // namespace wavetape::controls
