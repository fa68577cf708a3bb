// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/TraceColumns.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wavetape::plotting {

// A picture of premultiplied ARGB pixels that somebody else owns.
struct PixelBuffer {
    uint32_t *pixels = nullptr;
    int width = 0, height = 0;
    std::ptrdiff_t stride = 0; // pixels per row
};

// Pixels of a buffer: from left and top up to, without, right and bottom.
struct PixelRect {
    int left = 0, top = 0, right = 0, bottom = 0;
};

// How values become rows: `top` is drawn at y = 0, `bottom` at y = height.
struct ValueScale {
    double top = 1, bottom = -1;
    double height = 1; // pixels

    double y(double value) const { return (top - value) / (top - bottom) * height; }
    bool operator==(const ValueScale &) const = default;
};

// The vertical run of a column in pixels, at least as tall as the line is wide; empty if y1 <= y0.
struct PixelSpan {
    float y0 = 0, y1 = 0;
};

// Spans of all columns, widened to `lineWidth` and cut to the picture.
void toPixelSpans(const std::vector<MinMax> &columns, const ValueScale &scale, double lineWidth,
    std::vector<PixelSpan> &out);

// Draws traces as vertical runs, one per pixel column, with soft ends. This replaces a painter's
// polyline, whose cost grows with the length of the line (look.md: seconds for a noisy signal).
class SpanRasteriser {
public:
    // Straight (not premultiplied) 0xAARRGGBB over what is there.
    static void draw(PixelBuffer target, const std::vector<PixelSpan> &spans, uint32_t color)
    {
        draw(target, {0, 0, target.width, target.height}, spans, color);
    }
    // Touches `clip` alone, which must be within the target.
    static void draw(
        PixelBuffer target, PixelRect clip, const std::vector<PixelSpan> &spans, uint32_t color);
    // Fills from each span's middle down to the bottom row with `color`.
    static void fillBelow(PixelBuffer target, const std::vector<PixelSpan> &spans, uint32_t color);
    // Each pixel as opaque as the share of its column's parts that cover it, and what only the
    // extremes reach still faintly. Columns left up to right of `clip` alone, at full height.
    void drawDensity(PixelBuffer target, PixelRect clip, const TraceColumns &columns,
        const ValueScale &scale, uint32_t color);

private:
    std::vector<int> m_steps;
};

} // namespace wavetape::plotting
