// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/ImageNode.h"

#include <QSGImageNode>

namespace wavetape::plotting {

QSGNode *showImage(QQuickWindow *window, QSGNode *old, const QImage &image, const QRectF &rect,
    QSGTexture::Filtering filtering)
{
    auto *node = static_cast<QSGImageNode *>(old);
    if (!node) {
        node = window->createImageNode();
        node->setOwnsTexture(true);
        node->setFiltering(filtering);
    }
    const auto alpha = image.hasAlphaChannel() ? QQuickWindow::TextureHasAlphaChannel
                                               : QQuickWindow::TextureIsOpaque;
    node->setTexture(window->createTextureFromImage(image, alpha));
    node->setRect(rect);
    node->setSourceRect(QRectF(QPointF(0, 0), image.size()));
    node->markDirty(QSGNode::DirtyMaterial);
    return node;
}

} // namespace wavetape::plotting
