// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/PaintedTraceNode.h"

#include "plotting/LineImage.h"

#include <QPainter>
#include <QQuickWindow>
#include <QSGRenderNode>
#include <QSGRendererInterface>

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

// Its coordinates are the window's: for a node of this kind the renderer takes the local rectangle
// as one of the window when it notes what to repaint the next time.
class PaintedTraceNode::Drawing final : public QSGRenderNode {
public:
    struct Line {
        std::vector<PixelSpan> spans;
        QRgb color;
    };

    explicit Drawing(QQuickWindow *window)
        : m_window(window)
    {
    }

    void render(const RenderState *state) override
    {
        auto *painter = static_cast<QPainter *>(m_window->rendererInterface()->getResource(
            m_window, QSGRendererInterface::PainterResource));
        const QTransform moved = matrix()->toTransform();
        auto *picture = painter->device()->devType() == QInternal::Image
            ? static_cast<QImage *>(painter->device())
            : nullptr;
        const bool plain = picture && moved.type() <= QTransform::TxTranslate
            && (picture->format() == QImage::Format_RGB32
                || picture->format() == QImage::Format_ARGB32_Premultiplied);
        const auto opacity = inheritedOpacity();
        for (const Line &line : lines) {
            QColor color = QColor::fromRgba(line.color);
            color.setAlphaF(static_cast<float>(color.alphaF() * opacity));
            if (plain)
                draw(*picture, moved.map(origin), *state->clipRegion(), line.spans, color.rgba());
            else
                drawAsImage(*painter, moved, *state->clipRegion(), line.spans, color);
        }
    }

    RenderingFlags flags() const override { return BoundedRectRendering; }
    QRectF rect() const override { return bounds; }

    std::vector<Line> lines;
    QSize size; // device pixels
    QPointF origin; // in the window
    double pixelRatio = 1;
    QRectF bounds; // in the window: what any line touches

private:
    // Whoever paints the window has its picture open; nobody else looks at it meanwhile.
    void draw(QImage &picture, QPointF at, const QRegion &dirty,
        const std::vector<PixelSpan> &spans, QRgb color) const
    {
        const double ratio = picture.devicePixelRatio();
        const QPoint corner(int(std::round(at.x() * ratio)), int(std::round(at.y() * ratio)));
        const QRect whole = QRect(corner, size) & picture.rect();
        const std::ptrdiff_t stride = picture.bytesPerLine() / 4;
        // Not bits(), which would be a copy where the picture is shared.
        auto *pixels
            = const_cast<uint32_t *>(reinterpret_cast<const uint32_t *>(picture.constBits()));
        const PixelBuffer target {
            pixels + corner.y() * stride + corner.x(), size.width(), size.height(), stride};
        for (const QRect &part : QTransform::fromScale(ratio, ratio).map(dirty)) {
            const QRect cut = (part & whole).translated(-corner);
            if (!cut.isEmpty()) {
                SpanRasteriser::draw(target,
                    {cut.left(), cut.top(), cut.left() + cut.width(), cut.top() + cut.height()},
                    spans, color);
            }
        }
    }

    // A picture of another format, or one that is turned or scaled.
    void drawAsImage(QPainter &painter, const QTransform &moved, const QRegion &dirty,
        const std::vector<PixelSpan> &spans, const QColor &color) const
    {
        painter.setTransform(QTransform());
        painter.setClipRegion(dirty);
        painter.setTransform(moved);
        painter.drawImage(
            QRectF(origin, QSizeF(size) / pixelRatio), lineImage(size, spans, color, 0));
    }

    QQuickWindow *m_window;
};

PaintedTraceNode::PaintedTraceNode(QQuickWindow *window)
    : m_drawing(new Drawing(window))
{
    appendChildNode(m_drawing);
}

void PaintedTraceNode::show(const TraceFrame &frame, const std::vector<TracePicture> &pictures)
{
    const ValueScale scale = frame.scale();
    const int width = static_cast<int>(std::round(frame.itemSize.width() * frame.pixelRatio));
    m_drawing->lines.resize(pictures.size());
    float low = static_cast<float>(scale.height), high = 0;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        Drawing::Line &line = m_drawing->lines[i];
        line.color = pictures[i].color.rgba();
        toPixelSpans(pictures[i].columns->columns(), scale, frame.lineWidth, line.spans);
        for (const PixelSpan span : line.spans) {
            if (span.y1 > span.y0) {
                low = std::min(low, span.y0);
                high = std::max(high, span.y1);
            }
        }
    }
    m_drawing->size = {width, static_cast<int>(scale.height)};
    m_drawing->pixelRatio = frame.pixelRatio;
    m_drawing->origin = frame.toScene.map(QPointF());
    m_drawing->bounds = {};
    if (high > low) {
        const QRectF touched(
            0, low / frame.pixelRatio, width / frame.pixelRatio, (high - low) / frame.pixelRatio);
        m_drawing->bounds = frame.toScene.mapRect(touched).toAlignedRect();
    }
    setMatrix(QMatrix4x4(frame.toScene.inverted()));
    m_drawing->markDirty(DirtyGeometry | DirtyMaterial);
}

} // namespace wavetape::plotting
