// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SpectrumItem.h"

#include "plotting/AssignFinite.h"
#include "plotting/ImageNode.h"
#include "plotting/LineImage.h"

#include <QQuickWindow>

#include <algorithm>
#include <cmath>
#include <limits>

namespace wavetape::plotting {

namespace {

constexpr double kTraceWidth = 1.25;
constexpr double kNoLevel = std::numeric_limits<double>::quiet_NaN();

// The range of bins that a stretch of frequencies covers, at least one.
std::pair<std::size_t, std::size_t> binsOf(
    double from, double to, double resolution, std::size_t bins)
{
    const auto last = static_cast<double>(bins - 1);
    const double a = std::clamp(std::round(from / resolution), 0.0, last);
    const double b = std::clamp(std::round(to / resolution), a + 1, last + 1);
    return {static_cast<std::size_t>(a), static_cast<std::size_t>(b)};
}

} // namespace

SpectrumItem::SpectrumItem(QQuickItem *parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
    connect(this, &SpectrumItem::viewChanged, this, &QQuickItem::update);
}

void SpectrumItem::setSpectrum(Spectrum *spectrum)
{
    if (m_spectrum == spectrum)
        return;
    if (m_spectrum)
        m_spectrum->disconnect(this);
    m_spectrum = spectrum;
    if (m_spectrum)
        connect(m_spectrum, &Spectrum::updated, this, &QQuickItem::update);
    m_viewer.reset();
    follow();
    update();
    emit spectrumChanged();
}

// The spectrum is computed only while it can be seen.
void SpectrumItem::follow()
{
    m_viewer
        = isVisible() && m_spectrum && window() ? Spectrum::Viewer(m_spectrum) : Spectrum::Viewer();
}

void SpectrumItem::setColor(const QColor &color)
{
    if (m_color == color)
        return;
    m_color = color;
    emit viewChanged();
}

void SpectrumItem::setFill(double opacity)
{
    if (assignFinite(m_fill, std::clamp(opacity, 0.0, 1.0)))
        emit viewChanged();
}

void SpectrumItem::setYMin(double level)
{
    if (assignFinite(m_yMin, level))
        emit viewChanged();
}

void SpectrumItem::setYMax(double level)
{
    if (assignFinite(m_yMax, level))
        emit viewChanged();
}

void SpectrumItem::setFMin(double hertz)
{
    if (assignFinite(m_fMin, std::max(hertz, 0.0)))
        emit viewChanged();
}

void SpectrumItem::setFMax(double hertz)
{
    if (assignFinite(m_fMax, std::max(hertz, 0.0)))
        emit viewChanged();
}

void SpectrumItem::setLogarithmic(bool on)
{
    if (m_logarithmic == on)
        return;
    m_logarithmic = on;
    emit viewChanged();
}

FrequencyScale SpectrumItem::scale() const
{
    return FrequencyScale::over(
        m_fMin, m_fMax, m_spectrum ? m_spectrum->rateHz() : 0, m_logarithmic);
}

double SpectrumItem::hertzAt(double x) const
{
    return scale().hertzAt(width() > 0 ? x / width() : 0);
}

double SpectrumItem::xOf(double hertz) const
{
    return scale().partOf(hertz) * width();
}

QVariantMap SpectrumItem::levelAt(double x) const
{
    if (!m_spectrum || m_spectrum->isEmpty() || x < 0 || x > width())
        return {{QStringLiteral("valid"), false}};
    const std::vector<float> &levels = m_spectrum->levels();
    const double resolution = m_spectrum->resolution();
    const auto [first, behind]
        = binsOf(hertzAt(x - 0.5), hertzAt(x + 0.5), resolution, levels.size());
    const auto highest = std::max_element(levels.begin() + static_cast<std::ptrdiff_t>(first),
        levels.begin() + static_cast<std::ptrdiff_t>(behind));
    return {{QStringLiteral("valid"), true},
        {QStringLiteral("hertz"), static_cast<double>(highest - levels.begin()) * resolution},
        {QStringLiteral("level"), *highest}};
}

void SpectrumItem::itemChange(ItemChange change, const ItemChangeData &data)
{
    if (change == ItemSceneChange || change == ItemVisibleHasChanged)
        follow();
    QQuickItem::itemChange(change, data);
}

void SpectrumItem::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    update();
}

QSGNode *SpectrumItem::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    const double ratio = window()->effectiveDevicePixelRatio();
    const int columnCount = static_cast<int>(std::round(width() * ratio));
    const int rows = static_cast<int>(std::round(height() * ratio));
    if (!m_spectrum || m_spectrum->isEmpty() || columnCount < 2 || rows < 2 || m_yMax <= m_yMin) {
        delete old;
        return nullptr;
    }
    const std::vector<float> &levels = m_spectrum->levels();
    const double resolution = m_spectrum->resolution();
    m_levels.assign(static_cast<std::size_t>(columnCount) + 1, kNoLevel);
    for (int i = 0; i <= columnCount; ++i) {
        const double from = hertzAt((i - 0.5) / ratio), to = hertzAt((i + 0.5) / ratio);
        if (from > resolution * static_cast<double>(levels.size() - 1))
            break;
        // Between two bins the line is straight; over several the highest counts.
        if (to - from < resolution) {
            const double position = std::clamp(
                hertzAt(i / ratio) / resolution, 0.0, static_cast<double>(levels.size() - 1));
            const auto bin = static_cast<std::size_t>(position);
            const float next = levels[std::min(bin + 1, levels.size() - 1)];
            m_levels[i]
                = levels[bin] + (next - levels[bin]) * (position - static_cast<double>(bin));
        } else {
            const auto [first, behind] = binsOf(from, to, resolution, levels.size());
            m_levels[i] = *std::max_element(levels.begin() + static_cast<std::ptrdiff_t>(first),
                levels.begin() + static_cast<std::ptrdiff_t>(behind));
        }
        m_levels[i] = std::clamp(m_levels[i], m_yMin, m_yMax);
    }
    TraceColumns columns;
    columns.build(m_levels, columnCount);
    std::vector<PixelSpan> spans;
    toPixelSpans(
        columns.columns(), {m_yMax, m_yMin, static_cast<double>(rows)}, kTraceWidth * ratio, spans);
    return showImage(
        window(), old, lineImage({columnCount, rows}, spans, m_color, m_fill), boundingRect());
}

} // namespace wavetape::plotting
