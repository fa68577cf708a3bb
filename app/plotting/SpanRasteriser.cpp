// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SpanRasteriser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace wavetape::plotting {

namespace {

constexpr int kShades = 64;
constexpr double kFaintest = 0.18; // opacity of what the extremes reach

// value * alpha / 255, rounded, for all four channels at once.
uint32_t scaled(uint32_t argb, uint32_t alpha)
{
    uint32_t rb = (argb & 0xff00ff) * alpha;
    rb = ((rb + ((rb >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff;
    uint32_t ag = ((argb >> 8) & 0xff00ff) * alpha;
    ag = (ag + ((ag >> 8) & 0xff00ff) + 0x800080) & 0xff00ff00;
    return rb | ag;
}

uint32_t premultiplied(uint32_t argb)
{
    const uint32_t alpha = argb >> 24;
    return scaled(argb | 0xff000000, alpha);
}

void blend(uint32_t &pixel, uint32_t premultiplied)
{
    pixel = premultiplied + scaled(pixel, 255 - (premultiplied >> 24));
}

constexpr int kWidest = 1024; // columns of a block

// What a column covers wholly: rows from up to, without, behind.
struct Rows {
    int from = 0, behind = 0;
};

// One pixel of a span, as far as the span covers it.
void drawEdge(PixelBuffer target, PixelRect clip, int x, int y, PixelSpan span, uint32_t full)
{
    if (y < clip.top || y >= clip.bottom)
        return;
    const float covered
        = std::min(span.y1, static_cast<float>(y + 1)) - std::max(span.y0, static_cast<float>(y));
    blend(target.pixels[y * target.stride + x],
        scaled(full, static_cast<uint32_t>(covered * 255.0f)));
}

// Rows top up to bottom of Width columns. Those that all of them cover are filled across, the
// others block by narrower block: a column by itself touches another cache line with each pixel and
// another page with nearly each, and in a noisy signal all columns have most of their rows in
// common.
template <int Width>
void fillBlock(
    PixelBuffer target, int left, const Rows *columns, int top, int bottom, uint32_t full)
{
    Rows common {top, bottom};
    for (int i = 0; i < Width; ++i) {
        common.from = std::max(common.from, columns[i].from);
        common.behind = std::min(common.behind, columns[i].behind);
    }
    uint32_t *row = target.pixels + common.from * target.stride + left;
    for (int y = common.from; y < common.behind; ++y, row += target.stride)
        std::fill_n(row, Width, full);
    if constexpr (Width > 1) {
        const auto narrower = [&](int y0, int y1) {
            for (int i = 0; y0 < y1 && i < Width; i += Width / 4)
                fillBlock<Width / 4>(target, left + i, columns + i, y0, y1, full);
        };
        if (common.from < common.behind) {
            narrower(top, common.from);
            narrower(common.behind, bottom);
        } else {
            narrower(top, bottom);
        }
    }
}

// Any number of columns from `left` on, the widest blocks first.
template <int Width = kWidest>
void fillColumns(
    PixelBuffer target, int left, std::span<const Rows> columns, PixelRect clip, uint32_t full)
{
    for (; columns.size() >= Width; left += Width, columns = columns.subspan(Width))
        fillBlock<Width>(target, left, columns.data(), clip.top, clip.bottom, full);
    if constexpr (Width > 1)
        fillColumns<Width / 4>(target, left, columns, clip, full);
}

} // namespace

void toPixelSpans(const std::vector<MinMax> &columns, const ValueScale &scale, double lineWidth,
    std::vector<PixelSpan> &out)
{
    out.resize(columns.size());
    const float factor = static_cast<float>(scale.height / (scale.top - scale.bottom));
    const float half = static_cast<float>(lineWidth / 2);
    const auto limit = static_cast<float>(scale.height);
    const auto top = static_cast<float>(scale.top);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].empty()) {
            out[i] = {};
            continue;
        }
        float y0 = (top - columns[i].max) * factor - half;
        float y1 = (top - columns[i].min) * factor + half;
        // Lines outside the range are not drawn at the edge: one sees that they left.
        if (!(y1 > 0) || !(y0 < limit)) {
            out[i] = {};
            continue;
        }
        out[i] = {std::max(y0, 0.0f), std::min(y1, limit)};
    }
}

void SpanRasteriser::draw(
    PixelBuffer target, PixelRect clip, const std::vector<PixelSpan> &spans, uint32_t color)
{
    const uint32_t full = premultiplied(color);
    const bool opaque = (full >> 24) == 255;
    const int columns = std::min<int>(clip.right, static_cast<int>(spans.size()));
    std::array<Rows, kWidest> rows;
    for (int left = clip.left; left < columns; left += kWidest) {
        const int count = std::min(kWidest, columns - left);
        for (int i = 0; i < count; ++i) {
            const PixelSpan span = spans[left + i];
            rows[i] = {clip.bottom, clip.top}; // none
            if (!(span.y1 > span.y0))
                continue;
            const int first = static_cast<int>(span.y0);
            const int last = static_cast<int>(std::ceil(span.y1)) - 1;
            drawEdge(target, clip, left + i, first, span, full);
            if (last > first)
                drawEdge(target, clip, left + i, last, span, full);
            rows[i] = {std::max(first + 1, clip.top), std::min(last, clip.bottom)};
        }
        if (opaque) {
            fillColumns(target, left, {rows.data(), static_cast<size_t>(count)}, clip, full);
            continue;
        }
        for (int i = 0; i < count; ++i) {
            uint32_t *pixel = target.pixels + rows[i].from * target.stride + left + i;
            for (int y = rows[i].from; y < rows[i].behind; ++y, pixel += target.stride)
                blend(*pixel, full);
        }
    }
}

void SpanRasteriser::fillBelow(
    PixelBuffer target, const std::vector<PixelSpan> &spans, uint32_t color)
{
    const uint32_t full = premultiplied(color);
    const int columns = std::min<int>(target.width, static_cast<int>(spans.size()));
    for (int x = 0; x < columns; ++x) {
        if (!(spans[x].y1 > spans[x].y0))
            continue;
        int y = static_cast<int>((spans[x].y0 + spans[x].y1) / 2);
        uint32_t *pixel = target.pixels + y * target.stride + x;
        for (; y < target.height; ++y, pixel += target.stride)
            blend(*pixel, full);
    }
}

void SpanRasteriser::drawDensity(PixelBuffer target, PixelRect clip, const TraceColumns &columns,
    const ValueScale &scale, uint32_t color)
{
    const int parts = columns.partsPerColumn();
    if (parts <= 0)
        return;
    // The eye should still see what was there once in many times: a square root, not a line.
    std::array<uint32_t, kShades + 1> shades;
    const uint32_t full = premultiplied(color);
    for (int n = 0; n <= kShades; ++n) {
        const double opacity = std::max(kFaintest, std::sqrt(double(n) / kShades));
        shades[n] = scaled(full, static_cast<uint32_t>(255 * opacity));
    }

    m_steps.assign(target.height + 1, 0);
    const float factor = static_cast<float>(scale.height / (scale.top - scale.bottom));
    const float top = static_cast<float>(scale.top);
    const auto rows = [&](MinMax range, int &first, int &behind) {
        const float y0 = (top - range.max) * factor;
        const float y1 = (top - range.min) * factor;
        if (range.empty() || !(y1 >= 0) || !(y0 < static_cast<float>(target.height)))
            return false;
        first = static_cast<int>(std::max(y0, 0.0f));
        behind = std::min(target.height, static_cast<int>(std::min(y1, 1e6f)) + 1);
        return true;
    };
    const int right = std::min<int>(clip.right, static_cast<int>(columns.columns().size()));
    for (int x = clip.left; x < right; ++x) {
        int low = 0, high = 0;
        if (!rows(columns.columns()[x], low, high))
            continue;
        int used = 0;
        for (int p = 0; p < parts; ++p) {
            const MinMax part = columns.parts()[std::size_t(x) * parts + p];
            used += part.empty() ? 0 : 1;
            int first = 0, behind = 0;
            if (!rows(part, first, behind))
                continue;
            ++m_steps[first];
            --m_steps[behind];
            // The column reaches to its left neighbour, a part into its right one.
            low = std::min(low, first);
            high = std::max(high, behind);
        }
        int covering = 0;
        uint32_t *pixel = target.pixels + low * target.stride + x;
        for (int y = low; y < high; ++y, pixel += target.stride) {
            covering += m_steps[y];
            m_steps[y] = 0;
            const uint32_t shade = shades[used ? covering * kShades / used : 0];
            if (*pixel == 0)
                *pixel = shade;
            else
                blend(*pixel, shade);
        }
        m_steps[high] = 0;
    }
}

} // namespace wavetape::plotting
