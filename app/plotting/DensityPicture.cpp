// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/DensityPicture.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace wavetape::plotting {

void DensityPicture::draw(
    int width, const ValueScale &scale, double lineWidth, std::span<const Layer> layers)
{
    const int height = std::max(0, static_cast<int>(scale.height));
    float low = static_cast<float>(height), high = 0;
    m_spans.resize(layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        toPixelSpans(layers[i].columns->columns(), scale, lineWidth, m_spans[i]);
        for (const PixelSpan span : m_spans[i]) {
            if (span.y1 > span.y0) {
                low = std::min(low, span.y0);
                high = std::max(high, span.y1);
            }
        }
    }
    const int from = static_cast<int>(low);
    const int behind = std::min(height, static_cast<int>(std::ceil(high)));

    const bool kept = width == m_width && height == m_height && follows(scale, lineWidth, layers);
    const auto isSame = [&](int x) {
        return std::all_of(layers.begin(), layers.end(),
            [x](const Layer &layer) { return layer.columns->isSame(x); });
    };
    if (kept) {
        wander(
            layers.front().columns->wandered(), std::min(from, m_from), std::max(behind, m_behind));
    } else {
        m_width = width;
        m_height = height;
        m_pixels.assign(std::size_t(width) * height, 0);
    }
    m_scale = scale;
    m_lineWidth = lineWidth;
    for (int x = 0; x < width;) {
        int right = x;
        while (right < width && !(kept && isSame(right)))
            ++right;
        if (right > x) {
            if (kept) {
                for (int y = std::min(from, m_from); y < std::max(behind, m_behind); ++y)
                    std::fill_n(m_pixels.begin() + std::ptrdiff_t(y) * m_width + x, right - x, 0);
            }
            drawColumns(x, right, layers);
        }
        x = right + 1;
    }
    m_from = from;
    m_behind = behind;
    m_drawn.clear();
    for (const auto &[columns, color] : layers)
        m_drawn.push_back({columns->number(), color});
}

// Whether all layers go on from what is in the picture, by the same way.
bool DensityPicture::follows(
    const ValueScale &scale, double lineWidth, std::span<const Layer> layers) const
{
    if (scale != m_scale || lineWidth != m_lineWidth || layers.empty())
        return false;
    const int wandered = layers.front().columns->wandered();
    return std::equal(layers.begin(), layers.end(), m_drawn.begin(), m_drawn.end(),
        [this, wandered](const Layer &layer, Drawn drawn) {
            return layer.columns->follows() == drawn.build && layer.color == drawn.color
                && layer.columns->wandered() == wandered
                && layer.columns->columns().size() == static_cast<std::size_t>(m_width);
        });
}

void DensityPicture::wander(int columns, int from, int behind)
{
    if (columns <= 0)
        return;
    for (int y = from; y < behind; ++y) {
        uint32_t *row = m_pixels.data() + std::ptrdiff_t(y) * m_width;
        std::memmove(row, row + columns, std::size_t(m_width - columns) * sizeof *row);
    }
}

void DensityPicture::drawColumns(int left, int right, std::span<const Layer> layers)
{
    const PixelBuffer target {m_pixels.data(), m_width, m_height, m_width};
    const PixelRect clip {left, 0, right, m_height};
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto &[columns, color] = layers[i];
        if (columns->partsPerColumn())
            m_rasteriser.drawDensity(target, clip, *columns, m_scale, color);
        else
            SpanRasteriser::draw(target, clip, m_spans[i], color);
    }
}

} // namespace wavetape::plotting
