// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SpanRasteriser.h"

#include <QColor>
#include <QImage>
#include <QSize>

namespace wavetape::plotting {

// A picture of `size` device pixels with one line, premultiplied, and below the line its colour at
// `fill` of its opacity (0: nothing).
QImage lineImage(QSize size, const std::vector<PixelSpan> &spans, const QColor &color, double fill);

} // namespace wavetape::plotting
