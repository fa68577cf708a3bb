// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/TraceNode.h"

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
        return !density && isSoftware(window);
    }

private:
    class Drawing;

    Drawing *m_drawing; // a child of this
};

} // namespace wavetape::plotting
