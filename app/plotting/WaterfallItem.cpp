// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/WaterfallItem.h"

#include "plotting/FrequencyScale.h"
#include "plotting/ImageNode.h"

#include <QQuickWindow>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace wavetape::plotting {

namespace {

constexpr int kFewestRows = 16, kMostRows = 1024, kMostColumns = 4096;

} // namespace

WaterfallItem::WaterfallItem(QQuickItem *parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
    makePalette();
    clear();
}

void WaterfallItem::setSpectrum(Spectrum *spectrum)
{
    if (m_spectrum == spectrum)
        return;
    if (m_spectrum)
        m_spectrum->disconnect(this);
    m_spectrum = spectrum;
    if (m_spectrum) {
        connect(m_spectrum, &Spectrum::updated, this, &WaterfallItem::addRow);
        connect(m_spectrum, &Spectrum::sourceChanged, this, &WaterfallItem::clear);
    }
    clear();
    follow();
    emit spectrumChanged();
}

void WaterfallItem::follow()
{
    m_viewer
        = isVisible() && m_spectrum && window() ? Spectrum::Viewer(m_spectrum) : Spectrum::Viewer();
}

void WaterfallItem::setFloorLevel(double level)
{
    if (m_floor == level || !std::isfinite(level))
        return;
    m_floor = level;
    emit viewChanged();
}

void WaterfallItem::setTopLevel(double level)
{
    if (m_top == level || !std::isfinite(level))
        return;
    m_top = level;
    emit viewChanged();
}

void WaterfallItem::setFMax(double hertz)
{
    if (m_fMax == hertz || !(hertz >= 0))
        return;
    m_fMax = hertz;
    clear(); // as with the palette
    emit viewChanged();
}

void WaterfallItem::setLogarithmic(bool on)
{
    if (m_logarithmic == on)
        return;
    m_logarithmic = on;
    clear();
    emit viewChanged();
}

void WaterfallItem::setRows(int rows)
{
    rows = std::clamp(rows, kFewestRows, kMostRows);
    if (m_rows == rows)
        return;
    m_rows = rows;
    clear();
    emit rowsChanged();
}

void WaterfallItem::setStop(int index, const QColor &color)
{
    if (m_colors[index] == color)
        return;
    m_colors[index] = color;
    makePalette();
    clear(); // rows in two palettes could not be compared
    emit viewChanged();
}

void WaterfallItem::makePalette()
{
    constexpr double kStops[] = {0, 0.35, 0.75, 1};
    for (int i = 0; i < 256; ++i) {
        const double value = i / 255.0;
        int stop = 0;
        while (stop < 2 && value > kStops[stop + 1])
            ++stop;
        const double part = (value - kStops[stop]) / (kStops[stop + 1] - kStops[stop]);
        const QColor &a = m_colors[stop], &b = m_colors[stop + 1];
        const auto mix
            = [part](int from, int to) { return int(std::lround(from + (to - from) * part)); };
        m_palette[i]
            = qRgb(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
    }
}

// As many as are seen: a picture that is made smaller afterwards would lose its narrow tones.
int WaterfallItem::columns() const
{
    const double pixels = width() * (window() ? window()->effectiveDevicePixelRatio() : 1);
    return std::clamp(static_cast<int>(std::lround(pixels)), 1, kMostColumns);
}

void WaterfallItem::clear()
{
    m_image = QImage(columns(), m_rows, QImage::Format_RGB32);
    m_image.fill(m_palette[0]);
    update();
}

void WaterfallItem::addRow()
{
    if (!m_spectrum || m_spectrum->isEmpty() || m_top <= m_floor)
        return;
    const auto stride = static_cast<std::size_t>(m_image.bytesPerLine());
    uchar *rows = m_image.bits();
    std::memmove(rows + stride, rows, stride * static_cast<std::size_t>(m_rows - 1));
    auto *row = reinterpret_cast<QRgb *>(rows);
    const std::vector<float> &levels = m_spectrum->levels();
    const FrequencyScale scale
        = FrequencyScale::over(0, m_fMax, m_spectrum->rateHz(), m_logarithmic);
    const double hertzPerBin = std::max(m_spectrum->resolution(), 1e-9);
    const auto last = static_cast<double>(levels.size() - 1);
    const auto binAt = [&](int x) {
        const double bin = scale.hertzAt(static_cast<double>(x) / m_image.width()) / hertzPerBin;
        return static_cast<std::size_t>(std::clamp(bin, 0.0, last));
    };
    for (int x = 0; x < m_image.width(); ++x) {
        const std::size_t first = binAt(x);
        const std::size_t behind = std::max(binAt(x + 1), first + 1);
        float level = levels[first];
        for (std::size_t bin = first + 1; bin < behind; ++bin)
            level = std::max(level, levels[bin]);
        const double part = std::clamp((level - m_floor) / (m_top - m_floor), 0.0, 1.0);
        row[x] = m_palette[static_cast<std::size_t>(part * 255)];
    }
    update();
}

void WaterfallItem::itemChange(ItemChange change, const ItemChangeData &data)
{
    if (change == ItemSceneChange || change == ItemVisibleHasChanged)
        follow();
    QQuickItem::itemChange(change, data);
}

void WaterfallItem::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (const int wanted = columns(); wanted != m_image.width())
        m_image = m_image.scaled(wanted, m_rows).convertToFormat(QImage::Format_RGB32);
    update();
}

QSGNode *WaterfallItem::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    return showImage(window(), old, m_image, boundingRect(), QSGTexture::Linear);
}

} // namespace wavetape::plotting
