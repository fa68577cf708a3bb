// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/LineImage.h"

namespace wavetape::plotting {

QImage lineImage(QSize size, const std::vector<PixelSpan> &spans, const QColor &color, double fill)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(0);
    const PixelBuffer target {reinterpret_cast<uint32_t *>(image.bits()), size.width(),
        size.height(), image.bytesPerLine() / 4};
    if (fill > 0) {
        QColor below = color;
        below.setAlphaF(static_cast<float>(color.alphaF() * fill));
        SpanRasteriser::fillBelow(target, spans, below.rgba());
    }
    SpanRasteriser::draw(target, spans, color.rgba());
    return image;
}

} // namespace wavetape::plotting
