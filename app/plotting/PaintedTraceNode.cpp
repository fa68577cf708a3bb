// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/PaintedTraceNode.h"

#include "plotting/LineImage.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

namespace {

// Whoever paints the window has its picture open; nobody else looks at it meanwhile.
void drawInto(QImage &picture, QPointF at, QSize size, const QRegion &dirty,
    const std::vector<PixelSpan> &spans, QRgb color)
{
    const double ratio = picture.devicePixelRatio();
    const QPoint corner(int(std::round(at.x() * ratio)), int(std::round(at.y() * ratio)));
    const QRect whole = QRect(corner, size) & picture.rect();
    const std::ptrdiff_t stride = picture.bytesPerLine() / 4;
    // Not bits(), which would be a copy where the picture is shared.
    auto *pixels = const_cast<uint32_t *>(reinterpret_cast<const uint32_t *>(picture.constBits()));
    const PixelBuffer target {
        pixels + corner.y() * stride + corner.x(), size.width(), size.height(), stride};
    for (const QRect &part : QTransform::fromScale(ratio, ratio).map(dirty)) {
        const QRect cut = (part & whole).translated(-corner);
        if (!cut.isEmpty()) {
            SpanRasteriser::draw(target,
                {cut.left(), cut.top(), cut.left() + cut.width(), cut.top() + cut.height()}, spans,
                color);
        }
    }
}

} // namespace

PaintedTraceNode::PaintedTraceNode(QQuickWindow *window)
    : m_node(new PaintedNode(window))
{
    appendChildNode(m_node);
}

void PaintedTraceNode::paint(QPainter &painter, const QRegion &dirty) const
{
    const QTransform at = painter.worldTransform();
    auto *picture = painter.device()->devType() == QInternal::Image
        ? static_cast<QImage *>(painter.device())
        : nullptr;
    const bool plain = picture && at.type() <= QTransform::TxTranslate
        && (picture->format() == QImage::Format_RGB32
            || picture->format() == QImage::Format_ARGB32_Premultiplied);
    for (const Line &line : m_lines) {
        QColor color = QColor::fromRgba(line.color);
        if (plain) {
            color.setAlphaF(static_cast<float>(color.alphaF() * painter.opacity()));
            drawInto(*picture, at.map(QPointF()), m_size, dirty, line.spans, color.rgba());
        } else { // a picture of another format, or one that is turned or scaled
            painter.drawImage(QRectF(QPointF(), QSizeF(m_size) / m_pixelRatio),
                lineImage(m_size, line.spans, color, 0));
        }
    }
}

void PaintedTraceNode::show(const TraceFrame &frame, const std::vector<TracePicture> &pictures)
{
    const ValueScale scale = frame.scale();
    const int width = static_cast<int>(std::round(frame.itemSize.width() * frame.pixelRatio));
    m_lines.resize(pictures.size());
    float low = static_cast<float>(scale.height), high = 0;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        Line &line = m_lines[i];
        line.color = pictures[i].color.rgba();
        toPixelSpans(pictures[i].columns->columns(), scale, frame.lineWidth, line.spans);
        for (const PixelSpan span : line.spans) {
            if (span.y1 > span.y0) {
                low = std::min(low, span.y0);
                high = std::max(high, span.y1);
            }
        }
    }
    m_size = {width, static_cast<int>(scale.height)};
    m_pixelRatio = frame.pixelRatio;
    const QRectF touched = high > low ? QRectF(0, low / frame.pixelRatio, width / frame.pixelRatio,
                               (high - low) / frame.pixelRatio)
                                      : QRectF();
    m_node->show(frame.toScene, touched,
        [this](QPainter &painter, const QRegion &dirty) { paint(painter, dirty); });
}

} // namespace wavetape::plotting
