// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/PaintedNode.h"

#include <QPainter>
#include <QQuickWindow>
#include <QSGRenderNode>
#include <QSGRendererInterface>

namespace wavetape::plotting {

// Its coordinates are the window's: for a node of this kind the renderer takes the local rectangle
// as one of the window when it notes what to repaint the next time.
class PaintedNode::Drawing final : public QSGRenderNode {
public:
    explicit Drawing(QQuickWindow *window)
        : m_window(window)
    {
    }

    void render(const RenderState *state) override
    {
        auto *painter = static_cast<QPainter *>(m_window->rendererInterface()->getResource(
            m_window, QSGRendererInterface::PainterResource));
        painter->save();
        painter->setTransform(QTransform());
        painter->setClipRegion(*state->clipRegion());
        painter->setTransform(toScene * matrix()->toTransform());
        painter->setOpacity(inheritedOpacity());
        paint(*painter, *state->clipRegion());
        painter->restore();
    }

    RenderingFlags flags() const override { return BoundedRectRendering; }
    QRectF rect() const override
    {
        return bounds.isEmpty() ? QRectF() : toScene.mapRect(bounds).toAlignedRect();
    }

    QTransform toScene;
    QRectF bounds;
    Paint paint;

private:
    QQuickWindow *m_window;
};

PaintedNode::PaintedNode(QQuickWindow *window)
    : m_drawing(new Drawing(window))
{
    appendChildNode(m_drawing);
}

bool PaintedNode::works(const QQuickWindow *window)
{
    return window->rendererInterface()->graphicsApi() == QSGRendererInterface::Software;
}

void PaintedNode::show(const QTransform &toScene, const QRectF &bounds, Paint paint)
{
    m_drawing->toScene = toScene;
    m_drawing->bounds = bounds;
    m_drawing->paint = std::move(paint);
    setMatrix(QMatrix4x4(toScene.inverted()));
    m_drawing->markDirty(DirtyGeometry | DirtyMaterial);
}

} // namespace wavetape::plotting
