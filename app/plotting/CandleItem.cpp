// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/CandleItem.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

namespace {

constexpr int kFewest = 10, kMost = 500;
constexpr double kBodyShare = 0.7; // of a slot
constexpr double kProfileShare = 0.24; // of the width, what most was traded at
constexpr double kProfileStep = 9; // pixels of height a part

bool finite(const CandleBar &bar)
{
    return std::isfinite(bar.start) && std::isfinite(bar.open) && std::isfinite(bar.high)
        && std::isfinite(bar.low) && std::isfinite(bar.close) && std::isfinite(bar.volume);
}

} // namespace

CandleItem::CandleItem(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    connect(this, &CandleItem::viewChanged, this, [this] { update(); });
    connect(this, &CandleItem::colorsChanged, this, [this] { update(); });
    connect(this, &CandleItem::barsChanged, this, [this] { update(); });
}

void CandleItem::setShown(int bars)
{
    bars = std::clamp(bars, kFewest, kMost);
    if (m_shown == bars)
        return;
    m_shown = bars;
    measure();
    emit viewChanged();
}

void CandleItem::setBack(int bars)
{
    bars = std::clamp(bars, 0, std::max(0, count() - 1));
    if (m_back == bars)
        return;
    m_back = bars;
    measure();
    emit viewChanged();
}

void CandleItem::setVolumeShare(double share)
{
    share = std::isfinite(share) ? std::clamp(share, 0.0, 0.5) : 0;
    if (m_volumeShare == share)
        return;
    m_volumeShare = share;
    emit viewChanged();
}

void CandleItem::setUpColor(const QColor &color)
{
    if (m_up == color)
        return;
    m_up = color;
    emit colorsChanged();
}

void CandleItem::setDownColor(const QColor &color)
{
    if (m_down == color)
        return;
    m_down = color;
    emit colorsChanged();
}

void CandleItem::setProfile(bool shown)
{
    if (m_profile == shown)
        return;
    m_profile = shown;
    emit viewChanged();
}

void CandleItem::setProfileColor(const QColor &color)
{
    if (m_profileColor == color)
        return;
    m_profileColor = color;
    emit colorsChanged();
}

void CandleItem::setYMin(double value)
{
    if (m_yMin == value || !std::isfinite(value))
        return;
    m_yMin = value;
    emit viewChanged();
}

void CandleItem::setYMax(double value)
{
    if (m_yMax == value || !std::isfinite(value))
        return;
    m_yMax = value;
    emit viewChanged();
}

void CandleItem::setBars(std::vector<CandleBar> bars)
{
    std::erase_if(bars, [](const CandleBar &bar) { return !finite(bar); });
    std::stable_sort(bars.begin(), bars.end(),
        [](const CandleBar &a, const CandleBar &b) { return a.start < b.start; });
    if (bars.size() > kMaxBars)
        bars.erase(bars.begin(), bars.end() - kMaxBars);
    m_bars = std::move(bars);
    m_back = std::min(m_back, std::max(0, count() - 1));
    measure();
    emit barsChanged();
}

void CandleItem::upsert(const CandleBar &bar)
{
    if (!finite(bar))
        return;
    const auto place = std::lower_bound(m_bars.begin(), m_bars.end(), bar,
        [](const CandleBar &a, const CandleBar &b) { return a.start < b.start; });
    if (place != m_bars.end() && place->start == bar.start) {
        *place = bar;
    } else {
        const bool newest = place == m_bars.end();
        m_bars.insert(place, bar);
        if (m_bars.size() > kMaxBars)
            m_bars.erase(m_bars.begin());
        // Who has scrolled back keeps looking at the same bars.
        if (newest && m_back > 0)
            m_back = std::min(m_back + 1, count() - 1);
    }
    measure();
    emit barsChanged();
}

void CandleItem::clear()
{
    m_bars.clear();
    m_back = 0;
    measure();
    emit barsChanged();
}

int CandleItem::endVisible() const
{
    return std::max(0, count() - m_back);
}

int CandleItem::firstVisible() const
{
    return std::max(0, endVisible() - m_shown);
}

double CandleItem::slotWidth() const
{
    return width() / m_shown;
}

double CandleItem::slotCentre(int index) const
{
    return width() - (endVisible() - index - 0.5) * slotWidth();
}

void CandleItem::measure()
{
    m_maxVolume = 0;
    if (m_bars.empty()) {
        m_low = 0;
        m_high = 1;
        return;
    }
    m_low = INFINITY;
    m_high = -INFINITY;
    for (int i = firstVisible(); i < endVisible(); ++i) {
        m_low = std::min(m_low, m_bars[i].low);
        m_high = std::max(m_high, m_bars[i].high);
        m_maxVolume = std::max(m_maxVolume, m_bars[i].volume);
    }
}

double CandleItem::yOf(double price) const
{
    const double range = m_yMax - m_yMin;
    return range == 0 ? 0 : (m_yMax - price) / range * height();
}

double CandleItem::priceAt(double y) const
{
    return height() <= 0 ? m_yMin : m_yMax - y / height() * (m_yMax - m_yMin);
}

QVariantMap CandleItem::candleAt(double x) const
{
    const double slot = std::floor((width() - x) / slotWidth());
    const int index = endVisible() - 1 - static_cast<int>(std::clamp(slot, -1.0, 1e6));
    if (!(width() > 0) || index < firstVisible() || index >= endVisible())
        return {{QStringLiteral("valid"), false}};
    const CandleBar &bar = m_bars[index];
    return {{QStringLiteral("valid"), true}, {QStringLiteral("index"), index},
        {QStringLiteral("x"), slotCentre(index)}, {QStringLiteral("start"), bar.start},
        {QStringLiteral("open"), bar.open}, {QStringLiteral("high"), bar.high},
        {QStringLiteral("low"), bar.low}, {QStringLiteral("close"), bar.close},
        {QStringLiteral("volume"), bar.volume}};
}

QVariantList CandleItem::timeMarks(int every) const
{
    QVariantList marks;
    every = std::max(every, 1);
    // Counted from the newest end of time, so that the marks wander with their bars.
    for (int i = firstVisible(); i < endVisible(); ++i) {
        const double step = i > 0 ? m_bars[i].start - m_bars[i - 1].start : 0;
        const bool marked
            = step > 0 ? std::fmod(std::round(m_bars[i].start / step), every) == 0 : i % every == 0;
        if (marked) {
            marks.append(QVariantMap {{QStringLiteral("valid"), true},
                {QStringLiteral("x"), slotCentre(i)}, {QStringLiteral("start"), m_bars[i].start}});
        }
    }
    return marks;
}

QVariantList CandleItem::auctionMarks() const
{
    QVariantList marks;
    for (int i = firstVisible(); i < endVisible(); ++i) {
        if (!m_bars[i].auction)
            continue;
        // The usual distance of bars is that of the two before, or after.
        const double before = i > 0 ? m_bars[i].start - m_bars[i - 1].start : 0;
        const double usual = i > 1 ? m_bars[i - 1].start - m_bars[i - 2].start
            : i + 1 < count()      ? m_bars[i + 1].start - m_bars[i].start
                                   : before;
        marks.append(QVariantMap {{QStringLiteral("x"), slotCentre(i) - slotWidth() / 2},
            {QStringLiteral("start"), m_bars[i].start},
            {QStringLiteral("restMs"), std::max(0.0, before - usual)}});
    }
    return marks;
}

std::vector<double> CandleItem::volumeProfile(int bins) const
{
    std::vector<double> volumes(std::max(bins, 0));
    const double step = (m_yMax - m_yMin) / std::max(bins, 1);
    if (!(step > 0))
        return volumes;
    for (int i = firstVisible(); i < endVisible(); ++i) {
        const CandleBar &bar = m_bars[i];
        const double range = bar.high - bar.low;
        const double low = (bar.low - m_yMin) / step, high = (bar.high - m_yMin) / step;
        if (!(high >= 0) || !(low < bins))
            continue;
        const int first = static_cast<int>(std::clamp(low, 0.0, bins - 1.0));
        const int last = static_cast<int>(std::clamp(high, 0.0, bins - 1.0));
        for (int bin = first; bin <= last; ++bin) {
            // What lies beyond the picture's edge is not shown at it.
            const double covered = std::min(high, bin + 1.0) - std::max(low, double(bin));
            volumes[bin] += range > 0 ? bar.volume * covered * step / range : bar.volume;
        }
    }
    return volumes;
}

void CandleItem::paintProfile(QPainter *painter) const
{
    const int bins = std::clamp(static_cast<int>(height() / kProfileStep), 1, 80);
    const std::vector<double> volumes = volumeProfile(bins);
    const double most = *std::max_element(volumes.begin(), volumes.end());
    if (!(most > 0))
        return;
    const double step = height() / bins;
    for (int bin = 0; bin < bins; ++bin) {
        // What most was traded at stands out.
        QColor color = m_profileColor;
        color.setAlphaF(volumes[bin] == most ? 0.34f : 0.16f);
        const double top = std::round(height() - (bin + 1) * step);
        painter->fillRect(QRectF(0, top, std::round(volumes[bin] / most * width() * kProfileShare),
                              std::max(1.0, std::round(height() - bin * step) - top - 1)),
            color);
    }
}

void CandleItem::paint(QPainter *painter)
{
    const double slot = slotWidth();
    const double body = std::max(1.0, std::floor(slot * kBodyShare));
    const double volumeHeight = height() * m_volumeShare;
    QColor upVolume = m_up, downVolume = m_down;
    upVolume.setAlphaF(0.35f);
    downVolume.setAlphaF(0.35f);
    // Whole pixels and plain rectangles: sharp, and the cheapest thing a painter can do.
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (m_profile)
        paintProfile(painter);
    for (int i = firstVisible(); i < endVisible(); ++i) {
        const CandleBar &bar = m_bars[i];
        const bool up = bar.close >= bar.open;
        const double centre = slotCentre(i);
        const double left = std::floor(centre - body / 2);
        if (volumeHeight > 0 && m_maxVolume > 0 && bar.volume > 0) {
            const double tall = std::max(1.0, std::round(bar.volume / m_maxVolume * volumeHeight));
            painter->fillRect(
                QRectF(left, height() - tall, body, tall), up ? upVolume : downVolume);
        }
        const QColor &color = up ? m_up : m_down;
        const double wickTop = std::clamp(yOf(bar.high), -1.0, height() + 1);
        const double wickBottom = std::clamp(yOf(bar.low), -1.0, height() + 1);
        const double wickX = std::floor(left + body / 2);
        painter->fillRect(
            QRectF(wickX, std::round(wickTop), 1, std::max(1.0, std::round(wickBottom - wickTop))),
            color);
        const double bodyTop = std::clamp(yOf(std::max(bar.open, bar.close)), -1.0, height() + 1);
        const double bodyBottom
            = std::clamp(yOf(std::min(bar.open, bar.close)), -1.0, height() + 1);
        painter->fillRect(QRectF(left, std::round(bodyTop), body,
                              std::max(1.0, std::round(bodyBottom) - std::round(bodyTop))),
            color);
    }
}

} // namespace wavetape::plotting
