// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SpanRasteriser.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wavetape::plotting {

// Traces shaded by density, in a picture that is kept from frame to frame: columns that have only
// wandered to the left are moved with it, the others are drawn anew. The same pixels come out as if
// all were.
class DensityPicture {
public:
    struct Layer {
        const TraceColumns *columns = nullptr;
        uint32_t color = 0; // straight 0xAARRGGBB
    };

    // One pixel column per column of the layers, the first layer lowest. Layers without parts()
    // are drawn as lines.
    void draw(int width, const ValueScale &scale, double lineWidth, std::span<const Layer> layers);

    // The rows that any layer touches: from up to, without, behind. None where behind <= from.
    int from() const { return m_from; }
    int behind() const { return m_behind; }
    // Premultiplied ARGB, width() pixels to the row. Until the next draw().
    const uint32_t *row(int y) const { return m_pixels.data() + std::ptrdiff_t(y) * m_width; }
    int width() const { return m_width; }

private:
    bool follows(const ValueScale &scale, double lineWidth, std::span<const Layer> layers) const;
    void wander(int columns, int from, int behind);
    void drawColumns(int left, int right, std::span<const Layer> layers);

    std::vector<uint32_t> m_pixels;
    std::vector<std::vector<PixelSpan>> m_spans; // per layer
    // A layer that was drawn: which build of columns, wherever those are now.
    struct Drawn {
        uint64_t build = 0;
        uint32_t color = 0;
    };
    std::vector<Drawn> m_drawn;
    SpanRasteriser m_rasteriser;
    ValueScale m_scale;
    double m_lineWidth = 0;
    int m_width = 0, m_height = 0, m_from = 0, m_behind = 0;
};

} // namespace wavetape::plotting
