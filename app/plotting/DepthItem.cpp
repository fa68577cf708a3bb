// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/DepthItem.h"

#include "plotting/AxisTicks.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

namespace {

void cumulate(std::vector<DepthLevel> &levels)
{
    std::erase_if(levels, [](const DepthLevel &level) {
        return !std::isfinite(level.price) || !std::isfinite(level.size) || level.size < 0;
    });
    double sum = 0;
    for (DepthLevel &level : levels)
        level.size = sum += level.size;
}

} // namespace

DepthItem::DepthItem(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    connect(this, &DepthItem::colorsChanged, this, [this] { update(); });
    connect(this, &DepthItem::levelsChanged, this, [this] { update(); });
}

void DepthItem::setBidColor(const QColor &color)
{
    if (m_bid == color)
        return;
    m_bid = color;
    emit colorsChanged();
}

void DepthItem::setAskColor(const QColor &color)
{
    if (m_ask == color)
        return;
    m_ask = color;
    emit colorsChanged();
}

void DepthItem::setLevels(std::vector<DepthLevel> bids, std::vector<DepthLevel> asks)
{
    cumulate(bids);
    cumulate(asks);
    m_bids = std::move(bids);
    m_asks = std::move(asks);
    if (!isEmpty()) {
        // The middle of the spread stays in the middle of the picture.
        const double bestBid = m_bids.empty() ? m_asks.front().price : m_bids.front().price;
        const double bestAsk = m_asks.empty() ? m_bids.front().price : m_asks.front().price;
        const double middle = (bestBid + bestAsk) / 2;
        const double reach = std::max({m_bids.empty() ? 0 : middle - m_bids.back().price,
            m_asks.empty() ? 0 : m_asks.back().price - middle, std::abs(middle) * 1e-6});
        m_lowPrice = middle - reach;
        m_highPrice = middle + reach;
        m_maxSize = AxisTicks::over(0,
            std::max({m_bids.empty() ? 0 : m_bids.back().size,
                m_asks.empty() ? 0 : m_asks.back().size, 1e-9}),
            4)
                        .upper;
    }
    emit levelsChanged();
}

void DepthItem::clear()
{
    m_bids.clear();
    m_asks.clear();
    emit levelsChanged();
}

double DepthItem::xOf(double price) const
{
    return (price - m_lowPrice) / (m_highPrice - m_lowPrice) * width();
}

QVariantMap DepthItem::levelAt(double x) const
{
    const double price = m_lowPrice + x / std::max(width(), 1.0) * (m_highPrice - m_lowPrice);
    const DepthLevel *found = nullptr;
    const char *side = "bid";
    for (const DepthLevel &level : m_bids) {
        if (level.price >= price)
            found = &level;
    }
    if (!found) {
        side = "ask";
        for (const DepthLevel &level : m_asks) {
            if (level.price <= price)
                found = &level;
        }
    }
    if (!found)
        return {{QStringLiteral("valid"), false}};
    return {{QStringLiteral("valid"), true}, {QStringLiteral("side"), QString::fromLatin1(side)},
        {QStringLiteral("price"), found->price}, {QStringLiteral("size"), found->size}};
}

void DepthItem::paint(QPainter *painter)
{
    const auto draw = [&](const std::vector<DepthLevel> &levels, const QColor &color) {
        if (levels.empty())
            return;
        const auto yOf = [&](double size) { return height() - size / m_maxSize * height(); };
        QPolygonF stairs;
        double y = height();
        for (const DepthLevel &level : levels) {
            const double x = std::round(xOf(level.price)) + 0.5;
            stairs << QPointF(x, y);
            y = std::round(yOf(level.size)) + 0.5;
            stairs << QPointF(x, y);
        }
        const bool leftwards = levels.front().price >= levels.back().price && &levels == &m_bids;
        stairs << QPointF(leftwards ? -1 : width() + 1, y);
        QPolygonF area = stairs;
        area << QPointF(leftwards ? -1 : width() + 1, height())
             << QPointF(stairs.front().x(), height());
        QColor fill = color;
        fill.setAlphaF(0.18f);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawPolygon(area);
        painter->setPen(QPen(color, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawPolyline(stairs);
    };
    painter->setRenderHint(QPainter::Antialiasing, false);
    draw(m_bids, m_bid);
    draw(m_asks, m_ask);
}

} // namespace wavetape::plotting
