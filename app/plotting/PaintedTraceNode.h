// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/PaintedNode.h"
#include "plotting/TraceNode.h"

#include <QRgb>

class QPainter;
class QRegion;

namespace wavetape::plotting {

// Traces on the software scene graph: drawn into the picture of the window itself, between what is
// below and above them. An image of their own would be filled, then blended, which costs twice what
// the traces do.
class PaintedTraceNode final : public TraceNode {
public:
    explicit PaintedTraceNode(QQuickWindow *window);

    void show(const TraceFrame &frame, const std::vector<TracePicture> &pictures) override;
    bool fits(QQuickWindow *window, bool density) const override
    {
        return !density && PaintedNode::works(window);
    }

private:
    struct Line {
        std::vector<PixelSpan> spans;
        QRgb color = 0;
    };
    void paint(QPainter &painter, const QRegion &dirty) const;

    PaintedNode *m_node; // a child of this
    std::vector<Line> m_lines;
    QSize m_size; // device pixels
    double m_pixelRatio = 1;
};

} // namespace wavetape::plotting
