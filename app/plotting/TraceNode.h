// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SpanRasteriser.h"

#include <QColor>
#include <QSGNode>
#include <QSizeF>
#include <QTransform>

#include <memory>
#include <vector>

class QQuickWindow;

namespace wavetape::plotting {

// One trace as it is to be drawn.
struct TracePicture {
    const TraceColumns *columns = nullptr;
    QColor color;
};

// What the picture's rectangle shows, in device pixels.
struct TraceFrame {
    QSizeF itemSize;
    double pixelRatio = 1;
    double top = 1, bottom = -1; // values at the upper and lower edge
    double lineWidth = 1; // device pixels
    QTransform toScene; // from the item's coordinates

    ValueScale scale() const;
};

// The scene graph's side of a TraceItem. Render thread, while the GUI thread waits. A transform
// node, though it moves nothing: below a plain one the software renderer loses the place of
// children that come later.
class TraceNode : public QSGTransformNode {
public:
    virtual void show(const TraceFrame &frame, const std::vector<TracePicture> &pictures) = 0;

    // True where this node can go on to be used.
    virtual bool fits(QQuickWindow *window, bool density) const = 0;

    // Triangles, one quad per pixel column; straight into the window's picture where the scene
    // graph is drawn in software (it draws no geometry there); an image for density, whose shades
    // are per pixel.
    static TraceNode *create(QQuickWindow *window, bool density);
};

} // namespace wavetape::plotting
