// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QQuickWindow>
#include <QRectF>
#include <QSGNode>
#include <QSGTexture>

namespace wavetape::plotting {

// A scene-graph node that shows `image` (premultiplied) in `rect`: `old`, which must come from
// here, or a new one. Works on every back end of the scene graph. Render thread.
QSGNode *showImage(QQuickWindow *window, QSGNode *old, const QImage &image, const QRectF &rect,
    QSGTexture::Filtering filtering = QSGTexture::Nearest);

} // namespace wavetape::plotting
