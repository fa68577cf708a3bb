// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QSGTransformNode>
#include <QTransform>

#include <functional>

class QPainter;
class QQuickWindow;
class QRegion;

namespace wavetape::plotting {

// An item's picture painted straight into the window's where Qt Quick's software renderer draws
// it: without an image that would be cleared, copied and blended. Render thread, which is the GUI
// thread there.
class PaintedNode : public QSGTransformNode {
public:
    explicit PaintedNode(QQuickWindow *window);

    // Whether such a node draws anything in this window.
    static bool works(const QQuickWindow *window);

    // Draws in the item's coordinates, clipped to what is repainted, which is also told in the
    // window's.
    using Paint = std::function<void(QPainter &, const QRegion &dirty)>;
    // `paint` draws within `bounds`, of the item; it is called until the next show() whenever any
    // of that is repainted. `toScene`: from the item's coordinates.
    void show(const QTransform &toScene, const QRectF &bounds, Paint paint);

private:
    class Drawing;
    Drawing *m_drawing; // a child, owned by it
};

} // namespace wavetape::plotting
