// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::plotting {

struct DepthLevel {
    double price = 0, size = 0;
};

// Cumulated depth of an order book: bids fall to the left of the middle, asks rise to the right.
// Filled from C++ by a view model at up to 10 Hz.
class DepthItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor bidColor READ bidColor WRITE setBidColor NOTIFY colorsChanged)
    Q_PROPERTY(QColor askColor READ askColor WRITE setAskColor NOTIFY colorsChanged)
    Q_PROPERTY(double lowPrice READ lowPrice NOTIFY levelsChanged)
    Q_PROPERTY(double highPrice READ highPrice NOTIFY levelsChanged)
    Q_PROPERTY(
        double maxSize READ maxSize NOTIFY levelsChanged) // of the cumulated sums, rounded up
    Q_PROPERTY(bool empty READ isEmpty NOTIFY levelsChanged)

public:
    explicit DepthItem(QQuickItem *parent = nullptr);

    QColor bidColor() const { return m_bid; }
    void setBidColor(const QColor &color);
    QColor askColor() const { return m_ask; }
    void setAskColor(const QColor &color);
    double lowPrice() const { return m_lowPrice; }
    double highPrice() const { return m_highPrice; }
    double maxSize() const { return m_maxSize; }
    bool isEmpty() const { return m_bids.empty() && m_asks.empty(); }

    // Best level first on both sides.
    void setLevels(std::vector<DepthLevel> bids, std::vector<DepthLevel> asks);
    Q_INVOKABLE void clear();
    // {valid, side ("bid"/"ask"), price, size (cumulated to there)} under x.
    Q_INVOKABLE QVariantMap levelAt(double x) const;

    void paint(QPainter *painter) override;

signals:
    void colorsChanged();
    void levelsChanged();

private:
    double xOf(double price) const;

    std::vector<DepthLevel> m_bids, m_asks; // sizes cumulated
    double m_lowPrice = 0, m_highPrice = 1, m_maxSize = 1;
    QColor m_bid {0x2e, 0xbd, 0x85}, m_ask {0xf6, 0x46, 0x5d};
};

} // namespace wavetape::plotting
